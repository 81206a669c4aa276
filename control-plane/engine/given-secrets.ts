// The secrets of one attempt, once it has them: kept no longer than it runs, and taken out of everything that it says.

import type { Task } from "#core/pipeline.ts";
import { secretVariable } from "#core/secret-name.ts";
import type { AttemptRequest, AttemptResult, ExternalRuns } from "#executors/executor.ts";
import { Masker } from "#secrets/mask.ts";

export interface TaskSecrets {
  /** By name. */
  values: Record<string, string>;
  /** Variables for a command; nothing else has an environment. */
  env: Record<string, string>;
  /** Takes them out of output; `end` writes what was kept back. */
  output(write: (bytes: Uint8Array) => Promise<void>): {
    write: AttemptRequest["onOutput"];
    end: () => Promise<void>;
  };
  /** What is recorded of runs elsewhere is kept in clear, so it must not have them. */
  external(runs: ExternalRuns): ExternalRuns;
  /** The result without them. */
  masked(result: AttemptResult): AttemptResult;
}

/** What an attempt is given of the values, by name. */
export function givenSecrets(
  values: Record<string, string>,
  task: Pick<Task, "action">,
): TaskSecrets {
  const masker = new Masker(Object.values(values));
  return {
    values,
    env:
      task.action.kind === "command"
        ? Object.fromEntries(
            Object.entries(values).map(([name, value]) => [secretVariable(name), value]),
          )
        : {},
    output: (write) => ({
      write: async (bytes) => {
        const shown = masker.push(bytes);
        if (shown.length > 0) await write(shown);
      },
      end: async () => {
        const rest = masker.end();
        if (rest.length > 0) await write(rest);
      },
    }),
    external: (runs) => ({
      earlier: () => runs.earlier(),
      async submitted(run) {
        const shown = masker.value(run) as typeof run;
        if (Object.entries(run).some(([key, value]) => shown[key] !== value))
          throw new Error("the id that the system gave the run has a secret of the task in it");
        await runs.submitted(run);
      },
    }),
    masked: (result) => ({
      ...result,
      message: result.message === null ? null : masker.text(result.message),
      outputs: Object.fromEntries(
        Object.entries(result.outputs).map(([name, value]) => [name, masker.text(value)]),
      ),
    }),
  };
}

/** Most tasks have none and pay nothing. */
export const noSecrets: TaskSecrets = {
  values: {},
  env: {},
  output: (write) => ({ write, end: async () => {} }),
  external: (runs) => runs,
  masked: (result) => result,
};
