import { expect, test } from "vitest";
import { traceSpans } from "#core/trace.ts";
import { readRunTraces } from "#observe/run-trace.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import {
  again,
  createRun,
  day,
  markTask,
  perform,
  queued,
  retry,
  runAgain,
  runRow,
  start,
  taskStates,
} from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const tasks = [task("a"), task("b", { needs: [0] }), task("c", { needs: [1] }), task("d")];

test("a failed task of a run that goes on: its followers run after all, and the run succeeds", async () => {
  await using at = await oneRun(tasks);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "skipped", "skipped", "ready"]);
  expect(await markTask(at.pool, at.run, "a", "succeeded", "loaded by hand")).toEqual({
    kind: "marked",
    tasks: ["a"],
  });
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "ready", "waiting", "ready"]);
  for (const idx of [1, 2, 3]) await perform(at.pool, at.worker, at.run, idx);
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "succeeded", failed_tasks: 0 });

  const { rows } = await at.pool.query(
    "select actor, subject, detail from trunkline.audit where act = 'mark'",
  );
  const detail = { tasks: ["a"], state: "succeeded", was: ["failed"], reason: "loaded by hand" };
  expect(rows).toEqual([{ actor: "ada", subject: at.run, detail: { ...detail, finished: false } }]);
  const [trace] = await readRunTraces(at.pool, [at.run]);
  const spans = traceSpans(trace as NonNullable<typeof trace>);
  expect(spans.map(({ name }) => name).filter((name) => name !== "pending")).toEqual([
    "RUN p",
    "a",
    "mark a",
    "b",
    "c",
    "d",
  ]);
  expect(spans.find(({ name }) => name === "a")).toMatchObject({ failed: true });
  expect(spans.find(({ name }) => name === "mark a")?.message).toBe(
    "succeeded by ada: loaded by hand",
  );
});

test("a ready and a waiting task are marked before they start; nobody can claim them any more", async () => {
  await using at = await oneRun(tasks);
  await markTask(at.pool, at.run, "b", "skipped");
  expect(await taskStates(at.pool, at.run)).toEqual(["ready", "skipped", "skipped", "ready"]);
  await markTask(at.pool, at.run, "d", "succeeded");
  expect(await start(at.pool, at.worker, at.run, 3)).toBeNull();
  await perform(at.pool, at.worker, at.run, 0);
  expect((await runRow(at.pool, at.run)).state).toBe("succeeded");
});

test("the mark of the last open task ends the run, and the next of its pipeline starts", async () => {
  await using at = await oneRun([task("a")], { concurrency: { runs: 1, whenBusy: "queue" } });
  const next = (await createRun(at.pool, at.pipeline, day(2))) as string;
  expect((await runRow(at.pool, next)).state).toBe("waiting");
  await markTask(at.pool, at.run, "a", "failed");
  expect((await runRow(at.pool, at.run)).state).toBe("failed");
  expect((await runRow(at.pool, next)).state).toBe("running");
});

test("a run that waits for its turn can be marked, and starts with what is left", async () => {
  await using at = await oneRun(tasks, { concurrency: { runs: 1, whenBusy: "queue" } });
  const next = (await createRun(at.pool, at.pipeline, day(2))) as string;
  await markTask(at.pool, next, "a", "succeeded");
  expect(await taskStates(at.pool, next)).toEqual(["succeeded", "waiting", "waiting", "waiting"]);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await taskStates(at.pool, next)).toEqual(["succeeded", "ready", "waiting", "ready"]);
});

test("a task behind a retry loses its gate, its attempts stay", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  await retry(at.pool, claim as NonNullable<typeof claim>, 3_600_000);
  await markTask(at.pool, at.run, "a", "succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "ready"]);
  const { rows } = await at.pool.query("select attempt from trunkline.attempt where run_id = $1", [
    at.run,
  ]);
  expect(rows).toEqual([{ attempt: 1 }]);
});

