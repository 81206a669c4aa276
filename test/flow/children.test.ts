// Tasks that run a pipeline: their run is made once, waited for without a worker, and what becomes of it becomes of the task.

import { expect, test } from "vitest";
import { readRun } from "#api/run-view.ts";
import { whyOfRun } from "#api/why-run.ts";
import type { ChildAction } from "#core/action.ts";
import { instancePlace } from "#core/for-each.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { traceSpans } from "#core/trace.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { endChildren } from "#engine/end-children.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import { readRunTraces } from "#observe/run-trace.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, perform, runAgain, runRow } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";
import { hold } from "#test/support/holding.ts";
import { brokenInvariants } from "#test/support/invariants.ts";

const runs = (name: string, fields: Partial<ChildAction> = {}): ChildAction => ({
  ...{ kind: "pipeline", pipeline: name, params: {}, date: null, wait: true, outputs: {} },
  ...fields,
});
const child = (fields: Partial<Pipeline> = {}) =>
  pipeline("child", [task("a", { outputs: { rows: "integer" } }), task("b")], fields);
const parent = (action: Partial<ChildAction> = {}, fields: Partial<Task> = {}) =>
  pipeline("parent", [
    task("call", { action: runs("child", action), ...fields }),
    task("after", { needs: [0] }),
  ]);

interface ChildRow {
  id: string;
  slot: string;
  state: string;
  params: unknown;
  date: string;
  parent_attempt: number;
}
async function childrenOf(at: Gated, run: string): Promise<ChildRow[]> {
  const { rows } = await at.pool.query<ChildRow>(
    "select id, slot, state, params, business_date::text as date, parent_attempt from trunkline.run where parent_run = $1 order by id",
    [run],
  );
  return rows;
}
async function madeBy(at: Gated, run: string): Promise<ChildRow> {
  await at.settle();
  const [one, ...others] = await childrenOf(at, run);
  expect(others).toEqual([]);
  return one as ChildRow;
}
const messageOf = async (at: Gated, run: string) =>
  (
    await at.pool.query("select message from trunkline.task_run where run_id = $1 and idx = 0", [
      run,
    ])
  ).rows[0].message;
const end = async (at: Gated, run: string, outputs: object = {}) => {
  await perform(at.pool, at.worker, run, 0, "succeeded", {
    detail: { ending: "exited", outputs: { ...outputs } },
  });
  await at.finish(run, 1);
};

test("the run has the parent's date and the given parameters; the task ends with it, and has its outputs", async () => {
  const params = { day: { type: "date", default: null, description: null } } as const;
  await using at = await Gated.of(
    child({ params }),
    pipeline("parent", [
      task("call", {
        action: runs("child", { params: { day: "${{ run.date }}" }, outputs: { n: "a.rows" } }),
        outputs: { n: "integer" },
      }),
      task("after", { needs: [0] }),
    ]),
  );
  const run = await at.run("parent", day(3));
  const made = await madeBy(at, run);
  expect(made).toMatchObject({
    slot: `p:${run}/call/1`,
    state: "running",
    params: { day: "2026-01-03" },
    date: "2026-01-03",
  });
  expect(await at.states(run)).toEqual(["running", "waiting"]);
  await end(at, made.id, { rows: 7 });
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
  const { rows } = await at.pool.query(
    "select outputs from trunkline.task_run where run_id = $1 and idx = 0",
    [run],
  );
  expect(rows).toEqual([{ outputs: { n: 7 } }]);
  await at.finish(run, 1);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
  expect(await brokenInvariants(at.pool)).toEqual([]);
});

test("a failure of the run fails the task; a rerun of the task makes a new run", async () => {
  await using at = await Gated.of(child(), parent());
  const run = await at.run("parent");
  const first = await madeBy(at, run);
  await at.finish(first.id, 0, "failed");
  await at.finish(first.id, 1);
  expect(await at.states(run)).toEqual(["failed", "skipped"]);
  expect(await messageOf(at, run)).toBe(`Run ${first.id} of child failed: a.`);
  const second = await runAgain(at.pool, run);
  const next = await madeBy(at, second);
  expect(next.slot).toBe(`p:${second}/call/1`);
  await end(at, next.id);
  expect(await at.states(second)).toEqual(["succeeded", "ready"]);
});

