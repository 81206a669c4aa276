// What is judged is kept, and only what something new is known of is judged again: in the end it is as if all were judged at once.

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { keepParity } from "#engine/keep-parity.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

const hour = 3_600_000;
const day = 24 * hour;
const begin = Date.parse("2026-10-01T00:00:00Z");
const instant = (at: number): string => new Date(at).toISOString();

let database: TestDatabase;
let db: TestDatabase["pool"];
beforeAll(async () => {
  database = await testDatabase();
  db = database.pool;
  await deploy(
    db,
    ["A", "B"].map((job) =>
      pipeline(`p-${job.toLowerCase()}`, [task("only")], {
        wave: { name: "gl", stage: "observe" },
        legacy: { system: "autosys", job },
      }),
    ),
  );
  await db.query(
    `insert into trunkline.legacy_job (pipeline_id, task, project_id, system, job)
     select p.id, '', p.project_id, 'autosys', upper(substr(p.name, 3)) from trunkline.pipeline p`,
  );
  await db.query(
    `insert into trunkline.expected_until (pipeline_id, pipeline_revision_id, since, until)
     select p.id, p.pipeline_revision_id, $1, $1 from trunkline.pipeline p`,
    [instant(begin)],
  );
  await db.query(
    `insert into trunkline.legacy_source (project_id, name, kind)
     select j.id, k, k from trunkline.project j cross join unnest('{autosys, guard}'::text[]) k`,
  );
});
afterAll(() => database[Symbol.asyncDispose]());
const clear = (): Promise<unknown> =>
  db.query(
    "truncate trunkline.expected_start, trunkline.legacy_run, trunkline.parity_day, trunkline.parity_job, trunkline.parity_stale",
  );
beforeEach(clear);

const keep = (now: number) => {
  const { pipeline: readPipeline } = createDefinitions(db);
  return keepParity({ pool: db, readPipeline, now: new Date(now) });
};

/** What is known now, without when and how often it was judged. */
async function known(): Promise<unknown[]> {
  const { rows } = await db.query(
    `select * from (
       select distinct on (p.name, d.business_date) p.name, d.business_date::text as date, d.matched, d.others
         from trunkline.parity_day d join trunkline.pipeline p on p.id = d.pipeline_id
        order by p.name, d.business_date, d.id desc) d
      where d.matched > 0 or d.others <> '[]' order by 1, 2`,
  );
  return rows;
}

const addStart = (
  job: string,
  at: number,
  date: string,
  waits = false,
  ready: number | null = null,
) =>
  db.query(
    `insert into trunkline.expected_start (pipeline_id, task, slot, business_date, due_at, waits, ready_at, pipeline_revision_id)
     select p.id, '', $2::text, $3::date, $2::timestamptz, $4::boolean, $5::timestamptz, p.pipeline_revision_id from trunkline.pipeline p where p.name = $1
     on conflict do nothing`,
    [`p-${job.toLowerCase()}`, instant(at), date, waits, ready === null ? null : instant(ready)],
  );

const addRun = (
  job: string,
  key: string,
  at: number,
  date: string | null = null,
  kind: "autosys" | "guard" = "autosys",
) =>
  db.query(
    `insert into trunkline.legacy_run (project_id, source_id, key, job, business_date, started_at, end_known, exit_known)
     select s.project_id, s.id, $2, $1, $4::date, $3::timestamptz, 'absent', 'absent' from trunkline.legacy_source s where s.kind = $5
     on conflict (source_id, key) do update set started_at = excluded.started_at, business_date = excluded.business_date`,
    [job, key, instant(at), date, kind],
  );

