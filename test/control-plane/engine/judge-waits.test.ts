import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { apply } from "#engine/apply.ts";
import type { Claim } from "#engine/held.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import { applyEffects } from "#store/events.sql.ts";
import { setReaders } from "#store/projects.sql.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { gatesOfRuns } from "#store/waits.sql.ts";
import { deploy, deployment, pipeline, task } from "#test/support/deploy.ts";
import {
  createRun,
  day,
  finish,
  newRun,
  perform,
  runAgain,
  runRow,
  start,
} from "#test/support/engine.ts";
import { Gated, gates } from "#test/support/gated.ts";

const waiting = (awaits: ConditionSpec, fields: Partial<Task> = {}): Pipeline =>
  pipeline("waiter", [task("a", { gates: gates(awaits), ...fields })]);

test("a task waits for an event of its date, and is enqueued when it comes", async () => {
  await using at = await Gated.of(waiting({ event: "OPEN" }));
  const run = await at.run("waiter");
  expect(await at.states(run)).toEqual(["waiting"]);
  expect(await at.gates(run)).toMatchObject([
    { kind: "awaits", text: "event OPEN for 2026-01-01", holds: false, found: "not there" },
  ]);
  await at.effect({ emit: "OPEN", date: "2026-01-02" });
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  expect(await at.states(run)).toEqual(["ready"]);
  const { rows } = await at.pool.query("select * from graphile_worker.jobs");
  expect(rows).toHaveLength(1);
  expect((await at.pool.query("select * from trunkline.wait_key")).rows).toEqual([]);
});

test("an event for a day of each year is any year's, as where it comes from conditions carry no year", async () => {
  await using at = await Gated.of(
    waiting({ event: "CLOSE", date: "12-31" }),
    pipeline("exact", [task("a", { gates: gates({ event: "CLOSE", date: "2025-12-31" }) })]),
    pipeline("gone", [task("a", { gates: gates({ not: { event: "OPEN", date: "12-31" } }) })]),
  );
  await at.effect({ emit: "OPEN", date: "2024-12-31" }, { emit: "OPEN", date: "2026-12-31" });
  const [run, exact, gone] = [await at.run("waiter"), await at.run("exact"), await at.run("gone")];
  expect(await at.gates(run)).toMatchObject([
    {
      ...{ text: "event CLOSE for 12-31 of any year", holds: false },
      change: "trunkline events emit CLOSE --date 2025-12-31",
    },
  ]);
  expect(await at.gates(exact)).toMatchObject([{ text: "event CLOSE for 2025-12-31" }]);
  await at.effect({ emit: "CLOSE", date: "2025-12-30" }, { emit: "CLOSE", date: "static" });
  expect([await at.states(run), await at.states(exact)]).toEqual([["waiting"], ["waiting"]]);
  await at.effect({ emit: "CLOSE", date: "2024-12-31" });
  expect([await at.states(run), await at.states(exact)]).toEqual([["ready"], ["waiting"]]);
  // Cleared of all years at once.
  expect(await at.states(gone)).toEqual(["waiting"]);
  await at.effect({ clear: "OPEN", date: "12-31" });
  expect(await at.states(gone)).toEqual(["ready"]);
  const { rows } = await at.pool.query("select name, date from trunkline.event order by date");
  expect(rows.map(({ name, date }) => `${name} ${date}`)).toEqual([
    ...["CLOSE 2024-12-31", "CLOSE 2025-12-30", "CLOSE static"],
  ]);
});

test("a run for a day of each year is the newest that is not after the waiter's date", async () => {
  await using at = await Gated.of(
    pipeline("close", [task("a")]),
    waiting({ pipeline: "close", date: "12-31" }),
  );
  const close = (text: string) => createRun(at.pool, at.id("close"), new Date(`${text}T06:00Z`));
  const run = await at.run("waiter");
  await at.finish((await close("2024-12-31")) as string);
  expect(await at.gates(run)).toMatchObject([
    { text: "close succeeded for 2025-12-31", found: "there is no such run" },
  ]);
  await at.finish((await close("2025-12-31")) as string);
  expect(await at.states(run)).toEqual(["ready"]);
});

