// What retention never takes, one rule a test: the oldest of 35 runs stays for it, and the others above 30 go.

import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { tick } from "#engine/tick.ts";
import { pastDurations, runsToLearnFrom } from "#store/deadlines.sql.ts";
import { lastEnds, newestRuns } from "#store/facts.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, perform, runAgain, runRow } from "#test/support/engine.ts";
import type { Gated } from "#test/support/gated.ts";
import { maintained, pastRuns, runIds, withPast } from "#test/support/kept.ts";

const ingest = pipeline("ingest", [task("load")]);
const waiter = (fields: Partial<Pipeline>) => pipeline("waiter", [task("a")], fields);

test("what ended long ago goes with all that hangs on it, but for the newest 30 of each pipeline", async () => {
  const { at, past } = await withPast(ingest);
  await using _ = at;
  await at.pool.query(
    `insert into trunkline.attempt (run_id, idx, attempt, finished_at, ending) select id, 0, 1, now(), 'lost' from trunkline.run;
     insert into trunkline.external_run (run_id, idx, attempt, external) select id, 0, 1, '{}' from trunkline.run;
     insert into trunkline.approval (run_id, idx) select id, 0 from trunkline.run;
     insert into trunkline.vote (run_id, idx, actor, approved) select id, 0, 'ada', true from trunkline.run;
     insert into trunkline.mark (run_id, idx, state, was, actor, reason) select id, 0, 'failed', 'succeeded', 'ada', '' from trunkline.run;
     insert into trunkline.override (run_id, idx, kind, name, actor, reason) select id, 0, 'ignore', 'time', 'ada', '' from trunkline.run;
     insert into trunkline.run_deadline (run_id, idx, kind, at, state, basis) select id, -1, 'finishBy', now(), 'met', '' from trunkline.run`,
  );
  expect(await maintained(at.pool)).toMatchObject({ runs_dropped: 5 });
  expect(await runIds(at.pool)).toEqual(past.slice(5));
  const tables = [
    "attempt",
    "external_run",
    "approval",
    "vote",
    "mark",
    "override",
    "run_deadline",
  ];
  for (const table of tables) {
    const { rows } = await at.pool.query(`select distinct run_id from trunkline.${table}`);
    expect(rows, table).toHaveLength(30);
  }
  expect(await maintained(at.pool)).not.toHaveProperty("runs_dropped");
});

test("what ended lately stays", async () => {
  const { at, past } = await withPast(ingest);
  await using _ = at;
  await maintained(at.pool, { historyDays: 2, logDays: 2, archive: null });
  expect(await runIds(at.pool)).toEqual(past);
});

/** Something that needs the oldest run; and what ends the need, where that is simple. */
const needs: Record<string, (at: Gated, run: string) => Promise<(() => Promise<unknown>) | null>> =
  {
    "a generation of the slot that goes on": async (at, run) => {
      const next = await runAgain(at.pool, run, { kind: "all" });
      await maintained(at.pool);
      expect(await at.states(next)).toEqual(["ready"]);
      return null;
    },
    "a later generation of the slot that is kept": async (at, run) => {
      const next = await runAgain(at.pool, run, { kind: "all" });
      await at.finish(next);
      await pastRuns(at, "ingest", 30, 100);
      const hold = "insert into trunkline.hold (run_id, mode, actor) values ($1, 'hold', 'ada')";
      await at.pool.query(hold, [next]);
      return () => at.pool.query("delete from trunkline.hold");
    },
    "units of a pool that it holds": async (at, run) => {
      const add =
        "insert into trunkline.pool_hold (pool_id, run_id, idx, units, keep, kept) values (1, $1, 0, 1, true, true)";
      await at.pool.query(add, [run]);
      return () => at.pool.query("delete from trunkline.pool_hold");
    },
    "a hold that lies on it": async (at, run) => {
      await at.pool.query(
        "insert into trunkline.hold (run_id, mode, actor) values ($1, 'hold', 'ada')",
        [run],
      );
      return () => at.pool.query("delete from trunkline.hold");
    },
    "its trace that is on its way": async (at, run) => {
      const claim =
        "update trunkline.run set export_claimed_until = now() + $2::interval where id = $1";
      await at.pool.query(claim, [run, "1 minute"]);
      return () => at.pool.query(claim, [run, "-1 minute"]);
    },
    "a deadline that is still to be judged": async (at, run) => {
      await at.pool.query("insert into trunkline.run_watch (run_id) values ($1)", [run]);
      return () => at.pool.query("delete from trunkline.run_watch");
    },
    "a trigger that has not looked at it yet": async (at, run) => {
      await at.pool.query("insert into trunkline.after_check values ($1, 9, '', $2)", [
        at.id("ingest"),
        run,
      ]);
      return () => at.pool.query("delete from trunkline.after_check");
    },
    "the run that made it and goes on": async (at, run) => {
      const made = "update trunkline.run set parent_run = $1, parent_idx = 0 where id = $2";
      const parent = await at.run("ingest", day(99));
      await at.pool.query(made, [parent, run]);
      return () => at.finish(parent);
    },
    "its backfill that goes on": async (at, run) => {
      await at.pool.query(
        `with b as (insert into trunkline.backfill (pipeline_id, key, asked, runs, newest_first, params, state, total, actor)
                  values ($1, 'k', '{}', 1, false, '{}', 'paused', 2, 'ada') returning id)
       update trunkline.run set backfill_id = (select id from b) where id = $2`,
        [at.id("ingest"), run],
      );
      return () =>
        at.pool.query("update trunkline.backfill set state = 'cancelled', finished_at = now()");
    },
  };