test("a date is judged once it is over; nothing new is no work; a late line judges its date again", async () => {
  for (const n of [0, 1, 2, 3, 4, 5]) {
    await addStart("A", begin + n * day + 2 * hour, instant(begin + n * day).slice(0, 10));
    if (n !== 1) await addRun("A", `r${n}`, begin + n * day + 2 * hour + 1_000);
  }
  // The sixth date is not over.
  expect(await keep(begin + 5 * day + 3 * hour)).toMatchObject({ kept: 5 });
  expect(await keep(begin + 5 * day + 4 * hour)).toEqual({ judged: 0, kept: 0 });
  await addRun("A", "r1", begin + day + 2 * hour + 600_000);
  const late = await keep(begin + 5 * day + 5 * hour);
  expect(late.kept).toBe(1);
  // The date after it closes: it alone is judged.
  expect(await keep(begin + 6 * day)).toEqual({ judged: 1, kept: 1 });
  const rows = await known();
  expect(rows).toHaveLength(6);
  expect(rows[1]).toMatchObject({
    ...{ date: "2026-10-02", matched: 0 },
    others: [{ verdict: "differs", differences: [{ field: "start", byMs: 600_000 }] }],
  });
  const { rows: versions } = await db.query(
    "select count(*)::int as n from trunkline.parity_day where business_date = '2026-10-02'",
  );
  expect(versions).toEqual([{ n: 2 }]);
});

test("a row is never changed, and its hash is on record", async () => {
  await addStart("A", begin + hour, "2026-10-01");
  await keep(begin + 2 * day);
  await expect(db.query("update trunkline.parity_day set matched = 1")).rejects.toThrow(
    "only added to",
  );
  const { rows } = await db.query(
    `select a.detail from trunkline.parity_day d join trunkline.audit a on a.id = d.record where a.act = 'judge parity'`,
  );
  expect(rows).toEqual([{ detail: { rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }]);
});

test("the pipelines of all jobs are asked for together, not one after the other", async () => {
  const { pipeline } = createDefinitions(db);
  const asked: number[] = [];
  let all = () => {};
  const everybody = new Promise<void>((resolve) => {
    all = resolve;
  });
  await keepParity({
    ...{ pool: db, now: new Date(begin) },
    async readPipeline(revision) {
      if (asked.push(revision) === 2) all();
      await everybody;
      return pipeline(revision);
    },
  });
  expect(new Set(asked).size).toBe(2);
});

const job = fc.constantFrom("A", "B");
const moment = fc.integer({ min: 0, max: 8 * 24 * 4 }).map((n) => begin + n * 900_000);
const act = fc.oneof(
  fc.record({ act: fc.constant("start" as const), job, at: moment, waits: fc.boolean() }),
  fc.record({ act: fc.constant("ready" as const), job, at: moment }),
  fc.record({
    ...{ act: fc.constant("run" as const), job, at: moment, key: fc.integer({ min: 1, max: 20 }) },
    ...{ dated: fc.boolean(), kind: fc.constantFrom("autosys" as const, "guard" as const) },
  }),
  fc.record({ act: fc.constant("judge" as const), job, at: moment }),
  fc.record({ act: fc.constant("deploy" as const), job, at: moment }),
);

test("whatever comes in whatever order, what is kept is what judging all of it at once says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      await clear();
      let now = begin;
      for (const one of acts) {
        const date = instant(one.at).slice(0, 10);
        if (one.act === "start") await addStart(one.job, one.at, date, one.waits);
        else if (one.act === "run")
          await addRun(one.job, `${one.job}${one.key}`, one.at, one.dated ? date : null, one.kind);
        else if (one.act === "ready")
          await db.query(
            `update trunkline.expected_start set ready_at = $1
              where id = (select id from trunkline.expected_start where waits and ready_at is null and due_at <= $1 order by id limit 1)`,
            [instant(one.at)],
          );
        else if (one.act === "deploy")
          // As if it had been judged by another revision.
          await db.query("update trunkline.parity_job set pipeline_revision_id = 0");
        else {
          now = Math.max(now, one.at);
          await keep(now);
        }
      }
      await keep(now);
      const incremental = await known();
      await db.query("truncate trunkline.parity_day, trunkline.parity_job, trunkline.parity_stale");
      await keep(now);
      expect(incremental).toEqual(await known());
    }),
    { numRuns: 40 },
  );
}, 300_000);
