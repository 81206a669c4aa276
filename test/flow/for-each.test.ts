// `forEach`: a task becomes as many as the list of a task before it has items, and ends when they have.

import { expect, test } from "vitest";
import { readRun } from "#api/run-view.ts";
import { whyOfRun } from "#api/why-run.ts";
import { instancePlace } from "#core/for-each.ts";
import type { Task } from "#core/pipeline.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { readRunTraces } from "#observe/run-trace.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import { again, runAgain, runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import type { HeldAttempt } from "#test/support/held-executor.ts";
import { type Engine, engineOf, held } from "#test/support/one-worker.ts";

const list = (fields: Partial<Task> = {}) =>
  held("list", { outputs: { files: "list<string>" }, ...fields });
const load = (fields: Partial<Task> = {}) =>
  held("load", {
    needs: [0],
    forEach: "needs.list.outputs.files",
    env: { FILE: "${{ item }}", NUMBER: "${{ index }}" },
    outputs: { rows: "integer" },
    ...fields,
  });
const sum = (fields: Partial<Task> = {}) =>
  held("sum", { needs: [1], env: { ROWS: "${{ needs.load.outputs.rows }}" }, ...fields });

async function started(tasks: Task[], options: Parameters<typeof engineOf>[1] = {}) {
  const at = await engineOf(tasks, options);
  const scheduler = startScheduler({ pool: at.pool });
  return {
    ...at,
    async [Symbol.asyncDispose]() {
      await scheduler.stop();
      await at[Symbol.asyncDispose]();
    },
  };
}

/** The attempt of a task of the newest run. */
async function attemptOf({ executor, run }: Engine, name: string) {
  const found = () =>
    executor.begun.findLast(({ request }) => request.task === name && request.runId === run);
  await eventually(`${name} of run ${run} begins`, () => found() !== undefined);
  return found() as HeldAttempt;
}
const give = async (at: Engine, files: string[]) =>
  (await attemptOf(at, "list")).end({ outputs: { files: JSON.stringify(files) } });
const end = async (at: Engine, name: string, rows: number | null = null, exitCode = 0) =>
  (await attemptOf(at, name)).end({
    exitCode,
    ...(rows === null ? {} : { outputs: { rows: String(rows) } }),
  });
const begun = ({ executor }: Engine) => executor.begun.map(({ request }) => request.task).sort();

/** By place: state and, where it has one, message. */
async function rows({ pool, run }: Engine): Promise<Record<string, string>> {
  const found = await pool.query(
    "select idx, state, message from trunkline.task_run where run_id = $1 order by idx",
    [run],
  );
  return Object.fromEntries(
    found.rows.map(({ idx, state, message }) => [idx, message ? `${state}: ${message}` : state]),
  );
}
const first = instancePlace(1, 0);

test("each item is an instance, with its item and number; followers wait for all and read their outputs", async () => {
  await using at = await started([list(), load(), sum()]);
  await give(at, ["a b.csv", "$(rm -rf /)"]);
  const one = await at.executor.attempt("load[1]");
  expect(one.request.env).toMatchObject({
    FILE: "$(rm -rf /)",
    NUMBER: "1",
    TRUNKLINE_TASK: "load[1]",
  });
  await end(at, "load[1]", 5);
  await eventually("it is counted", async () => (await rows(at))[first + 1] === "succeeded");
  expect((await rows(at))[1]).toBe("running");
  expect(begun(at)).not.toContain("sum");
  await end(at, "load[0]", 7);
  expect((await at.executor.attempt("sum")).request.env.ROWS).toBe("[7,5]");
  await end(at, "sum");
  expect(await at.finished()).toBe("succeeded");
});

test("`why` and the trace name instances with their items", async () => {
  await using at = await started([list(), load()]);
  await give(at, ["a b.csv", "c"]);
  await end(at, "load[1]", 1);
  await at.executor.attempt("load[0]");
  await eventually("it is counted", async () => (await rows(at))[first + 1] === "succeeded");
  const { reasons } = await whyOfRun(at.pool, at.run);
  expect(
    reasons.map(({ task, message }) => `${task}: ${message}`.replace(/worker \d+/, "worker")),
  ).toEqual([
    "load: 1 of its 2 instances have ended",
    'load[0]: attempt 1 runs on worker (item "a b.csv")',
  ]);
  await end(at, "load[0]", 1);
  await at.finished();
  const [trace] = await readRunTraces(at.pool, [at.run]);
  expect(trace?.attempts.map(({ task, item }) => [task, item])).toEqual([
    ["list", null],
    ["load[0]", "a b.csv"],
    ["load[1]", "c"],
  ]);
});

