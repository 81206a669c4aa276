// Repeating tasks: iterations follow each other until a count, a condition, a failure or a person ends them.

import { expect, test } from "vitest";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import { markTask, runAgain, runRow, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { hold, release } from "#test/support/holding.ts";
import { repeat, repeating, repeatingEngine } from "#test/support/repeating.ts";

const hourly = { everyMs: 3_600_000, from: "end", until: null } as const;
const emit = (event: string) => ({ kind: "emit" as const, event, date: { days: 0 } });

test("iterations are attempts of their own, and who needs the task waits for the last", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ max: 3 }), {
      outputs: { n: "integer" },
      effects: [emit("TICK")],
      env: { N: "${{ run.iteration }}" },
    }),
    task("b", { needs: [0], env: { LAST: "${{ needs.a.outputs.n }}" } }),
  ]);
  for (const n of [1, 2, 3]) {
    const { request, end } = await at.executor.attempt("a", n);
    expect(request.env).toMatchObject({ N: `${n}`, TRUNKLINE_ITERATION: `${n}` });
    end({ outputs: { n: `${n * 10}` } });
  }
  expect(await at.finished()).toBe("succeeded");
  expect(await at.iterations()).toEqual([
    { attempt: 1, iteration: null, state: "succeeded" },
    { attempt: 2, iteration: 2, state: "succeeded" },
  ]);
  const followers = at.executor.begun.filter(({ request }) => request.task === "b");
  expect(followers.map(({ request }) => request.env.LAST)).toEqual(["30"]);
  // One request to another system for each iteration.
  const keys = at.executor.begun.map(({ request }) => request.env.TRUNKLINE_IDEMPOTENCY_KEY);
  expect(new Set(keys).size).toBe(4);
});

test("an iteration's effects come with it", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ max: 2 }, hourly), { effects: [emit("TICK")] }),
  ]);
  (await at.executor.attempt("a", 1)).end();
  await at.between(2);
  expect((await at.pool.query("select name from trunkline.event")).rows).toEqual([
    { name: "TICK" },
  ]);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await at.finished()).toBe("cancelled");
});

test("`while` reads how an iteration ended and what it wrote", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ while: "outputs.left > 0 && iteration < 9" }), {
      outputs: { left: "integer" },
    }),
  ]);
  (await at.executor.attempt("a", 1)).end({ outputs: { left: "5" } });
  (await at.executor.attempt("a", 2)).end({ outputs: { left: "0" } });
  expect(await at.finished()).toBe("succeeded");
  expect(await at.iterations()).toHaveLength(1);
});

test("a condition over what an iteration did not write fails it", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ while: "outputs.left > 0" }), { outputs: { left: "integer" } }),
  ]);
  (await at.executor.attempt("a", 1)).end();
  expect(await at.finished()).toBe("failed");
  const { rows } = await at.pool.query("select message from trunkline.task_run");
  expect(rows[0].message).toMatch(/outputs.left has no value in this run/);
});

test("retries belong to an iteration; one that fails after them ends the repetition", async () => {
  const retry = { retries: 1, delayMs: 1, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await repeatingEngine([repeating("a", repeat({ max: 9 }), { retry })]);
  for (const [n, exitCode] of [1, 0, 1, 0, 1, 1].entries())
    (await at.executor.attempt("a", n + 1)).end({ exitCode });
  expect(await at.finished()).toBe("failed");
  expect(await at.iterations()).toEqual([
    { attempt: 1, iteration: null, state: null },
    { attempt: 2, iteration: null, state: "succeeded" },
    { attempt: 3, iteration: 2, state: null },
    { attempt: 4, iteration: 2, state: "succeeded" },
    { attempt: 5, iteration: 3, state: null },
  ]);
});

test("`onFailure: continue` goes on, and the last iteration's result counts", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ max: 3, onFailure: "continue" })),
  ]);
  for (const [n, exitCode] of [1, 1, 0].entries())
    (await at.executor.attempt("a", n + 1)).end({ exitCode });
  expect(await at.finished()).toBe("succeeded");
  expect((await at.iterations()).map(({ state }) => state)).toEqual(["failed", "failed"]);
});

test("between iterations it waits, and holds no worker and no gate of others", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ max: 2 }, hourly)),
    task("b"),
    task("c", { needs: [0] }),
  ]);
  (await at.executor.attempt("a", 1)).end();
  await at.between(2);
  await eventually("b has run", async () => (await taskStates(at.pool, at.run))[1] === "succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["waiting", "succeeded", "waiting"]);
  expect(at.executor.running()).toBe(0);
});

test("a mark between iterations ends the repetition", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ max: 2 }, hourly)),
    task("b", { needs: [0] }),
  ]);
  (await at.executor.attempt("a", 1)).end();
  await at.between(2);
  await markTask(at.pool, at.run, "a", "succeeded");
  expect(await at.finished()).toBe("succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "succeeded"]);
});

test("a hold keeps the next iteration; once released it comes", async () => {
  await using at = await repeatingEngine([repeating("a", repeat({ max: 2 }))]);
  const first = await at.executor.attempt("a", 1);
  await hold(at.pool, { run: at.run, task: "a" }, "hold", null);
  first.end();
  await at.between(2);
  expect(await taskStates(at.pool, at.run)).toEqual(["waiting"]);
  await release(at.pool, { run: at.run, task: "a" });
  (await at.executor.attempt("a", 2)).end();
  expect(await at.finished()).toBe("succeeded");
});

test("an iteration that ends while its run is being cancelled is the last", async () => {
  await using at = await repeatingEngine([repeating("a", repeat({ max: 9 }))]);
  await at.executor.attempt("a", 1);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await at.finished()).toBe("cancelled");
  expect(await at.iterations()).toEqual([]);
});

test("what is not executed is not repeated", async () => {
  await using at = await repeatingEngine([
    repeating("a", repeat({ max: 9 }), { condition: "false" }),
  ]);
  expect(await at.finished()).toBe("succeeded");
  expect(await taskStates(at.pool, at.run)).toEqual(["skipped"]);
});

test("a rerun begins with the first iteration", async () => {
  await using at = await repeatingEngine([repeating("a", repeat({ max: 2 }))]);
  (await at.executor.attempt("a", 1)).end();
  (await at.executor.attempt("a", 2)).end({ exitCode: 1 });
  expect(await at.finished()).toBe("failed");
  const next = await runAgain(at.pool, at.run);
  const attempt = async (n: number) => {
    const of = () =>
      at.executor.begun.find(({ request }) => request.runId === next && request.attempt === n);
    await eventually(`attempt ${n} of the rerun`, () => of() !== undefined);
    return of();
  };
  (await attempt(1))?.end();
  const second = await attempt(2);
  expect(second?.request.env.TRUNKLINE_ITERATION).toBe("2");
  second?.end();
  expect(await at.finished(next)).toBe("succeeded");
  expect((await runRow(at.pool, next)).generation).toBe(2);
});
