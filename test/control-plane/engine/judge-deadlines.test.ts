import { expect, test } from "vitest";
import type { Deadline } from "#core/pipeline.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, finish, perform, retry, start } from "#test/support/engine.ts";
import { minuteMs, tomorrow, Watched } from "#test/support/watched.ts";

const chain = (deadline: Partial<Deadline>) =>
  pipeline("orders", [task("load"), task("post", { needs: [0] })], {
    deadline: { startBy: null, finishBy: null, ...deadline },
  });
const days = 24 * 60 * minuteMs;

test("too few earlier runs: nothing is expected, and it says so", async () => {
  await using at = await Watched.of(chain({ finishBy: tomorrow }));
  for (const _ of [1, 2]) await at.earlier("orders", 9 * days, 9 * days);
  const run = await at.run("orders");
  expect(await at.deadlines(run)).toMatchObject([
    {
      idx: -1,
      kind: "finishBy",
      state: "on-track",
      cause: null,
      basis: "nothing is expected yet: 2 of the 3 earlier runs that it takes",
    },
  ]);
});

test("at risk before the breach, by what earlier runs took, because of a task", async () => {
  await using at = await Watched.of(chain({ finishBy: tomorrow }));
  for (const _ of [1, 2, 3]) await at.earlier("orders", minuteMs, 2 * days);
  const run = await at.run("orders");
  expect(await at.deadlines(run)).toMatchObject([
    {
      state: "at-risk",
      basis: "from 3 earlier runs",
      cause: {
        task: "load",
        message: "waits for a worker, which usually takes 1m",
        path: ["load", "post"],
      },
      history: [{ state: "at-risk" }],
    },
  ]);
  await perform(at.pool, at.worker, run, 0);
  await perform(at.pool, at.worker, run, 1);
  expect(await at.deadlines(run)).toMatchObject([
    {
      state: "met",
      cause: null,
      expected_at: null,
      history: [{ state: "at-risk" }, { state: "met" }],
    },
  ]);
  expect((await at.pool.query("select * from trunkline.run_watch")).rows).toEqual([]);
});

test("the next look is when time alone may change the verdict, and until then nothing is looked at", async () => {
  await using at = await Watched.of(chain({ finishBy: tomorrow }));
  for (const _ of [1, 2, 3]) await at.earlier("orders", 5 * minuteMs, 10 * minuteMs);
  const run = await at.run("orders");
  const [deadline] = await at.deadlines(run);
  const { rows } = await at.pool.query("select next_at, starting from trunkline.run_watch");
  // Nothing runs yet, so the latest start that still makes it.
  const latest = (deadline?.at.getTime() ?? 0) - 15 * minuteMs + 1;
  expect(rows).toEqual([{ next_at: new Date(latest), starting: false }]);
  expect(await at.judge()).toBe(0);
});

test("a deadline that passes is late, and missed when the run ends after it", async () => {
  await using at = await Watched.of(chain({ startBy: "06:15", finishBy: "07:00" }));
  const run = await at.run("orders", day(1));
  expect(await at.deadlines(run)).toMatchObject([
    { kind: "startBy", state: "late", cause: { task: "load", message: "waits for a worker" } },
    { kind: "finishBy", state: "late" },
  ]);
  const claim = await start(at.pool, at.worker, run, 0);
  expect(await at.deadlines(run)).toMatchObject([
    { kind: "startBy", state: "missed", cause: { task: null } },
    { kind: "finishBy", state: "late", cause: { task: "load", message: "is running" } },
  ]);
  if (claim) await finish(at.pool, at.worker, claim, "failed");
  expect(await at.deadlines(run)).toMatchObject([
    { kind: "startBy", state: "missed" },
    { kind: "finishBy", state: "missed", cause: { task: null, message: "failed" } },
  ]);
});