test("once ready it stays ready, though the event goes", async () => {
  await using at = await Gated.of(waiting({ event: "OPEN" }));
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  const run = await at.run("waiter");
  expect(await at.states(run)).toEqual(["ready"]);
  await at.effect({ clear: "OPEN", date: null });
  expect(await at.states(run)).toEqual(["ready"]);
});

test("a run of another pipeline for the same date: its highest generation counts", async () => {
  await using at = await Gated.of(
    pipeline("ingest", [task("load")]),
    pipeline("waiter", [task("a")], {
      awaits: normalizeCondition({ pipeline: "ingest" }),
    }),
  );
  const [other, ingest, run] = [
    await at.run("ingest", day(2)),
    await at.run("ingest"),
    await at.run("waiter"),
  ];
  await at.finish(other);
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("waiting");
  await at.finish(ingest, 0, "failed");
  await at.settle();
  expect(await at.gates(run)).toMatchObject([
    { holds: false, found: expect.stringMatching(/run \d+ is failed/) },
  ]);
  await at.finish(await runAgain(at.pool, ingest));
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("running");
  expect(await at.states(run)).toEqual(["ready"]);
});

test("a change that was on its way while the keys were written is not missed", async () => {
  await using at = await Gated.of(waiting({ event: "OPEN" }));
  const run = await at.run("waiter");
  const emitter = await at.pool.connect();
  await emitter.query("begin");
  // It looks for waiters before there are any, and commits after they were judged.
  await applyEffects(emitter, {
    project: "test",
    date: "2026-01-01",
    actor: "ada",
    act: "emit",
    reason: null,
    effects: [{ emit: "OPEN", date: "2026-01-01" }],
  });
  expect(await at.states(run)).toEqual(["waiting"]);
  await emitter.query("commit");
  emitter.release();
  await at.pool.query("update trunkline.wait set next_at = now() where next_at is not null");
  expect(await at.states(run)).toEqual(["ready"]);
});

test("a change that began after the keys and looked before their commit is not missed", async () => {
  await using at = await Gated.of(waiting({ event: "OPEN" }));
  const run = await at.run("waiter");
  const [judge, emitter] = [await at.pool.connect(), await at.pool.connect()];
  await judge.query("begin");
  await at.judge(judge);
  await emitter.query("begin");
  await applyEffects(emitter, {
    ...{ project: "test", date: "2026-01-01", actor: "ada", act: "emit", reason: null },
    effects: [{ emit: "OPEN", date: "2026-01-01" }],
  });
  await judge.query("commit");
  expect(await at.states(run)).toEqual(["waiting"]);
  await emitter.query("commit");
  for (const client of [judge, emitter]) client.release();
  await at.pool.query("update trunkline.wait set next_at = now() where next_at is not null");
  expect(await at.states(run)).toEqual(["ready"]);
  // Now nothing is open any more that could have missed them.
  const { rows } = await at.pool.query("select next_at from trunkline.wait");
  expect(rows).toEqual([]);
});

// Two ends within a moment: the second found the waiter's check of the first, and it was gone when the second was there.
test("a change that finds its waiter about to be judged is not missed", async () => {
  await using at = await Gated.of(
    pipeline("waiter", [
      task("a"),
      task("b"),
      task("join", { gates: gates({ any: [{ task: "a" }, { task: "b" }] }) }),
    ]),
  );
  const run = await at.run("waiter");
  expect(await at.states(run)).toEqual(["ready", "ready", "waiting"]);
  const first = await start(at.pool, at.worker, run, 0);
  const second = await start(at.pool, at.worker, run, 1);
  await at.settle();
  await finish(at.pool, at.worker, first as Claim, "failed");
  const late = await at.pool.connect();
  await late.query("begin");
  await finish(late, at.worker, second as Claim);
  await at.settle();
  await late.query("commit");
  late.release();
  expect(await at.states(run)).toEqual(["failed", "succeeded", "ready"]);
});

