// What a failed run undoes: its succeeded tasks, in reverse order of completion, one after the other.

import { expect, test } from "vitest";
import type { Task } from "#core/pipeline.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import { runAgain, runRow, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { type Engine, engineOf, held } from "#test/support/one-worker.ts";

const undo = (name: string, idx: number, fields: Partial<Task> = {}): Task =>
  held(`${name}:undo`, { phase: "undo", needs: [idx], ...fields });
const begun = ({ executor }: Engine) => executor.begun.map(({ request }) => request.task);
const end = async ({ executor }: Engine, name: string, exitCode = 0) =>
  (await executor.attempt(name)).end({ exitCode });
const failed = { fields: { undoWhen: ["failed" as const] } };

/** a and b side by side, then c; each but `plain` can be undone. */
const tasks = () => [
  held("a", { outputs: { id: "string" } }),
  held("b"),
  task("plain"),
  held("c", { needs: [0, 1] }),
  undo("a", 0, { env: { ID: "${{ needs.a.outputs.id }}" } }),
  undo("b", 1),
  undo("c", 3),
];

test("a failure undoes what succeeded, the last first, each with what its task had written", async () => {
  await using at = await engineOf(tasks(), failed);
  await end(at, "b");
  await eventually(
    "b has ended",
    async () => (await taskStates(at.pool, at.run))[1] === "succeeded",
  );
  (await at.executor.attempt("a")).end({ outputs: { id: "order 7" } });
  await end(at, "c", 1);
  const first = await at.executor.attempt("a:undo");
  expect(first.request.env.ID).toBe("order 7");
  expect(at.executor.running()).toBe(1);
  first.end();
  await end(at, "b:undo");
  expect(await at.finished()).toBe("failed");
  expect(begun(at).slice(-2)).toEqual(["a:undo", "b:undo"]);
});

test("a run that succeeds undoes nothing", async () => {
  await using at = await engineOf(tasks(), failed);
  for (const name of ["a", "b", "c"]) await end(at, name);
  expect(await at.finished()).toBe("succeeded");
  expect(begun(at).some((name) => name.endsWith("undo"))).toBe(false);
});

test("an undo has retries; one that fails all the same does not keep others from running; then comes `finally`", async () => {
  const retry = { retries: 1, delayMs: 5, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await engineOf(
    [
      task("a"),
      task("b", { needs: [0] }),
      held("c", { needs: [1] }),
      task("clean", { phase: "finally", condition: "failed('c')", needs: [0, 1, 2] }),
      undo("a", 0),
      undo("b", 1, { retry }),
    ],
    failed,
  );
  const scheduler = startScheduler({ pool: at.pool });
  await end(at, "c", 1);
  (await at.executor.attempt("b:undo", 1)).end({ exitCode: 1 });
  (await at.executor.attempt("b:undo", 2)).end({ exitCode: 1 });
  await end(at, "a:undo");
  expect(await at.finished()).toBe("failed");
  await scheduler.stop();
  expect(begun(at)).toEqual(["a", "b", "c", "b:undo", "b:undo", "a:undo", "clean"]);
});

test("a cancelled run undoes where its pipeline says so; cancelled again it goes on to `finally`", async () => {
  const list = [
    task("a"),
    task("b"),
    held("c", { needs: [0, 1] }),
    task("clean", { phase: "finally", condition: "true", needs: [0, 1, 2] }),
    undo("a", 0),
    undo("b", 1),
  ];
  await using at = await engineOf(list, { fields: { undoWhen: ["cancelled", "failed"] } });
  await at.executor.attempt("c");
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  await eventually("something is being undone", () => begun(at).at(-1)?.endsWith(":undo") === true);
  await cancelRun(at.pool, { id: at.run, reason: "really" });
  expect(await at.finished()).toBe("cancelled");
  expect(begun(at).filter((name) => name.endsWith(":undo"))).toHaveLength(1);
  expect(begun(at).at(-1)).toBe("clean");
});

test("a cancelled run undoes nothing by itself", async () => {
  await using at = await engineOf([task("a"), held("b", { needs: [0] }), undo("a", 0)], failed);
  await at.executor.attempt("b");
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await at.finished()).toBe("cancelled");
  expect(begun(at)).toEqual(["a", "b"]);
});

test("a rerun from failed runs again what was undone", async () => {
  await using at = await engineOf(
    [held("a"), task("kept"), held("b", { needs: [0] }), undo("a", 0)],
    failed,
  );
  await end(at, "a");
  await end(at, "b", 1);
  await end(at, "a:undo");
  expect(await at.finished()).toBe("failed");
  const next = await runAgain(at.pool, at.run);
  await eventually("a runs again", () => begun(at).filter((name) => name === "a").length === 2);
  await end(at, "a");
  await eventually("b runs again", () => begun(at).filter((name) => name === "b").length === 2);
  await end(at, "b");
  expect(await at.finished(next)).toBe("succeeded");
  expect(begun(at).filter((name) => name === "kept")).toHaveLength(1);
  expect((await runRow(at.pool, next)).generation).toBe(2);
});