test("a start in time is noticed when it comes, and a failed attempt does not undo it", async () => {
  await using at = await Watched.of(
    pipeline("orders", [
      task("load", { deadline: { startBy: tomorrow, finishBy: tomorrow } }),
      task("post", { needs: [0] }),
    ]),
  );
  const run = await at.run("orders");
  const states = async () => (await at.deadlines(run)).map(({ kind, state }) => `${kind} ${state}`);
  expect(await states()).toEqual(["startBy on-track", "finishBy on-track"]);
  const claim = await start(at.pool, at.worker, run, 0);
  // Before the start was looked at.
  if (claim) await retry(at.pool, claim, 1);
  expect(await states()).toEqual(["startBy met", "finishBy on-track"]);
});

test("a retry is waited for: what was on track is not any more", async () => {
  await using at = await Watched.of(chain({ finishBy: tomorrow }));
  for (const _ of [1, 2, 3]) await at.earlier("orders", minuteMs, minuteMs);
  const run = await at.run("orders");
  const claim = await start(at.pool, at.worker, run, 0);
  expect(await at.deadlines(run)).toMatchObject([{ state: "on-track" }]);
  if (claim) await retry(at.pool, claim, 3 * days);
  expect(await at.deadlines(run)).toMatchObject([
    { state: "at-risk", cause: { message: "may not start yet, which usually takes 1m" } },
  ]);
});

test("a cancelled run misses its deadline, a skipped due time has none", async () => {
  await using at = await Watched.of(chain({ finishBy: tomorrow }));
  const run = await at.run("orders");
  await cancelRun(at.pool, { id: run, reason: "not today" });
  expect(await at.deadlines(run)).toMatchObject([
    { state: "missed", cause: { message: "was cancelled" } },
  ]);
  await at.pool.query(
    "select trunkline.create_runs(array[$1::int], array['x'], array[current_date], array[now()], array['missed'], 'schedule', '{}', null, null)",
    [at.id("orders")],
  );
  expect((await at.pool.query("select * from trunkline.run_watch")).rows).toEqual([]);
});

test("what nobody could keep is not watched: it had passed when the run was due", async () => {
  await using at = await Watched.of(chain({ startBy: "05:00", finishBy: "07:00" }));
  const run = await at.run("orders", day(1));
  expect(await at.deadlines(run)).toMatchObject([{ kind: "finishBy", state: "late" }]);
});

test("a rerun is asked for its end only, and what it carried over teaches nothing twice", async () => {
  await using at = await Watched.of(chain({ startBy: "06:15", finishBy: tomorrow }));
  const first = await at.run("orders");
  await perform(at.pool, at.worker, first, 0);
  await perform(at.pool, at.worker, first, 1, "failed");
  const { rows } = await at.pool.query(
    `select trunkline.rerun(id, pipeline_revision_id, revision_id, array[0], array[0], array['succeeded'::trunkline.task_state],
                            array[null], 'ada', null) as id from trunkline.run where id = $1`,
    [first],
  );
  const second = rows[0].id as string;
  expect(await at.deadlines(second)).toMatchObject([{ kind: "finishBy", state: "on-track" }]);
  await perform(at.pool, at.worker, second, 1);
  expect(await at.deadlines(second)).toMatchObject([{ kind: "finishBy", state: "met" }]);
  const third = await at.run("orders", new Date(Date.now() + 1_000));
  expect((await at.deadlines(third))[0]?.basis).toBe(
    "nothing is expected yet: 2 of the 3 earlier runs that it takes",
  );
});

test("a pipeline without a deadline is never looked at", async () => {
  await using at = await Watched.of(pipeline("plain", [task("a")]));
  const run = await at.run("plain");
  await perform(at.pool, at.worker, run, 0);
  for (const table of ["run_watch", "deadline_check", "run_deadline"])
    expect((await at.pool.query(`select * from trunkline.${table}`)).rows).toEqual([]);
});