test("tasks of the same run are awaited by any of their ends, each judged when it ends", async () => {
  await using at = await Gated.of(
    pipeline("waiter", [
      task("load"),
      task("repair", { gates: gates({ task: "load", state: "failed" }) }),
      task("after", { needs: [1], gates: gates({ event: "GO", date: "static" }) }),
    ]),
  );
  const run = await at.run("waiter");
  expect(await at.states(run)).toEqual(["ready", "waiting", "waiting"]);
  await at.finish(run, 0, "failed");
  expect(await at.states(run)).toEqual(["failed", "ready", "waiting"]);
  await at.finish(run, 1);
  expect(await at.states(run)).toEqual(["failed", "succeeded", "waiting"]);
  await at.effect({ emit: "GO", date: "static" });
  expect(await at.states(run)).toEqual(["failed", "succeeded", "ready"]);
});

test("what a task emits, clears, sets and updates comes with its success, in one transaction", async () => {
  await using at = await Gated.of(
    pipeline("maker", [task("m")]),
    pipeline("waiter", [
      task("event", { gates: gates({ event: "DONE" }) }),
      task("variable", { gates: gates({ variable: "SKIP", equals: "Y" }) }),
      task("asset", { gates: gates({ asset: "warehouse/orders", date: "same" }) }),
      task("gone", { gates: gates({ not: { event: "OLD", date: "any" } }) }),
    ]),
  );
  await at.effect({ emit: "OLD", date: "2025-12-31" });
  const run = await at.run("waiter");
  const maker = await at.run("maker");
  expect(await at.states(run)).toEqual(["waiting", "waiting", "waiting", "waiting"]);
  await perform(at.pool, at.worker, maker, 0, "succeeded", {
    detail: {
      ending: "exited",
      effects: [
        { emit: "DONE", date: "2026-01-01" },
        { clear: "OLD", date: null },
        { set: "SKIP", value: "Y" },
        { update: "warehouse/orders" },
      ],
    },
  });
  expect(await at.states(run)).toEqual(["ready", "ready", "ready", "ready"]);
});

test("a window opens by the clock; a task that comes too late is skipped with those that need it", async () => {
  const today = Temporal.Now.zonedDateTimeISO("UTC");
  await using at = await Gated.of(
    pipeline("waiter", [
      task("early", { gates: gates(null, { notBefore: "00:01" }) }),
      task("late", { gates: gates(null, { notAfter: "00:01" }) }),
      task("follower", { needs: [1] }),
    ]),
  );
  const past = await createRun(at.pool, at.id("waiter"), day(1));
  expect(await at.states(past as string)).toEqual(["ready", "skipped", "skipped"]);
  const tomorrow = new Date(today.add({ days: 1 }).epochMilliseconds);
  const run = await createRun(at.pool, at.id("waiter"), tomorrow);
  expect(await at.states(run as string)).toEqual(["waiting", "ready", "waiting"]);
  const [row] = await gatesOfRuns(at.pool, { runs: [run as string] });
  expect(row?.gates).toMatchObject([
    { kind: "notBefore", holds: false, until: expect.any(String) },
  ]);
});

test("a cancelled run forgets its waits", async () => {
  await using at = await Gated.of(waiting({ event: "OPEN" }));
  const run = await at.run("waiter");
  await at.settle();
  await cancelRun(at.pool, { id: run, reason: "not today" });
  expect((await runRow(at.pool, run)).state).toBe("cancelled");
  for (const table of ["wait", "wait_key", "wait_check"])
    expect((await at.pool.query(`select * from trunkline.${table}`)).rows).toEqual([]);
});

test("another project's pipeline, event and variable wake a task; the same names here do not", async () => {
  const awaits: ConditionSpec = {
    all: [
      { pipeline: "other/source", state: "succeeded" },
      { event: "OPEN", project: "other" },
      { variable: "RATES", project: "other", equals: "Y" },
    ],
  };
  const source = pipeline("source", [task("x")]);
  await using at = await Gated.of(waiting(awaits), source);
  const { projectId } = await deployOther(at, [source], ["te*"]);
  const there = await at.pool.query(
    "select p.id from trunkline.pipeline p where p.project_id = $1",
    [projectId],
  );
  const run = await at.run("waiter");
  const change = async (project: string) => {
    await applyEffects(at.pool, {
      ...{ project, date: "2026-01-01", actor: "ada", act: "events", reason: null },
      effects: [
        { emit: "OPEN", date: "2026-01-01" },
        { set: "RATES", value: "Y" },
      ],
    });
  };
  await change("test");
  await at.finish(await at.run("source"));
  expect(await at.states(run)).toEqual(["waiting"]);
  await change("other");
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.finish(await newRun(at.pool, there.rows[0].id, day(1)));
  expect(await at.states(run)).toEqual(["ready"]);
});

