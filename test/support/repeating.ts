// Repeating tasks with everything that moves them: a worker, the loop over retry delays and the loop over waits.

import type { Beat, Pipeline, Repeat, Task } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { startGatekeeper } from "#engine/gatekeeper.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { eventually } from "./eventually.ts";
import { type Engine, engineOf, held } from "./one-worker.ts";

/** Without a pause, unless a beat is given. */
export const repeat = (fields: Partial<Repeat> = {}, beat?: Beat): Repeat => ({
  beat: beat ?? { everyMs: 1, from: "end", until: null },
  max: null,
  while: null,
  onFailure: "stop",
  ...fields,
});

/** A task whose attempts end when the test says so, and then are followed by others. */
export const repeating = (name: string, one: Repeat, fields: Partial<Task> = {}): Task =>
  held(name, { repeat: one, ...fields });

export interface Repeating extends Engine {
  /** What `task_run` and `attempt` say of the first task. */
  iterations(): Promise<{ attempt: number; iteration: number | null; state: string | null }[]>;
  /** Once the first task waits for that iteration. */
  between(iteration: number): Promise<void>;
}

export async function repeatingEngine(
  tasks: Task[],
  fields: Partial<Pipeline> = {},
): Promise<Repeating> {
  const at = await engineOf(tasks, { fields });
  const scheduler = startScheduler({ pool: at.pool });
  const gatekeeper = startGatekeeper({
    pool: at.pool,
    readPipeline: createDefinitions(at.pool).pipeline,
    held: () => null,
    report: (message) => at.messages.push(message),
  });
  return {
    ...at,
    async iterations() {
      const { rows } = await at.pool.query(
        "select attempt, iteration, state from trunkline.attempt where run_id = $1 and idx = 0 order by 1",
        [at.run],
      );
      return rows;
    },
    async between(iteration) {
      await eventually(`iteration ${iteration} is planned`, async () => {
        const { rows } = await at.pool.query(
          "select state, iteration from trunkline.task_run where run_id = $1 and idx = 0",
          [at.run],
        );
        return rows[0].state === "waiting" && (rows[0].iteration ?? 1) === iteration;
      });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([scheduler.stop(), gatekeeper.stop()]);
      await at[Symbol.asyncDispose]();
    },
  };
}
