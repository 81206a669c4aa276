// Tasks that ask for labels go to workers that have them, also when the labels are new to everybody.

import { expect, test } from "vitest";
import type { Task } from "#core/pipeline.ts";
import { startWorker, type Worker, type WorkerOptions } from "#engine/worker.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { breakConnections, day, newRun, runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { type HeldExecutor, heldExecutor } from "#test/support/held-executor.ts";
import { type OneRun, oneRun } from "#test/support/one-run.ts";

const held = (name: string, fields: Partial<Task> = {}): Task =>
  task(name, { action: { kind: "command", script: "hold", variables: {} }, ...fields });

interface Hired extends AsyncDisposable {
  worker: Worker;
  executor: HeldExecutor;
  /** Names of the tasks that began, in that order. */
  begun(): string[];
}

/** A worker in this process. */
async function hire(
  at: OneRun,
  labels: string[],
  options: Partial<WorkerOptions> = {},
): Promise<Hired> {
  const executor = heldExecutor();
  const worker = await startWorker({
    connectionString: at.connectionString,
    executors: [executor],
    slots: 4,
    labels,
    name: labels.join(),
    beatMs: 100,
    ...options,
  });
  return {
    worker,
    executor,
    begun: () => executor.begun.map(({ request }) => request.task),
    async [Symbol.asyncDispose]() {
      for (const attempt of executor.begun) attempt.end();
      await worker.stop();
    },
  };
}

const succeeded = (at: OneRun, run = at.run) =>
  eventually(`run ${run} succeeds`, async () => (await runRow(at.pool, run)).state === "succeeded");

test("tasks run where their labels are, and a lane doesn't carry one to another worker's", async () => {
  await using at = await oneRun([
    task("a"),
    task("b", { needs: [0], runsOn: ["etl"] }),
    task("c", { needs: [1], runsOn: ["etl", "host:etl01"] }),
    task("d", { needs: [2] }),
  ]);
  await using plain = await hire(at, []);
  await eventually("`a` has run", () => plain.begun().length === 1);
  await using etl = await hire(at, ["etl"]);
  await eventually("`b` has run", () => etl.begun().includes("b"));
  expect(etl.begun()).toEqual(["b"]);
  await using host = await hire(at, ["etl", "host:etl01", "other"]);
  await succeeded(at);
  expect(plain.begun()).not.toContain("b");
  expect(host.begun()).toContain("c");
  expect(etl.begun()).not.toContain("c");
});

test("a worker takes labels that are deployed while it works, at once", async () => {
  await using at = await oneRun([task("a")]);
  await using etl = await hire(at, ["etl", "x"]);
  await succeeded(at);
  for (const labels of [["etl"], ["x"], ["etl", "x"]]) {
    const ids = await deploy(at.pool, [pipeline("p", [task("b", { runsOn: labels })])]);
    const start = performance.now();
    await succeeded(at, await newRun(at.pool, ids.get("p") as number, day(etl.begun().length + 1)));
    // The safety look comes after 10 s, the queue's own after 1 s.
    expect(performance.now() - start).toBeLessThan(900);
  }
  expect(etl.begun()).toEqual(["a", "b", "b", "b"]);
});

test("labels that were deployed while the lock's connection was broken are known with the new one", async () => {
  await using at = await oneRun([task("a")]);
  await using etl = await hire(at, ["etl"]);
  await succeeded(at);
  expect(await breakConnections(at.pool, "trunkline worker lock")).toBe(1);
  const ids = await deploy(at.pool, [pipeline("p", [task("b", { runsOn: ["etl"] })])]);
  const run = await newRun(at.pool, ids.get("p") as number, day(2));
  const start = performance.now();
  await succeeded(at, run);
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(etl.begun()).toEqual(["a", "b"]);
});

test("slots are a total over all routes", async () => {
  await using at = await oneRun([
    ...[1, 2, 3].map((n) => held(`plain${n}`)),
    ...[1, 2, 3].map((n) => held(`etl${n}`, { runsOn: ["etl"] })),
    ...[1, 2, 3].map((n) => held(`both${n}`, { runsOn: ["etl", "x"] })),
  ]);
  await using etl = await hire(at, ["etl", "x"]);
  await eventually("all slots are taken", () => etl.executor.running() === 4);
  const most = { running: 0 };
  for (let ended = 0; ended < 9; ended++) {
    await eventually("the next one begins", () => etl.begun().length > ended);
    most.running = Math.max(most.running, etl.executor.running());
    etl.executor.begun[ended]?.end();
  }
  await succeeded(at);
  expect(most.running).toBe(4);
});

test("a retry and a lost worker's task stay on their route", async () => {
  const retry = { retries: 1, delayMs: 0, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await oneRun([held("a", { runsOn: ["etl"], retry })]);
  const { startScheduler } = await import("#engine/scheduler.ts");
  const scheduler = startScheduler({ pool: at.pool });
  await using plain = await hire(at, []);
  {
    await using etl = await hire(at, ["etl"]);
    (await etl.executor.attempt("a", 1)).end({ exitCode: 1 });
    await etl.executor.attempt("a", 2);
    await etl.worker.abandon();
  }
  await using other = await hire(at, ["etl"]);
  (await other.executor.attempt("a", 3)).end();
  await succeeded(at);
  await scheduler.stop();
  expect(plain.begun()).toEqual([]);
});