test("an empty list is a success without instances, and gives empty lists", async () => {
  await using at = await started([list(), load(), sum()]);
  await give(at, []);
  expect((await at.executor.attempt("sum")).request.env.ROWS).toBe("[]");
  await end(at, "sum");
  expect(await at.finished()).toBe("succeeded");
  expect((await rows(at))[1]).toBe("succeeded: forEach: the list is empty");
});

test("its `if` is judged before there are instances", async () => {
  const condition = "size(needs.list.outputs.files) > 1";
  await using at = await started([list(), load({ condition }), sum()]);
  await give(at, ["a"]);
  expect(await at.finished()).toBe("succeeded");
  expect(await rows(at)).toEqual({ 0: "succeeded", 1: `skipped: if: ${condition}`, 2: "skipped" });
});

test("a producer that gave no list, or was skipped, fails the task with the reason", async () => {
  await using at = await started([list({ condition: "false" }), load({ condition: "finished()" })]);
  expect(await at.finished()).toBe("failed");
  expect((await rows(at))[1]).toBe(
    "failed: forEach: `needs.list.outputs.files`: needs.list.outputs.files has no value in this run",
  );
});

test("an output that is no list fails its own task", async () => {
  await using at = await started([list(), load()]);
  (await at.executor.attempt("list")).end({ outputs: { files: "a,b" } });
  expect(await at.finished()).toBe("failed");
  expect(await rows(at)).toEqual({
    0: 'failed: output "files": a,b is not a list in JSON, such as ["a", "b"]',
    1: "skipped",
  });
});

test("a list that would give a run more than 20,000 tasks fails the task; the most there may be are made", async () => {
  await using at = await started([list(), load({ action: task("x").action })]);
  await give(
    at,
    Array.from({ length: 19_999 }, () => "x"),
  );
  expect(await at.finished()).toBe("failed");
  expect((await rows(at))[1]).toBe(
    "failed: forEach: the list has 19999 items; a run may have 20000 tasks, and this one has 2 without them",
  );
});

test("a failed instance fails the task when all have ended; with failFast it stops the others", async () => {
  await using at = await started([
    list(),
    load(),
    task("repair", { needs: [1], condition: "failed('load')" }),
  ]);
  await give(at, ["a", "b", "c"]);
  await end(at, "load[1]", null, 3);
  await end(at, "load[0]", 1);
  await eventually("two are counted", async () => (await rows(at))[first] === "succeeded");
  expect((await rows(at))[2]).toBe("waiting");
  await end(at, "load[2]", 1);
  expect(await at.finished()).toBe("failed");
  expect(await rows(at)).toMatchObject({ 1: "failed: 1 of 3 instances failed: 1", 2: "succeeded" });
  expect((await runRow(at.pool, at.run)).failed_tasks).toBe(1);
  const shown = (await readRun(at.pool, at.run)).tasks.find(({ name }) => name === "load");
  expect(shown).toMatchObject({ attempts: [], message: "1 of 3 instances failed: 1" });
});

test.each([
  ["of the task", { failFast: true }, {}],
  ["of the pipeline", {}, { failFast: true }],
])("failFast %s stops what is left of the instances", async (_, fields, pipeline) => {
  await using at = await started(
    [list(), load(fields), task("after", { needs: [1], condition: "finished()" })],
    { slots: 2, fields: pipeline },
  );
  await give(at, ["a", "b", "c", "d"]);
  await eventually("two run", () => at.executor.running() === 2);
  const failing = at.executor.begun.at(-1) as HeldAttempt;
  failing.end({ exitCode: 1 });
  expect(await at.finished()).toBe("failed");
  const [, whole, after, ...instances] = Object.values(await rows(at));
  const stopped = "cancelled: stopped: another task failed";
  expect(whole).toBe(`failed: 1 of 4 instances failed: ${failing.request.task.at(-2)}`);
  expect(instances.sort()).toEqual(["cancelled", stopped, stopped, "failed"]);
  expect(after).toBe("failFast" in pipeline ? stopped : "succeeded");
});

test("onFailure: continue forgives its instances", async () => {
  await using at = await started([list(), load({ onFailure: "continue" }), sum()]);
  await give(at, ["a", "b"]);
  await end(at, "load[0]", null, 1);
  await end(at, "load[1]", 4);
  expect((await at.executor.attempt("sum")).request.env.ROWS).toBe("[4]");
  await end(at, "sum");
  expect(await at.finished()).toBe("succeeded");
});

