import { expect, test } from "vitest";
import type { Condition } from "#core/conditions/condition.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Concurrency } from "#core/pipeline.ts";
import { openWaits } from "#store/waits.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import {
  createRun,
  day,
  finish,
  newRun,
  newWorker,
  perform,
  runRow,
  runStates,
  start,
} from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";
import { oneRun } from "#test/support/one-run.ts";

const limit = (
  runs: number | null,
  whenBusy: Concurrency["whenBusy"],
): { concurrency: Concurrency } => ({ concurrency: { runs, whenBusy } });

test("queue: runs start one after the other in the order of their due times, whenever they were made", async () => {
  await using at = await oneRun([task("a")], limit(1, "queue"));
  await newRun(at.pool, at.pipeline, day(9));
  const early = await newRun(at.pool, at.pipeline, day(4));
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "waiting", "waiting"]);
  await perform(at.pool, at.worker, at.run, 0);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["succeeded", "waiting", "running"]);
  await perform(at.pool, at.worker, early, 0, "failed");
  expect(await runStates(at.pool, at.pipeline)).toEqual(["succeeded", "running", "failed"]);
});

test("queue with room for two: the third waits for either", async () => {
  await using at = await oneRun([task("a")], limit(2, "queue"));
  const second = await newRun(at.pool, at.pipeline, day(2));
  await newRun(at.pool, at.pipeline, day(3));
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "running", "waiting"]);
  await perform(at.pool, at.worker, second, 0);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "succeeded", "running"]);
});

test("skip: what finds no room is a row with its reason, and the slot is used up", async () => {
  await using at = await oneRun([task("a")], limit(1, "skip"));
  const second = await newRun(at.pool, at.pipeline, day(2));
  expect(await runRow(at.pool, second)).toMatchObject({
    state: "skipped",
    reason: "the limit of runs at a time was reached",
    open_tasks: 0,
  });
  expect(await createRun(at.pool, at.pipeline, day(2))).toBeUndefined();
  await perform(at.pool, at.worker, at.run, 0);
  await newRun(at.pool, at.pipeline, day(3));
  expect(await runStates(at.pool, at.pipeline)).toEqual(["succeeded", "skipped", "running"]);
});

test("cancelRunning: a run that has not begun gives way at once", async () => {
  await using at = await oneRun([task("a")], limit(1, "cancelRunning"));
  await newRun(at.pool, at.pipeline, day(2));
  expect(await runStates(at.pool, at.pipeline)).toEqual(["cancelled", "running"]);
  expect((await runRow(at.pool, at.run)).reason).toBe("a newer run took its place");
});

test("cancelRunning: the newest waits until the running task has stopped; those between never start", async () => {
  await using at = await oneRun([task("a")], limit(1, "cancelRunning"));
  const claim = await start(at.pool, at.worker, at.run, 0);
  await newRun(at.pool, at.pipeline, day(2));
  await newRun(at.pool, at.pipeline, day(3));
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "cancelled", "waiting"]);
  await finish(at.pool, at.worker, claim as NonNullable<typeof claim>, "cancelled");
  expect(await runStates(at.pool, at.pipeline)).toEqual(["cancelled", "cancelled", "running"]);
});

test("cancelRunning with room for two stops only the oldest", async () => {
  await using at = await oneRun([task("a")], limit(2, "cancelRunning"));
  const second = await newRun(at.pool, at.pipeline, day(2));
  for (const run of [at.run, second]) await start(at.pool, at.worker, run, 0);
  await newRun(at.pool, at.pipeline, day(3));
  const { rows } = await at.pool.query(
    "select state, cancel_at is not null as cancelling from trunkline.run order by id",
  );
  expect(rows).toEqual([
    { state: "running", cancelling: true },
    { state: "running", cancelling: false },
    { state: "waiting", cancelling: false },
  ]);
});

test("a deployed higher limit lets waiting runs start, and a removed one all of them", async () => {
  await using at = await oneRun([task("a")], limit(1, "queue"));
  for (const number of [2, 3, 4, 5]) await newRun(at.pool, at.pipeline, day(number));
  const states = () => runStates(at.pool, at.pipeline);
  expect((await states()).filter((state) => state === "running")).toHaveLength(1);
  await deploy(at.pool, [pipeline("p", [task("a")], limit(3, "queue"))]);
  expect((await states()).filter((state) => state === "running")).toHaveLength(3);
  await deploy(at.pool, [pipeline("p", [task("a")], limit(null, "queue"))]);
  expect((await states()).filter((state) => state === "running")).toHaveLength(5);
});

// "integer out of range", for ever: nothing of that server's waits was judged any more.
test("a run whose gate opens after the limit of a pipeline that skips was removed starts", async () => {
  const awaits: Condition = { kind: "event", project: null, name: "E", date: "any" };
  await using at = await oneRun([task("a")], { ...limit(1, "skip"), awaits });
  await deploy(at.pool, [pipeline("p", [task("a")], { ...limit(null, "skip"), awaits })]);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["waiting"]);
  await openWaits(at.pool, { runs: [at.run], idxs: [-1] });
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running"]);
});

test("after a limit was deployed, a run from before it makes room when it ends: else waiting runs never start", async () => {
  await using at = await oneRun([task("a")]);
  await deploy(at.pool, [pipeline("p", [task("a")], limit(1, "queue"))]);
  await newRun(at.pool, at.pipeline, day(2));
  expect(await runStates(at.pool, at.pipeline)).toEqual(["running", "waiting"]);
  await perform(at.pool, at.worker, at.run, 0);
  expect(await runStates(at.pool, at.pipeline)).toEqual(["succeeded", "running"]);
});

test("two that finish at the same time let two more start, no third", async () => {
  await using at = await oneRun([task("a")], limit(2, "queue"));
  const second = await newRun(at.pool, at.pipeline, day(2));
  for (const number of [3, 4, 5, 6]) await newRun(at.pool, at.pipeline, day(number));
  const other = await newWorker(at.pool);
  await Promise.all([perform(at.pool, at.worker, at.run, 0), perform(at.pool, other, second, 0)]);
  expect(await runStates(at.pool, at.pipeline)).toEqual([
    "succeeded",
    "succeeded",
    "running",
    "running",
    "waiting",
    "waiting",
  ]);
});

test("a run that waited longer than its pipeline's limit starts, also where `whenBusy` is skip", async () => {
  const waiting = (runs: number | null) =>
    pipeline("p", [task("a")], {
      ...limit(runs, "skip"),
      awaits: normalizeCondition({ event: "OPEN" }),
    });
  await using at = await Gated.of(waiting(1));
  const run = await at.run("p");
  await at.settle();
  await deploy(at.pool, [waiting(null)]);
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("running");
});
