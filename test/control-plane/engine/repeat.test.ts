// Iterations on real SQL: what is sent twice, what a lost worker leaves, and what ends a repetition between two of them.

import { expect, test } from "vitest";
import { repeatTask } from "#store/tasks.sql.ts";
import { endWaits } from "#store/waits.sql.ts";
import { reapWorkers } from "#store/workers.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { start } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";
import { repeat } from "#test/support/repeating.ts";

const past = new Date(0);
const row = async (at: Gated, run: string) =>
  (
    await at.pool.query(
      "select state, attempt, iteration, exit_code, outputs, message from trunkline.task_run where run_id = $1 and idx = 0",
      [run],
    )
  ).rows[0];
const done = { ending: "exited", exitCode: 0, outputs: { n: 7 } };

/** The first iteration of `a` has ended, the second is planned. */
async function afterOne(at: Gated, due = past): Promise<string> {
  const run = await at.run("p");
  await at.settle();
  const claim = await start(at.pool, at.worker, run, 0);
  const plan = { ...claim, run, idx: 0, attempt: 1, state: "succeeded" as const };
  expect((await repeatTask(at.pool, { ...plan, detail: done, due }))?.planned).toBe(true);
  return run;
}

const one = () =>
  Gated.of(pipeline("p", [task("a", { repeat: repeat({ max: 9 }) }), task("b", { needs: [0] })]));

test("an iteration that is reported twice is planned once", async () => {
  await using at = await one();
  const run = await afterOne(at);
  const again = { run, idx: 0, attempt: 1, state: "succeeded" as const, detail: done, due: past };
  expect((await repeatTask(at.pool, again))?.planned).toBe(false);
  expect(await row(at, run)).toMatchObject({ state: "waiting", attempt: 1, iteration: 2 });
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
});

test("an iteration whose worker is lost is executed again, as the same one", async () => {
  await using at = await one();
  const run = await afterOne(at);
  await at.settle();
  // Each iteration may lose workers of its own.
  for (const attempt of [2, 3]) {
    expect((await start(at.pool, at.worker, run, 0))?.attempt).toBe(attempt);
    await at.pool.query("update trunkline.worker set beat = '2000-01-01', dead_at = null");
    await reapWorkers(at.pool, { ttlMs: 60_000, graceMs: 60_000, maxLost: 3 });
    expect(await row(at, run)).toMatchObject({ state: "ready", attempt, iteration: 2 });
    await at.pool.query("update trunkline.worker set beat = now(), dead_at = null, lost_at = null");
  }
  await start(at.pool, at.worker, run, 0);
  const plan = { run, idx: 0, attempt: 4, state: "succeeded" as const, detail: done, due: past };
  expect((await repeatTask(at.pool, plan))?.planned).toBe(true);
  const { rows } = await at.pool.query(
    "select attempt, iteration, ending from trunkline.attempt order by attempt",
  );
  expect(rows.map((each) => [each.iteration, each.ending])).toEqual([
    [null, "exited"],
    [2, "lost"],
    [2, "lost"],
    [2, "exited"],
  ]);
  await at.settle();
  await start(at.pool, at.worker, run, 0);
  await at.pool.query("update trunkline.worker set beat = '2000-01-01'");
  await reapWorkers(at.pool, { ttlMs: 60_000, graceMs: 60_000, maxLost: 3 });
  expect(await row(at, run)).toMatchObject({ state: "ready", iteration: 3 });
});

test("what can't begin another iteration becomes what its last one did", async () => {
  await using at = await one();
  const run = await afterOne(at);
  await endWaits(at.pool, {
    runs: [run],
    idxs: [0],
    states: ["skipped"],
    endings: ["skipped"],
    messages: ["not after 06:00"],
  });
  expect(await row(at, run)).toEqual({
    state: "succeeded",
    attempt: 1,
    iteration: 2,
    exit_code: 0,
    outputs: { n: 7 },
    message: "ended after iteration 1: not after 06:00",
  });
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
});

test("one that never began is skipped like any other task", async () => {
  await using at = await one();
  const run = await at.run("p");
  await at.pool.query("update trunkline.task_run set state = 'waiting' where run_id = $1", [run]);
  await endWaits(at.pool, {
    runs: [run],
    idxs: [0],
    states: ["skipped"],
    endings: ["skipped"],
    messages: ["not after 06:00"],
  });
  expect(await row(at, run)).toMatchObject({ state: "skipped", message: "not after 06:00" });
});

test("units of pools are returned between iterations and taken again", async () => {
  await using at = await Gated.withPools(
    [declared("w")],
    pipeline("p", [task("a", { repeat: repeat({ max: 9 }), gates: takes("w") })]),
  );
  const held = async () =>
    (await at.pool.query("select count(*)::int as n from trunkline.pool_hold")).rows[0].n;
  const run = await afterOne(at, new Date("2200-01-01"));
  await at.settle();
  expect(await held()).toBe(0);
  await at.pool.query("update trunkline.task_run set due_at = now() where run_id = $1", [run]);
  await at.pool.query("insert into trunkline.wait_check values ($1, 0)", [run]);
  expect(await at.states(run)).toEqual(["ready"]);
  expect(await held()).toBe(1);
});

test("between iterations a gate says when the next begins", async () => {
  await using at = await one();
  const run = await afterOne(at, new Date("2200-01-01T05:30:00Z"));
  expect(await at.gates(run)).toEqual([
    expect.objectContaining({
      kind: "iteration",
      text: "iteration 2 at 2200-01-01 05:30 (UTC)",
      holds: false,
      until: "2200-01-01T05:30:00.000Z",
    }),
  ]);
});

test("`until` also ends the wait for an iteration's other gates", async () => {
  const one = repeat({}, { everyMs: 1, from: "end", until: "05:00" });
  const waits = gates({ event: "FILE" });
  await using at = await Gated.of(pipeline("p", [task("a", { repeat: one, gates: waits })]));
  await at.effect({ emit: "FILE", date: "2026-01-01" });
  const run = await afterOne(at);
  await at.effect({ clear: "FILE", date: null });
  // The business date is long past.
  expect(await at.states(run)).toEqual(["succeeded"]);
  expect((await row(at, run)).message).toBe(
    "ended after iteration 1: not after 2026-01-01 05:00 (UTC)",
  );
});

const timed = () => {
  const beat = { times: ["05:00", "22:00"], toleranceMs: 60_000 };
  return Gated.of(pipeline("p", [task("a", { repeat: repeat({}, beat) })]));
};

test("the first of `times` is waited for", async () => {
  await using at = await timed();
  const run = await at.run("p", new Date("2200-01-01T05:00:00Z"));
  expect((await at.gates(run)).map(({ text }) => text)).toEqual([
    "iteration 1 at 2200-01-01 05:00 (UTC)",
  ]);
});

test("when all have passed, as in a backfill, the task runs once, at once", async () => {
  await using at = await timed();
  const run = await at.run("p");
  expect(await at.states(run)).toEqual(["ready"]);
});