test("a cancellation ends what waits, and the task with the last that runs", async () => {
  await using at = await started([list(), load(), sum()], { slots: 1 });
  await give(at, ["a", "b"]);
  await at.executor.attempt("load[0]");
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await at.finished()).toBe("cancelled");
  const found = await rows(at);
  expect([found[1], found[2], found[first], found[first + 1]]).toEqual(Array(4).fill("cancelled"));
});

test("a rerun from failed runs the failed instances again, a rerun of the producer all", async () => {
  await using at = await started([list(), load(), sum()]);
  await give(at, ["a", "b", "c"]);
  await end(at, "load[0]", 1);
  await end(at, "load[1]", null, 1);
  await end(at, "load[2]", 3);
  expect(await at.finished()).toBe("failed");
  const ranIn = (run: string) =>
    at.executor.begun.flatMap(({ request }) => (request.runId === run ? [request.task] : []));

  const second = { ...at, run: await runAgain(at.pool, at.run) };
  await end(second, "load[1]", 2);
  expect((await attemptOf(second, "sum")).request.env.ROWS).toBe("[1,2,3]");
  await end(second, "sum");
  expect(await at.finished(second.run)).toBe("succeeded");
  expect(ranIn(second.run)).toEqual(["load[1]", "sum"]);

  const one = { kind: "tasks" as const, tasks: ["load[2]"], followers: false };
  const third = { ...at, run: await runAgain(at.pool, second.run, one) };
  await end(third, "load[2]", 4);
  expect(await at.finished(third.run)).toBe("succeeded");
  expect(ranIn(third.run)).toEqual(["load[2]"]);

  const all = { kind: "tasks" as const, tasks: ["list"], followers: true };
  const fourth = { ...at, run: await runAgain(at.pool, third.run, all) };
  await give(fourth, ["a", "b"]);
  await end(fourth, "load[0]", 8);
  await end(fourth, "load[1]", 9);
  expect((await attemptOf(fourth, "sum")).request.env.ROWS).toBe("[8,9]");
  await end(fourth, "sum");
  expect(await at.finished(fourth.run)).toBe("succeeded");
});

test("an instance that there was not can't run again", async () => {
  await using at = await started([list(), load()]);
  await give(at, ["a"]);
  await end(at, "load[0]");
  await at.finished();
  const scope = { kind: "tasks" as const, tasks: ["load[1]"], followers: true };
  expect(await again(at.pool, at.run, scope)).toMatchObject({
    kind: "unknownTask",
    names: ["load[1]"],
  });
});

test("what follows is rerun alone: the instances and their lists come with the task", async () => {
  await using at = await started([list(), load(), sum()]);
  await give(at, ["a"]);
  await end(at, "load[0]", 9);
  await end(at, "sum", null, 1);
  expect(await at.finished()).toBe("failed");
  const second = { ...at, run: await runAgain(at.pool, at.run) };
  expect((await attemptOf(second, "sum")).request.env.ROWS).toBe("[9]");
  await end(second, "sum");
  expect(await at.finished(second.run)).toBe("succeeded");
  expect(Object.keys(await rows(second))).toEqual(["0", "1", "2", String(first)]);
});

test("instances have retries of their own, and undo undoes each that succeeded, with its item", async () => {
  const retry = { retries: 1, delayMs: 1, backoff: "fixed" as const, maxDelayMs: null };
  const forEach = "needs.list.outputs.files";
  await using at = await started(
    [
      list(),
      load({ retry }),
      held("load:undo", {
        phase: "undo",
        needs: [1],
        forEach,
        env: { FILE: "${{ item }}", ROWS: "${{ needs.load.outputs.rows }}" },
      }),
    ],
    { fields: { undoWhen: ["failed"] } },
  );
  await give(at, ["a", "b"]);
  await end(at, "load[0]", 3);
  (await at.executor.attempt("load[1]", 1)).end({ exitCode: 1 });
  (await at.executor.attempt("load[1]", 2)).end({ exitCode: 1 });
  const undo = await at.executor.attempt("load[0]:undo");
  expect(undo.request.env).toMatchObject({ FILE: "a", ROWS: "3" });
  undo.end();
  expect(await at.finished()).toBe("failed");
  const second = { ...at, run: await runAgain(at.pool, at.run) };
  await end(second, "load[0]", 1);
  await end(second, "load[1]", 1);
  expect(await at.finished(second.run)).toBe("succeeded");
});