/** Another project, and who may read it. */
async function deployOther(
  at: Gated,
  pipelines: Parameters<typeof deployment>[1],
  readableBy: string[],
): Promise<{ projectId: number }> {
  const input = await deployment(at.pool, pipelines, "other");
  await apply(at.pool, input);
  await setReaders(at.pool, { id: input.projectId, patterns: readableBy });
  return input;
}

test("another project is read only with its leave, and that is heard of at once", async () => {
  const closed = pipeline("closed", [
    task("post", { gates: gates({ not: { event: "STOP", project: "other" } }) }),
  ]);
  const after = pipeline("after", [task("x")], {
    after: [
      {
        condition: normalizeCondition({ event: "OPEN", project: "other", date: "same" }),
        per: "date",
      },
    ],
  });
  await using at = await Gated.of(waiting({ event: "OPEN", project: "other" }), closed, after);
  const run = await at.run("waiter");
  const other = await at.run("closed");
  await at.settle();
  expect(await at.gates(run)).toMatchObject([{ found: "there is no project other" }]);

  const { projectId } = await deployOther(at, [pipeline("source", [task("x")])], ["finance"]);
  const emit = async (name: string) =>
    applyEffects(at.pool, {
      ...{ project: "other", date: "2026-01-01", actor: "ada", act: "events", reason: null },
      effects: [{ emit: name, date: "2026-01-01" }],
    });
  await emit("OPEN");
  expect(await at.states(run)).toEqual(["waiting"]);
  expect(await at.states(other)).toEqual(["waiting"]);
  expect(await at.gates(run)).toMatchObject([
    {
      ...{ holds: false, found: "other does not let test read it" },
      change: "`readableBy: [test]` in trunkline.yaml of other",
    },
  ]);

  await setReaders(at.pool, { id: projectId, patterns: ["finance", "test"] });
  expect(await at.states(run)).toEqual(["ready"]);
  expect(await at.states(other)).toEqual(["ready"]);
  // What happened without the right makes no run due afterwards; what happens with it does.
  const due = "select business_date::text as date from trunkline.run where trigger_kind = 'after'";
  expect((await at.pool.query(due)).rows).toEqual([]);
  await applyEffects(at.pool, {
    ...{ project: "other", date: "2026-01-02", actor: "ada", act: "events", reason: null },
    effects: [{ emit: "OPEN", date: "2026-01-02" }],
  });
  await at.settle();
  expect((await at.pool.query(due)).rows).toEqual([{ date: "2026-01-02" }]);
});

test("who waits for a pipeline hears that it was removed", async () => {
  await using at = await Gated.of(waiting({ pipeline: "ingest" }), pipeline("ingest", [task("x")]));
  const run = await at.run("waiter");
  await at.settle();
  expect(await at.gates(run)).toMatchObject([{ found: "there is no such run" }]);
  await deploy(at.pool, [waiting({ pipeline: "ingest" })]);
  await at.settle();
  expect(await at.gates(run)).toMatchObject([
    {
      holds: false,
      found: "there is no such pipeline",
      change: "deploy ingest, or change the condition",
    },
  ]);
});

test("who waits for a pipeline hears that it came, and that a revert brought back what ran before", async () => {
  const waiter = waiting({ pipeline: "ingest" });
  const ingest = pipeline("ingest", [task("x")]);
  await using at = await Gated.of(waiter);
  const run = await at.run("waiter");
  await at.settle();
  expect(await at.gates(run)).toMatchObject([{ found: "there is no such pipeline" }]);
  const made = (await deploy(at.pool, [waiter, ingest])).get("ingest") as number;
  expect(await at.gates(run)).toMatchObject([
    { found: "there is no such run", change: "trunkline why ingest --date 2026-01-01" },
  ]);
  const awaited = await newRun(at.pool, made, day(1));
  await deploy(at.pool, [waiter]);
  await at.finish(awaited);
  expect(await at.states(run)).toEqual(["waiting"]);
  await deploy(at.pool, [waiter, ingest]);
  expect(await at.states(run)).toEqual(["ready"]);
});