test("`finally` is reckoned with before it begins, and a run without it closes its deadlines too", async () => {
  const tidy = task("tidy", { phase: "finally", deadline: { startBy: null, finishBy: tomorrow } });
  await using at = await Watched.of(
    pipeline("orders", [task("load"), tidy], { deadline: { startBy: null, finishBy: tomorrow } }),
  );
  for (const _ of [1, 2, 3]) await at.earlier("orders", minuteMs, 3 * days);
  const run = await at.run("orders");
  expect(await at.deadlines(run)).toMatchObject([
    { idx: -1, state: "at-risk", cause: { task: "load", path: ["load", "tidy"] } },
    { idx: 1, state: "at-risk", cause: { task: "load", path: ["load", "tidy"] } },
  ]);
  await perform(at.pool, at.worker, run, 0);
  expect(await at.deadlines(run)).toMatchObject([{ cause: { task: "tidy" } }, {}]);
  await perform(at.pool, at.worker, run, 1);
  expect(await at.deadlines(run)).toMatchObject([{ state: "met" }, { state: "met" }]);
});

test("a run is compared with runs for days of its kind, once there are three of them", async () => {
  await using at = await Watched.of(chain({ finishBy: "23:59+9d" }));
  const on = (date: string): Date => new Date(`${date}T05:00:00Z`);
  for (const date of ["2026-01-05", "2026-01-06", "2026-01-07"])
    await at.earlierOn("orders", on(date), minuteMs, minuteMs);
  for (const date of ["2026-01-10", "2026-01-11"])
    await at.earlierOn("orders", on(date), 9 * minuteMs, minuteMs);
  const usual = async (date: string) => {
    const run = await at.run("orders", on(date));
    const [deadline] = await at.deadlines(run);
    const { rows } = await at.pool.query(
      "select expected -> 0 -> 0 as median from trunkline.run_watch where run_id = $1",
      [run],
    );
    await cancelRun(at.pool, { id: run, reason: "seen" });
    return [deadline?.basis, rows[0]?.median];
  };
  expect(await usual("2026-01-17")).toEqual(["from 5 earlier runs", minuteMs]);
  await at.earlierOn("orders", on("2026-01-18"), 9 * minuteMs, minuteMs);
  expect(await usual("2026-01-24")).toEqual(["from 3 earlier runs for weekends", 9 * minuteMs]);
  expect(await usual("2026-01-26")).toEqual(["from 3 earlier runs for working days", minuteMs]);
  expect((await usual("2026-01-30"))[0]).toBe("from 6 earlier runs");
});

test("nothing is learned from backfills, from runs that people changed, nor from what did not really run", async () => {
  await using at = await Watched.of(chain({ finishBy: tomorrow }));
  const runs: string[] = [];
  for (let n = 0; n < 8; n++) runs.push(await at.earlier("orders", minuteMs, minuteMs));
  await at.pool.query("update trunkline.run set slot = 'b:1:' || slot where id = any ($1)", [
    runs.slice(0, 2),
  ]);
  await at.pool.query(
    `insert into trunkline.override (run_id, idx, kind, name, actor, reason)
     select unnest($1::bigint[]), 0, 'ignore', 'pool', 'ada', 'x'`,
    [runs.slice(2, 4)],
  );
  // Of the four that are left one was marked, one was not executed; in one the second failed, and then it was skipped.
  await at.pool.query(
    "update trunkline.task_run set ending = 'marked' where run_id = $1 and idx = 0",
    [runs[4]],
  );
  await at.pool.query(
    "update trunkline.task_run set ending = 'noexec' where run_id = $1 and idx = 0",
    [runs[5]],
  );
  await at.pool.query("update trunkline.run set state = 'failed' where id = $1", [runs[6]]);
  await at.pool.query(
    "update trunkline.task_run set state = 'skipped' where run_id = $1 and idx = 1",
    [runs[6]],
  );
  const run = await at.run("orders");
  const [deadline] = await at.deadlines(run);
  expect(deadline?.basis).toContain("from 4 earlier runs");
  const { rows } = await at.pool.query("select expected from trunkline.run_watch");
  expect(rows).toEqual([{ expected: [null, [minuteMs, minuteMs]] }]);
  expect(deadline?.basis).toContain("too little is known of 1 of its tasks");
});
