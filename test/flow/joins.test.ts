// How a task joins several others: with `if` once all have ended, with `awaits` as soon as enough of them have.

import { expect, test } from "vitest";
import type { Task } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { startGatekeeper } from "#engine/gatekeeper.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import { task } from "#test/support/deploy.ts";
import { taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { gates } from "#test/support/gated.ts";
import { type Engine, engineOf, held } from "#test/support/one-worker.ts";

const awaiting = (awaits: ConditionSpec): Partial<Task> => ({ gates: gates(awaits) });

const gatekeeper = ({ pool }: Engine) => {
  const { pipeline } = createDefinitions(pool);
  const keeper = startGatekeeper({
    pool,
    readPipeline: pipeline,
    held: () => null,
    report: () => {},
  });
  return { [Symbol.asyncDispose]: () => keeper.stop() };
};
const becomes = (at: Engine, idx: number, state: string) =>
  eventually(`task ${idx} is ${state}`, async () => {
    return (await taskStates(at.pool, at.run))[idx] === state;
  });

test("as soon as one of several has succeeded, while others still run", async () => {
  const any = awaiting({ any: [{ task: "a" }, { task: "b" }] });
  await using at = await engineOf([held("a"), held("b"), task("c", any)]);
  await using _keeper = gatekeeper(at);
  (await at.executor.attempt("b")).end();
  await becomes(at, 2, "succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["running", "succeeded", "succeeded"]);
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  expect(await at.finished()).toBe("failed");
});

test("a join that can't come true any more is skipped, and its run ends", async () => {
  const any = awaiting({ any: [{ task: "a" }, { task: "b" }] });
  await using at = await engineOf([
    held("a", { onFailure: "continue" }),
    held("b", { onFailure: "continue" }),
    task("c", any),
    task("d", { needs: [2] }),
  ]);
  await using _keeper = gatekeeper(at);
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  (await at.executor.attempt("b")).end({ exitCode: 1 });
  expect(await at.finished()).toBe("succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "failed", "skipped", "skipped"]);
});

test("as soon as two of three have ended, however", async () => {
  const two = {
    atLeast: 2,
    of: ["a", "b", "c"].map((name) => ({ task: name, state: "finished" as const })),
  };
  await using at = await engineOf([
    held("a", { onFailure: "continue" }),
    held("b"),
    held("c"),
    task("d", awaiting(two)),
  ]);
  await using _keeper = gatekeeper(at);
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  (await at.executor.attempt("c")).end();
  await becomes(at, 3, "succeeded");
  (await at.executor.attempt("b")).end();
  expect(await at.finished()).toBe("succeeded");
});

test("with `if`: any of several, once all have ended", async () => {
  const condition = "succeeded('a') || succeeded('b')";
  await using at = await engineOf([
    held("a", { onFailure: "continue" }),
    held("b"),
    task("c", { needs: [0, 1], condition }),
  ]);
  (await at.executor.attempt("b")).end();
  (await at.executor.attempt("a")).end({ exitCode: 1 });
  expect(await at.finished()).toBe("succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "succeeded", "succeeded"]);
});
