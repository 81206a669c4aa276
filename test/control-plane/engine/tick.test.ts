import type pg from "pg";
import { expect, test } from "vitest";
import type { Pipeline, Schedule, Trigger } from "#core/pipeline.ts";
import { tick, tickPipelines } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { brokenInvariants } from "#test/support/invariants.ts";

const hour = 3_600_000;
const hourly: Schedule = { cron: "0 * * * *" };

const trigger = (missed: Trigger["missed"] = "latest", schedule: Schedule = hourly): Trigger => ({
  schedule,
  timezone: "UTC",
  missed,
});

const scheduled = (name: string, triggers: Trigger[], fields: Partial<Pipeline> = {}) =>
  pipeline(name, [task("a")], { triggers, ...fields });

/** The clock stands at the full hour after the deployment; `at(2)` is two hours later. */
async function deployed(pipelines: Pipeline[]) {
  const db = await testDatabase();
  const ids = await deploy(db.pool, pipelines);
  const { rows } = await db.pool.query<{ now: Date }>("select now()");
  const zero = Math.floor((rows[0] as { now: Date }).now.getTime() / hour) * hour;
  // As if it had been deployed a moment after the last full hour.
  await db.pool.query("update trunkline.trigger set cursor_at = $1", [new Date(zero + 1_000)]);
  const at = (hours: number, seconds = 0) => new Date(zero + hours * hour + seconds * 1_000);
  return {
    pool: db.pool,
    ids,
    at,
    tick: (now: Date) => transaction(db.pool, (client) => tick(client, now)),
    [Symbol.asyncDispose]: async () => {
      const broken = await brokenInvariants(db.pool);
      await db[Symbol.asyncDispose]();
      expect(broken).toEqual([]);
    },
  };
}

/** Due times in hours since `zero`, each with the state of its run, or why it has none. */
async function outcomes(pool: pg.Pool, zero: Date): Promise<Record<number, string>> {
  const { rows } = await pool.query<{ due_at: Date; state: string; reason: string | null }>(
    "select due_at, state, reason from trunkline.run order by due_at, id",
  );
  return Object.fromEntries(
    rows.map((row) => [
      (row.due_at.getTime() - zero.getTime()) / hour,
      row.reason === null ? row.state : `${row.state}: ${row.reason}`,
    ]),
  );
}

test.each([
  ["none", { 1: "missed", 2: "missed", 3: "missed" }],
  ["latest", { 1: "missed", 2: "missed", 3: "running" }],
  ["all", { 1: "running", 2: "running", 3: "running" }],
] as const)(
  "after hours of standstill `missed: %s` leaves a row for every due time",
  async (missed, expected) => {
    await using t = await deployed([scheduled("p", [trigger(missed)])]);
    await t.tick(t.at(3, 1800));
    const skipped = `skipped: missed (\`missed: ${missed}\`)`;
    expect(await outcomes(t.pool, t.at(0))).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([due, became]) => [
          due,
          became === "missed" ? skipped : became,
        ]),
      ),
    );
  },
);

test("after hours of standstill a limit starts the newest, and the others say that they were too many", async () => {
  await using t = await deployed([scheduled("p", [trigger({ policy: "all", limit: 2 })])]);
  await t.tick(t.at(4, 1800));
  const skipped =
    "skipped: missed, and more than 2 later ones were (`missed: {policy: all, limit: 2}`)";
  expect(await outcomes(t.pool, t.at(0))).toEqual({
    1: skipped,
    2: skipped,
    3: "running",
    4: "running",
  });
});

test("a due time that is seen within a minute runs even under `missed: none`", async () => {
  await using t = await deployed([scheduled("p", [trigger("none")])]);
  await t.tick(t.at(1, 30));
  expect(await outcomes(t.pool, t.at(0))).toEqual({ 1: "running" });
});

test("before its time nothing runs, and the next look is at the next due time", async () => {
  await using t = await deployed([scheduled("p", [trigger()])]);
  expect(await t.tick(t.at(0, 3599))).toEqual({ triggers: 0, runs: 0, more: false });
  expect((await t.tick(t.at(1))).runs).toBe(1);
  const { rows } = await t.pool.query("select cursor_at, next_at from trunkline.trigger");
  expect(rows).toEqual([{ cursor_at: t.at(1), next_at: t.at(2) }]);
});

test("eight schedulers at once give each due time one run", async () => {
  await using t = await deployed(
    Array.from({ length: 20 }, (_, n) => scheduled(`p${n}`, [trigger("all")])),
  );
  await Promise.all(Array.from({ length: 8 }, () => t.tick(t.at(3, 1))));
  const { rows } = await t.pool.query(
    "select count(*)::int as runs, count(distinct (pipeline_id, slot))::int as slots from trunkline.run",
  );
  expect(rows).toEqual([{ runs: 60, slots: 60 }]);
});

test("a clock that is set back gives nothing twice, and goes on where it was", async () => {
  await using t = await deployed([scheduled("p", [trigger("all")])]);
  await t.tick(t.at(3));
  expect((await t.tick(t.at(1))).runs).toBe(0);
  expect((await t.tick(t.at(3))).runs).toBe(0);
  expect((await t.tick(t.at(4))).runs).toBe(1);
});

test("equal instants of two triggers give one run", async () => {
  await using t = await deployed([
    scheduled("p", [trigger(), trigger("latest", { everyMs: hour / 2, from: null, until: null })]),
  ]);
  await t.tick(t.at(1));
  expect(await outcomes(t.pool, t.at(0))).toEqual({
    0.5: "skipped: missed (`missed: latest`)",
    1: "running",
  });
});

