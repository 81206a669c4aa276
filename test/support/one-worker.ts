// One run with a worker in this process, for tests of how its tasks follow each other.

import type { Pipeline, Task } from "#core/pipeline.ts";
import { startWorker, type Worker, type WorkerOptions } from "#engine/worker.ts";
import { task } from "./deploy.ts";
import { runRow } from "./engine.ts";
import { eventually } from "./eventually.ts";
import { type HeldExecutor, heldExecutor } from "./held-executor.ts";
import { type OneRun, oneRun } from "./one-run.ts";

export interface Engine extends OneRun {
  executor: HeldExecutor;
  worker: number;
  engine: Worker;
  /** What the worker reported. */
  messages: string[];
  finished(run?: string): Promise<string>;
}

/** A task whose attempts end when the test says so. */
export const held = (name: string, fields: Partial<Task> = {}): Task =>
  task(name, { action: { kind: "command", script: "hold", variables: {} }, ...fields });

/** A run with a worker in this process, which beats ten times a second. */
export async function engineOf(
  tasks: Task[],
  { fields = {}, ...options }: Partial<WorkerOptions> & { fields?: Partial<Pipeline> } = {},
): Promise<Engine> {
  const at = await oneRun(tasks, fields);
  await at.pool.query("update trunkline.worker set dead_at = now() where id = $1", [at.worker]);
  const executor = heldExecutor();
  const messages: string[] = [];
  const worker = await startWorker({
    connectionString: at.connectionString,
    executors: [executor],
    slots: 8,
    name: "test",
    beatMs: 100,
    onMessage: (message) => messages.push(message),
    ...options,
  });
  return {
    ...at,
    executor,
    engine: worker,
    messages,
    async finished(run = at.run) {
      await eventually(`run ${run} finishes`, async () =>
        Boolean((await runRow(at.pool, run)).finished_at),
      );
      return (await runRow(at.pool, run)).state;
    },
    async [Symbol.asyncDispose]() {
      await worker.abandon();
      await at.pool.query(
        `update trunkline.worker w set dead_at = coalesce(dead_at, now()) where not exists (
           select from trunkline.task_run t where t.state = 'running' and t.worker = w.id)`,
      );
      await at[Symbol.asyncDispose]();
    },
  };
}