test("retries make a run for each attempt", async () => {
  const retry = { retries: 1, delayMs: 0, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await Gated.of(child(), parent({}, { retry }));
  const run = await at.run("parent");
  const first = await madeBy(at, run);
  await at.finish(first.id, 0, "failed");
  await at.finish(first.id, 1);
  await at.settle();
  await at.pool.query("select trunkline.open_gates(now())");
  await at.settle();
  const all = await childrenOf(at, run);
  expect(all.map(({ slot }) => slot)).toEqual([`p:${run}/call/1`, `p:${run}/call/2`]);
  const { reasons } = await whyOfRun(at.pool, run);
  expect(reasons[0]?.message).toContain(`waits for run ${all[1]?.id} of child`);
  await end(at, all[1]?.id as string);
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
});

test("without waiting the task succeeds as soon as the run is there, whatever becomes of that", async () => {
  await using at = await Gated.of(child(), parent({ wait: false }));
  const run = await at.run("parent");
  const made = await madeBy(at, run);
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
  expect(await messageOf(at, run)).toBe(`Started run ${made.id}.`);
  await at.finish(made.id, 0, "failed");
  await at.finish(made.id, 1);
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
  await at.finish(run, 1);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
});

test("a cancellation cancels the run that is waited for, and the task with it", async () => {
  await using at = await Gated.of(child(), parent());
  const run = await at.run("parent");
  const made = await madeBy(at, run);
  await cancelRun(at.pool, { id: run, reason: "enough" });
  expect((await runRow(at.pool, run)).finished_at).toBeNull();
  expect(await at.states(run)).toEqual(["cancelled", "cancelled"]);
  expect((await runRow(at.pool, made.id)).state).toBe("cancelled");
  expect((await runRow(at.pool, run)).state).toBe("cancelled");
});

test("a run that somebody else cancels fails the task, without a retry", async () => {
  const retry = { retries: 3, delayMs: 0, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await Gated.of(child(), parent({}, { retry }));
  const run = await at.run("parent");
  const made = await madeBy(at, run);
  await cancelRun(at.pool, { id: made.id, reason: "not today" });
  expect(await at.states(run)).toEqual(["failed", "skipped"]);
  expect(await messageOf(at, run)).toBe(`Run ${made.id} of child was cancelled: not today.`);
});

test("a busy pipeline lets it wait, or skips it, which fails the task", async () => {
  await using at = await Gated.of(child({ concurrency: { runs: 1, whenBusy: "skip" } }), parent());
  await createRun(at.pool, at.id("child"));
  const run = await at.run("parent");
  const made = await madeBy(at, run);
  expect(await at.states(run)).toEqual(["failed", "skipped"]);
  expect(await messageOf(at, run)).toBe(
    `Run ${made.id} of child was skipped: the limit of runs at a time was reached.`,
  );
});

test.each<[string, Partial<ChildAction>, string]>([
  [
    "a pipeline that is not there",
    { pipeline: "nobody" },
    'no pipeline "nobody" is deployed in test',
  ],
  ["a parameter that is not there", { params: { x: 1 } }, '"child": there is no parameter "x"'],
  [
    "a date that is none",
    { date: "tomorrow" },
    '`date`: "tomorrow" is not a date that exists, as YYYY-MM-DD',
  ],
  [
    "itself",
    { pipeline: "parent" },
    "pipelines would run each other without an end: parent → parent",
  ],
])("%s fails the task", async (_, action, message) => {
  await using at = await Gated.of(child(), parent(action));
  const run = await at.run("parent");
  expect(await at.states(run)).toEqual(["failed", "skipped"]);
  expect(await messageOf(at, run)).toBe(message);
  expect(await childrenOf(at, run)).toEqual([]);
});

test("runs below runs have an end", async () => {
  const names = Array.from({ length: 23 }, (_, n) => `p${n}`);
  const chain = names.map((name, n) =>
    pipeline(name, [task("call", n === 22 ? {} : { action: runs(`p${n + 1}`) })]),
  );
  await using at = await Gated.of(...chain);
  const run = await at.run("p0");
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("failed");
  const { rows } = await at.pool.query(
    "select count(*)::int as n, max(depth) as depth from trunkline.run",
  );
  expect(rows).toEqual([{ n: 21, depth: 20 }]);
});

test("a crash makes none, servers side by side make one, and an end is heard of after a crash", async () => {
  await using at = await Gated.of(child(), parent());
  const run = await at.run("parent");
  const read = createDefinitions(at.pool).pipeline;
  const crashed = (work: typeof judgeWaits) =>
    transaction(at.pool, async (db) => {
      await work(db, read);
      throw new Error("crashed");
    });
  await expect(crashed(judgeWaits)).rejects.toThrow("crashed");
  expect(await childrenOf(at, run)).toEqual([]);
  await Promise.all([at.settle(), at.settle(), at.settle()]);
  const made = await madeBy(at, run);
  await end(at, made.id);
  await expect(crashed(endChildren)).rejects.toThrow("crashed");
  expect(
    (
      await at.pool.query("select state from trunkline.task_run where run_id = $1 and idx = 0", [
        run,
      ])
    ).rows,
  ).toEqual([{ state: "running" }]);
  await Promise.all([at.settle(), at.settle(), at.settle()]);
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
  expect(await brokenInvariants(at.pool)).toEqual([]);
});

test("its `if` is asked, a hold keeps it back, and what is not to be executed makes no run", async () => {
  await using at = await Gated.of(child(), parent({}, { condition: "run.generation == 2" }), {
    ...parent(),
    name: "held",
  });
  const skipped = await at.run("parent");
  expect(await at.states(skipped)).toEqual(["skipped", "skipped"]);
  const run = await at.run("held");
  await hold(at.pool, { run, task: "call" }, "noexec", null);
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  expect(await childrenOf(at, run)).toEqual([]);
});

test("with forEach each item has its run", async () => {
  const params = { n: { type: "integer", default: null, description: null } } as const;
  await using at = await Gated.of(
    child({ params }),
    parent({ params: { n: "${{ item }}" } }, { forEach: "[5, 6]" }),
  );
  const run = await at.run("parent");
  await at.settle();
  const made = await childrenOf(at, run);
  expect(made.map(({ slot, params }) => [slot, params])).toEqual([
    [`p:${run}/call[0]/1`, { n: 5 }],
    [`p:${run}/call[1]/1`, { n: 6 }],
  ]);
  for (const { id } of made) await end(at, id);
  expect(await at.states(run)).toEqual(["succeeded", "ready", "succeeded", "succeeded"]);
  expect(
    (
      await at.pool.query("select idx from trunkline.task_run where run_id = $1 order by idx", [
        run,
      ])
    ).rows.at(-1),
  ).toEqual({
    idx: instancePlace(0, 1),
  });
});

test("both runs lead to each other: in what the API shows, in `why`, and in their traces", async () => {
  await using at = await Gated.of(child(), parent());
  const run = await at.run("parent");
  const made = await madeBy(at, run);
  const view = await readRun(at.pool, run);
  expect(view.parent).toBeNull();
  expect(view.tasks[0]).toMatchObject({
    state: "running",
    child: { run: made.id, pipeline: "child", state: "running" },
    attempts: [{ attempt: 1, worker: null }],
  });
  expect(await readRun(at.pool, made.id)).toMatchObject({
    trigger: "task",
    parent: { run, pipeline: "parent", task: "call" },
  });
  const { reasons } = await whyOfRun(at.pool, run);
  expect(reasons[0]).toMatchObject({
    task: "call",
    message: `waits for run ${made.id} of child, which is running (see \`trunkline why ${made.id}\`)`,
  });
  await end(at, made.id);
  await at.settle();
  await at.finish(run, 1);
  const traces = await readRunTraces(at.pool, [run, made.id]);
  const [above, below] = traces.map(traceSpans);
  const call = above?.find(({ name }) => name === "call");
  const root = below?.find(({ name }) => name === "RUN child");
  expect(call?.links).toMatchObject([{ traceId: root?.traceId, spanId: root?.spanId }]);
  expect(root?.links).toMatchObject([{ traceId: call?.traceId, spanId: call?.spanId }]);
});

test("failFast stops a run that is waited for", async () => {
  const both = pipeline("parent", [task("call", { action: runs("child") }), task("other")], {
    failFast: true,
  });
  await using at = await Gated.of(child(), both);
  const run = await at.run("parent");
  const made = await madeBy(at, run);
  await at.finish(run, 1, "failed");
  expect(await at.states(run)).toEqual(["cancelled", "failed"]);
  expect((await runRow(at.pool, made.id)).state).toBe("cancelled");
});