test("what runs is refused, also once the run is being cancelled", async () => {
  await using at = await oneRun(tasks);
  await start(at.pool, at.worker, at.run, 0);
  expect(await markTask(at.pool, at.run, "a", "failed")).toEqual({ kind: "running", tasks: ["a"] });
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await markTask(at.pool, at.run, "b", "failed")).toEqual({ kind: "cancelling" });
  expect(await markTask(at.pool, at.run, "x", "failed")).toMatchObject({ kind: "unknownTask" });
  expect(await markTask(at.pool, "123456", "a", "failed")).toEqual({ kind: "noRun" });
  const { rows } = await at.pool.query("select from trunkline.audit where act = 'mark'");
  expect(rows).toEqual([]);
});

test("of a finished run nothing changes, and its next generation carries over what was marked", async () => {
  await using at = await oneRun(tasks);
  await perform(at.pool, at.worker, at.run, 3);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await markTask(at.pool, at.run, "a", "succeeded", "by hand");
  expect(await runRow(at.pool, at.run)).toMatchObject({ state: "failed", failed_tasks: 1 });
  const next = await runAgain(at.pool, at.run);
  expect(await taskStates(at.pool, next)).toEqual(["succeeded", "ready", "waiting", "succeeded"]);
  expect(await markTask(at.pool, at.run, "b", "skipped")).toEqual({ kind: "newer", id: next });
  await perform(at.pool, at.worker, next, 1);
  await perform(at.pool, at.worker, next, 2);
  expect((await runRow(at.pool, next)).state).toBe("succeeded");
});

test("a mark that leaves nothing to run makes a next generation that has ended, and is remembered by the one after", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await markTask(at.pool, at.run, "a", "skipped");
  const jobs = (await queued(at.pool)).length;
  const next = await runAgain(at.pool, at.run);
  expect(await taskStates(at.pool, next)).toEqual(["skipped", "skipped"]);
  expect(await runRow(at.pool, next)).toMatchObject({ state: "succeeded", generation: 2 });
  expect(await queued(at.pool)).toHaveLength(jobs);
  const third = await runAgain(at.pool, next);
  expect(await taskStates(at.pool, third)).toEqual(["skipped", "skipped"]);
  expect((await again(at.pool, third, { kind: "all" })).kind).toBe("made");
});

test("what its own `if` had skipped is asked again", async () => {
  await using at = await oneRun([
    task("a"),
    task("repair", { needs: [0], condition: "failed('a')" }),
    task("other"),
  ]);
  await perform(at.pool, at.worker, at.run, 0);
  await perform(at.pool, at.worker, at.run, 1, "skipped", { detail: { ending: "skipped" } });
  await markTask(at.pool, at.run, "a", "failed", "wrong figures");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "ready", "ready"]);
  expect((await start(at.pool, at.worker, at.run, 1))?.attempt).toBe(2);
});

test("a due time that was skipped has nothing to mark", async () => {
  await using at = await oneRun(tasks);
  const skipped = (await createRun(at.pool, at.pipeline, day(2), { reason: "missed" })) as string;
  expect(await markTask(at.pool, skipped, "a", "succeeded")).toEqual({ kind: "noTasks" });
});

test("a follower with gates waits for them and not for a worker; one that is marked waits for nothing", async () => {
  const gates = { awaits: null, notBefore: "23:59", notAfter: null, takes: [] };
  await using at = await oneRun([
    task("a"),
    task("b", { needs: [0], gates }),
    task("c", { gates }),
  ]);
  const waits = async () =>
    (await at.pool.query("select idx from trunkline.wait where run_id = $1 order by idx", [at.run]))
      .rows;
  expect(await waits()).toEqual([{ idx: 2 }]);
  await markTask(at.pool, at.run, "a", "succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "waiting", "waiting"]);
  expect(await waits()).toEqual([{ idx: 1 }, { idx: 2 }]);
  await markTask(at.pool, at.run, "c", "skipped");
  await markTask(at.pool, at.run, "a", "failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "skipped", "skipped"]);
  expect(await waits()).toEqual([]);
  expect((await runRow(at.pool, at.run)).state).toBe("failed");
});