test.each(Object.entries(needs))("%s keeps it", async (_, need) => {
  const { at, first, past } = await withPast(ingest);
  await using _at = at;
  const over = await need(at, first);
  await maintained(at.pool);
  const kept = await runIds(at.pool);
  expect(kept).toContain(first);
  expect(kept).not.toContain(past[2]);
  if (over === null) return;
  await over();
  await maintained(at.pool);
  expect(await runIds(at.pool)).not.toContain(first);
});

test("the date that an unfinished run asks for stays, though another of its gates is closed", async () => {
  const asking = waiter({
    awaits: normalizeCondition({ all: [{ pipeline: "ingest" }, { event: "OPEN" }] }),
  });
  const { at, past, first } = await withPast(ingest, asking);
  await using _ = at;
  const run = await at.run("waiter", day(1));
  await at.settle();
  await maintained(at.pool);
  expect((await runIds(at.pool)).filter((id) => past.slice(0, 5).includes(id))).toEqual([first]);
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("running");
});

test("also the date that a later task of an unfinished run will ask for", async () => {
  const awaits = normalizeCondition({ pipeline: "ingest", date: "+1d" });
  const gates = { awaits, notBefore: null, notAfter: null, takes: [] };
  const late = pipeline("waiter", [task("a"), task("b", { needs: [0], gates })]);
  const { at, past } = await withPast(ingest, late);
  await using _ = at;
  const run = await at.run("waiter", day(1));
  await maintained(at.pool);
  expect((await runIds(at.pool)).filter((id) => past.slice(0, 5).includes(id))).toEqual([past[1]]);
  await perform(at.pool, at.worker, run, 0);
  await at.settle();
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
});

test("latest ever, last ends and learned durations answer as before", async () => {
  const { at, past } = await withPast(ingest);
  await using _ = at;
  const answers = async () => {
    const learned = await runsToLearnFrom(at.pool, { pipelines: [at.id("ingest")], limit: 20 });
    const runs = learned.flatMap((row) => row.runs);
    return [
      await newestRuns(at.pool, { ns: [1], projects: ["test"], pipelines: ["ingest"] }),
      await lastEnds(at.pool, { ns: [1], pipelines: [at.id("ingest")], runs: ["0"] }),
      learned,
      await pastDurations(at.pool, { places: runs.map(() => 0), runs }),
    ];
  };
  // The oldest ended last.
  await at.pool.query("update trunkline.run set finished_at = now() where id = $1", [past[0]]);
  const before = await answers();
  expect(await maintained(at.pool)).toHaveProperty("runs_dropped");
  expect(await answers()).toEqual(before);
});

