// Reruns of some tasks and with the deployed revision, on real rows; from failed and all are in store/functions/rerun.test.ts.

import { expect, test } from "vitest";
import type { Param } from "#core/pipeline.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import {
  again,
  createRun,
  day,
  perform,
  runAgain,
  runRow,
  taskStates,
} from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const chain = [task("a"), task("b", { needs: [0] }), task("c", { needs: [1] })];

const rowOf = async (pool: Parameters<typeof runAgain>[0], run: string) =>
  (
    await pool.query(
      "select pipeline_revision_id as spec, revision_id as revision, trigger_kind from trunkline.run where id = $1",
      [run],
    )
  ).rows[0];

test("a task alone: its followers stay as they were, and a later rerun goes on with them", async () => {
  await using at = await oneRun(chain);
  await perform(at.pool, at.worker, at.run, 0);
  await perform(at.pool, at.worker, at.run, 1, "failed");
  const second = await runAgain(at.pool, at.run, { kind: "tasks", tasks: ["b"], followers: false });
  expect(await taskStates(at.pool, second)).toEqual(["succeeded", "ready", "skipped"]);
  await perform(at.pool, at.worker, second, 1);
  expect(await runRow(at.pool, second)).toMatchObject({ state: "succeeded", generation: 2 });
  const third = await runAgain(at.pool, second);
  expect(await taskStates(at.pool, third)).toEqual(["succeeded", "succeeded", "ready"]);
});

test("a task with its followers runs though it had succeeded; a failure that is carried over keeps the run failed", async () => {
  await using at = await oneRun([...chain, task("d")]);
  for (const idx of [0, 1, 2]) await perform(at.pool, at.worker, at.run, idx);
  await perform(at.pool, at.worker, at.run, 3, "failed");
  const next = await runAgain(at.pool, at.run, { kind: "tasks", tasks: ["b"], followers: true });
  expect(await taskStates(at.pool, next)).toEqual(["succeeded", "ready", "waiting", "failed"]);
  await perform(at.pool, at.worker, next, 1);
  await perform(at.pool, at.worker, next, 2);
  expect(await runRow(at.pool, next)).toMatchObject({ state: "failed", failed_tasks: 1 });
});

test("a follower that also needs what failed and is carried over is skipped when its turn comes", async () => {
  await using at = await oneRun([task("a"), task("b"), task("c", { needs: [0, 1] })]);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  await perform(at.pool, at.worker, at.run, 1, "failed");
  const next = await runAgain(at.pool, at.run, { kind: "tasks", tasks: ["a"], followers: true });
  expect(await taskStates(at.pool, next)).toEqual(["ready", "failed", "waiting"]);
  await perform(at.pool, at.worker, next, 0);
  expect(await taskStates(at.pool, next)).toEqual(["succeeded", "failed", "skipped"]);
  expect((await runRow(at.pool, next)).state).toBe("failed");
});

test("latest: the next generation has the deployed revision, and outputs come over by name", async () => {
  await using at = await oneRun(chain);
  const detail = { ending: "exited", exitCode: 0, outputs: { rows: 7 } };
  await perform(at.pool, at.worker, at.run, 0, "succeeded", { detail });
  await perform(at.pool, at.worker, at.run, 1, "failed");
  const fixed = [task("first"), task("a"), task("b", { needs: [1], timeoutMs: 9 })];
  await deploy(at.pool, [pipeline("p", fixed)]);
  const pinned = await rowOf(at.pool, at.run);
  const next = await runAgain(at.pool, at.run, { kind: "failed" }, true);
  expect(await taskStates(at.pool, next)).toEqual(["ready", "succeeded", "ready"]);
  const row = await rowOf(at.pool, next);
  expect(row.spec).not.toBe(pinned.spec);
  expect(row.revision).toBeGreaterThan(pinned.revision);
  const { rows } = await at.pool.query(
    "select outputs from trunkline.task_run where run_id = $1 and idx = 1",
    [next],
  );
  expect(rows).toEqual([{ outputs: { rows: 7 } }]);
  await perform(at.pool, at.worker, next, 0);
  await perform(at.pool, at.worker, next, 2);
  expect((await runRow(at.pool, next)).state).toBe("succeeded");
});

test("latest is refused for what differs, for parameters that don't fit, and once the pipeline is gone", async () => {
  await using at = await oneRun(chain);
  await perform(at.pool, at.worker, at.run, 0);
  await perform(at.pool, at.worker, at.run, 1, "failed");
  const latest = (kind: "failed" | "all") => again(at.pool, at.run, { kind }, true);
  await deploy(at.pool, [pipeline("p", [task("a", { timeoutMs: 1 }), task("b", { needs: [0] })])]);
  expect(await latest("failed")).toEqual({
    kind: "differs",
    differences: [{ task: "a", what: "changed" }],
  });
  const day: Param = { type: "date", default: null, description: null };
  await deploy(at.pool, [pipeline("p", chain, { params: { day } })]);
  expect(await latest("all")).toMatchObject({ kind: "params", issues: [{ name: "day" }] });
  await deploy(at.pool, [pipeline("other", chain)]);
  expect(await latest("all")).toEqual({ kind: "removed" });
  // Pinned, it still runs as it was.
  expect((await again(at.pool, at.run)).kind).toBe("made");
});

test("the audit says who, why, what of it and from where; a refusal leaves nothing", async () => {
  await using at = await oneRun(chain);
  await perform(at.pool, at.worker, at.run, 0, "failed");
  expect(await again(at.pool, at.run, { kind: "tasks", tasks: ["x"], followers: false })).toEqual({
    kind: "unknownTask",
    names: ["x"],
    known: ["a", "b", "c"],
  });
  const next = await runAgain(at.pool, at.run, { kind: "tasks", tasks: ["a"], followers: false });
  expect(await again(at.pool, at.run)).toMatchObject({ kind: "unfinished" });
  const { rows } = await at.pool.query(
    "select actor, subject, detail from trunkline.audit where act = 'rerun'",
  );
  expect(rows).toEqual([
    {
      actor: "ada",
      subject: next,
      detail: {
        of: at.run,
        scope: { kind: "tasks", tasks: ["a"], followers: false },
        latest: false,
        carriedOver: 2,
        reason: null,
      },
    },
  ]);
});

test("a due time that was skipped: one task of it may run, the rest stays skipped", async () => {
  await using at = await oneRun(chain);
  const skipped = (await createRun(at.pool, at.pipeline, day(2), { reason: "missed" })) as string;
  const next = await runAgain(at.pool, skipped, { kind: "tasks", tasks: ["b"], followers: false });
  expect(await taskStates(at.pool, next)).toEqual(["skipped", "ready", "skipped"]);
  await perform(at.pool, at.worker, next, 1);
  expect((await runRow(at.pool, next)).state).toBe("succeeded");
});