test("of two triggers that coincide the one that runs a missed time wins; else a due run would be lost", async () => {
  await using t = await deployed([
    scheduled("p", [trigger("none"), trigger("all", { everyMs: hour, from: null, until: null })]),
  ]);
  await t.tick(t.at(2, 1800));
  expect(await outcomes(t.pool, t.at(0))).toEqual({ 1: "running", 2: "running" });
});

test("a change of the schedule settles what was due before it under the old revision", async () => {
  await using t = await deployed([scheduled("p", [trigger("all")])]);
  await t.pool.query(
    "update trunkline.trigger set cursor_at = cursor_at - interval '2 hours', next_at = $1",
    [t.at(-1)],
  );
  await deploy(t.pool, [scheduled("p", [trigger("all", { cron: "30 0 1 1 *" })])]);
  const { rows } = await t.pool.query(
    "select r.due_at, r.revision_id = (select min(id) from trunkline.revision) as old from trunkline.run r order by r.due_at",
  );
  expect(rows).toEqual([
    { due_at: t.at(-1), old: true },
    { due_at: t.at(0), old: true },
  ]);
  expect((await t.tick(t.at(3))).runs).toBe(0);
});

test("a change that leaves the trigger alone leaves its place in time alone", async () => {
  await using t = await deployed([scheduled("p", [trigger("all")])]);
  const place = async () =>
    (await t.pool.query("select cursor_at, next_at from trunkline.trigger")).rows;
  await t.tick(t.at(1));
  const before = await place();
  await deploy(t.pool, [scheduled("p", [trigger("all")], { description: "other" })]);
  expect(await place()).toEqual(before);
});

test("a trigger that is new counts from its deployment: nothing of before is made up for", async () => {
  await using t = await deployed([scheduled("p", [])]);
  await deploy(t.pool, [scheduled("p", [trigger("all")])]);
  const { rows } = await t.pool.query<{ cursor_at: Date; next_at: Date }>(
    "select cursor_at, next_at from trunkline.trigger",
  );
  const [row] = rows;
  const cursor = row?.cursor_at.getTime() ?? 0;
  expect(cursor).toBeGreaterThanOrEqual(t.at(0).getTime());
  expect(row?.next_at.getTime()).toBe((Math.floor(cursor / hour) + 1) * hour);
});

test("a removed pipeline has no further due times", async () => {
  await using t = await deployed([scheduled("p", [trigger("all")]), scheduled("q", [])]);
  await deploy(t.pool, [scheduled("q", [])]);
  expect((await t.tick(t.at(5))).triggers).toBe(0);
});

test("a pass takes all triggers of a pipeline or none: apart, one passes over a due time that another runs", async () => {
  // One pass takes about 2,000. By their time the half hours come first, so that the last hours were left to a second.
  const both = [trigger("none", { everyMs: hour / 2, from: null, until: null }), trigger("all")];
  const pipelines = Array.from({ length: 1_001 }, (_, n) => scheduled(`p${n}`, both));
  await using t = await deployed(pipelines);
  await t.pool.query(
    "update trunkline.trigger set next_at = $1::timestamptz - case ordinal when 0 then interval '30 min' else '0' end",
    [t.at(1)],
  );
  while ((await t.tick(t.at(2, 1_200))).triggers > 0);
  const { rows } = await t.pool.query(
    "select extract(minute from due_at)::int as minute, state, count(*)::int as runs from trunkline.run group by 1, 2",
  );
  expect(rows.toSorted((a, b) => a.minute - b.minute)).toEqual([
    { minute: 0, state: "running", runs: 2_002 },
    { minute: 30, state: "skipped", runs: 2_002 },
  ]);
});

test("a pipeline that an apply is changing is left to it, with all its triggers", async () => {
  const halfHours: Schedule = { everyMs: hour / 2, from: null, until: null };
  await using t = await deployed([scheduled("p", [trigger("none"), trigger("all", halfHours)])]);
  // The first job of a database makes the queue wait for its transaction.
  await t.tick(t.at(1));
  await transaction(t.pool, async (db) => {
    // Only the second is due, and the clock goes on while it applies.
    await tickPipelines(db, [t.ids.get("p") as number], t.at(1, 1_800));
    expect((await t.tick(t.at(3))).triggers).toBe(0);
  });
  await t.tick(t.at(3));
  expect(await outcomes(t.pool, t.at(0))).toEqual(
    Object.fromEntries([0.5, 1, 1.5, 2, 2.5, 3].map((due) => [due, "running"])),
  );
});

test("a date begins at new day; a changed new day counts from its deployment on", async () => {
  const now = Math.floor(Date.now() / hour) * hour;
  const clock = (hours: number) => new Date(now + hours * hour).toISOString().slice(11, 16);
  const named = (newDay: string) => [scheduled("p", [trigger("all")], { newDay })];
  await using t = await deployed(named(clock(2)));
  const dates = async () =>
    (
      await t.pool.query<{ date: string }>(
        "select business_date::text as date from trunkline.run order by due_at",
      )
    ).rows.map(({ date }) => date);
  const day = (hours: number) => new Date(t.at(hours).getTime()).toISOString().slice(0, 10);
  await t.tick(t.at(2));
  // So many hours before, what is due at new day would be due at midnight.
  const ahead = (Date.parse(`1970-01-01T${clock(2)}Z`) / hour) % 24;
  const before = [day(1 - ahead), day(2 - ahead)];
  expect(await dates()).toEqual(before);
  await deploy(t.pool, named(clock(4)));
  await t.tick(t.at(4));
  const later = (ahead + 2) % 24;
  expect(await dates()).toEqual([...before, day(3 - later), day(4 - later)]);
});