test("who waits for a project hears of its first revision", async () => {
  await using at = await Gated.of(waiting({ pipeline: "other/ingest" }));
  const run = await at.run("waiter");
  expect(await at.gates(run)).toMatchObject([{ found: "there is no project other" }]);
  await apply(at.pool, await deployment(at.pool, [pipeline("ingest", [task("x")])], "other"));
  expect(await at.gates(run)).toMatchObject([{ found: "other does not let test read it" }]);
});

test("of an asset that nobody writes it is said how to tell of it, of one that a pipeline writes that a task will", async () => {
  const writer = pipeline("writer", [task("x", { effects: [{ kind: "update", asset: "a" }] })]);
  await using at = await Gated.of(waiting({ asset: "a" }));
  const run = await at.run("waiter");
  await at.settle();
  expect(await at.gates(run)).toMatchObject([
    { holds: false, change: expect.stringContaining("no deployed pipeline writes it") },
  ]);
  await deploy(at.pool, [waiting({ asset: "a" }), writer]);
  expect(await at.gates(run)).toMatchObject([{ holds: false, change: "a task that writes a" }]);
});

test("days that a condition kept waiting become one run, for the first of them, where the busy pipeline skips", async () => {
  const collapsing = pipeline("collapsing", [task("a")], {
    awaits: normalizeCondition({ pipeline: "ingest", latest: true }),
    concurrency: { runs: 1, whenBusy: "skip" },
  });
  await using at = await Gated.of(pipeline("ingest", [task("x")]), collapsing);
  const days = [
    await at.run("collapsing", day(1)),
    await at.run("collapsing", day(2)),
    await at.run("collapsing", day(3)),
  ];
  await at.settle();
  await at.finish(await at.run("ingest", day(3)));
  await at.settle();
  const states = await Promise.all(days.map(async (run) => (await runRow(at.pool, run)).state));
  expect(states).toEqual(["running", "skipped", "skipped"]);
});

test("a task that succeeded has the exit code 0, and one that failed its own, of another run and of the same", async () => {
  const asked = (exitCode: string): ConditionSpec => ({
    ...{ pipeline: "ingest", task: "x", state: "finished", exitCode },
  });
  await using at = await Gated.of(
    pipeline("ingest", [
      task("x"),
      task("same", { gates: gates({ task: "x", state: "finished", exitCode: "<= 4" }) }),
    ]),
    pipeline("waiter", [
      task("zero", { gates: gates(asked("== 0")) }),
      task("few", { gates: gates(asked("<= 4")) }),
      task("more", { gates: gates(asked("> 4")) }),
    ]),
  );
  const [waiter, ingest] = [await at.run("waiter"), await at.run("ingest")];
  await at.settle();
  await at.finish(ingest);
  expect(await at.states(waiter)).toEqual(["ready", "ready", "waiting"]);
  expect(await at.states(ingest)).toEqual(["succeeded", "ready"]);
  const [second, failed] = [await at.run("waiter", day(2)), await at.run("ingest", day(2))];
  await perform(at.pool, at.worker, failed, 0, "failed", {
    detail: { ending: "exited", exitCode: 5 },
  });
  expect(await at.states(second)).toEqual(["waiting", "waiting", "ready"]);
});

test("what was not to happen since the last end is open again when another run of the pipeline ends", async () => {
  await using at = await Gated.of(waiting({ not: { asset: "w", since: "lastEnd" } }));
  await at.effect({ update: "w" });
  const [run, other] = [await at.run("waiter"), await at.run("waiter", day(2))];
  expect(await at.states(run)).toEqual(["waiting"]);
  await cancelRun(at.pool, { id: other, reason: "not today" });
  expect(await at.states(run)).toEqual(["ready"]);
});