test("a due time whose run is gone does not run again", async () => {
  const trigger = { schedule: { cron: "0 * * * *" }, timezone: "UTC", missed: "all" } as const;
  const { at } = await withPast(ingest, waiter({ triggers: [trigger] }));
  await using _ = at;
  await at.pool.query(
    "update trunkline.trigger set cursor_at = now() - interval '40 hours', next_at = now() - interval '40 hours'",
  );
  const due = async () => {
    const now = (await databaseClock(at.pool))?.now as Date;
    await transaction(at.pool, (db) => tick(db, now));
    const of = "select id from trunkline.run where pipeline_id = $1 and finished_at is null";
    return (await at.pool.query(of, [at.id("waiter")])).rows.map(({ id }) => id as string);
  };
  const runs = await due();
  expect(runs.length).toBeGreaterThanOrEqual(39);
  for (const run of runs) await at.finish(run);
  expect(await maintained(at.pool)).toMatchObject({ runs_dropped: 5 + runs.length - 30 });
  expect(await due()).toEqual([]);
});

test("a date counts once for an `after` trigger, also when its run is gone", async () => {
  const follower = pipeline("follower", [task("f")], {
    after: [{ condition: normalizeCondition({ pipeline: "ingest" }), per: "date" }],
  });
  const { at, first } = await withPast(ingest, follower);
  await using _ = at;
  await at.settle();
  const ofDay = async () => {
    await at.settle();
    const of =
      "select slot from trunkline.run where pipeline_id = $1 and business_date = '2026-01-01'";
    return (await at.pool.query(of, [at.id("follower")])).rows;
  };
  const next = await runAgain(at.pool, first, { kind: "all" });
  expect(await ofDay()).toHaveLength(1);
  const { rows } = await at.pool.query("select id from trunkline.run where pipeline_id = $1", [
    at.id("follower"),
  ]);
  for (const { id } of rows) await at.finish(id);
  await maintained(at.pool);
  expect(await ofDay()).toHaveLength(0);
  // The first of ingest's is run again: its end is a change of that date.
  await at.finish(next);
  expect(await ofDay()).toHaveLength(0);
});

test("events, variables and the newest update of each asset stay; older updates go", async () => {
  const { at } = await withPast(ingest);
  await using _ = at;
  for (const effect of [
    { emit: "OPEN", date: "2020-01-01" },
    { set: "LIMIT", value: "9" },
  ])
    await at.effect(effect);
  await at.pool.query(
    `insert into trunkline.asset_update (name, date, project_id) select x.name, x.date, p.id from trunkline.project p,
     (values ('orders', date '2020-01-01'), ('orders', '2020-01-02'), ('stock', '2020-01-01')) x(name, date)`,
  );
  await maintained(at.pool);
  const count = async (table: string) =>
    (await at.pool.query(`select name, date::text from trunkline.${table} order by 1, 2`)).rows;
  expect(await count("event")).toEqual([{ name: "OPEN", date: "2020-01-01" }]);
  expect(await count("asset_update")).toEqual([
    { name: "orders", date: "2020-01-02" },
    { name: "stock", date: "2020-01-01" },
  ]);
  expect((await at.pool.query("select value from trunkline.variable")).rows).toEqual([
    { value: "9" },
  ]);
});

test("a notice that was not delivered yet goes on without its run", async () => {
  const { at, first } = await withPast(ingest);
  await using _ = at;
  await at.pool.query(
    `with w as (insert into trunkline.webhook (url, until) values ('http://a', now() + interval '1 day') returning id)
     insert into trunkline.delivery (id, webhook_id, body) select gen_random_uuid(), id, $1 from w`,
    [JSON.stringify({ run: first })],
  );
  await maintained(at.pool);
  expect(await runIds(at.pool)).not.toContain(first);
  expect((await at.pool.query("select body from trunkline.delivery")).rows).toHaveLength(1);
});

test("the newest of each pipeline count, however many another one has", async () => {
  const { at } = await withPast(ingest, pipeline("yearly", [task("a")]));
  await using _ = at;
  const [yearly] = await pastRuns(at, "yearly", 1);
  await pastRuns(at, "ingest", 5, 40);
  await maintained(at.pool);
  expect(await runIds(at.pool)).toContain(yearly);
  expect(await runIds(at.pool)).toHaveLength(31);
});
