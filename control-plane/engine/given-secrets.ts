// The secrets of one attempt, once it has them: kept no longer than it runs, and taken out of everything that it says.

import { kindOf } from "#core/actions/kinds.ts";
import type { Task } from "#core/pipeline.ts";
import { secretVariable } from "#core/secret-name.ts";
import type { AttemptRequest, AttemptResult, ExternalRuns, Figures } from "#executors/executor.ts";
import { Masker } from "#secrets/mask.ts";

export interface TaskSecrets {
  /** By name. */
  values: Record<string, string>;
  /** Variables for a command, here or on another host; nothing else has an environment. */
  env: Record<string, string>;
  /** What a command has as files, by the variable with the path. */
  files: Record<string, string>;
  /** Takes them out of output; `end` writes what was kept back. */
  output(write: (bytes: Uint8Array) => Promise<void>): {
    write: AttemptRequest["onOutput"];
    end: () => Promise<void>;
  };
  /** What is recorded of runs elsewhere is kept in clear, so it must not have them. */
  external(runs: ExternalRuns): ExternalRuns;
  /** What checks find, kept without them. */
  figures(figures: Figures): Figures;
  /** The result without them. */
  masked(result: AttemptResult): AttemptResult;
}

/** What an attempt is given of the values, by name. */
export function givenSecrets(
  values: Record<string, string>,
  { action, secretFiles = {} }: Pick<Task, "action" | "secretFiles">,
): TaskSecrets {
  const masker = new Masker(Object.values(values));
  const isCommand = action.kind === "command";
  const asFiles = isCommand ? Object.entries(secretFiles) : [];
  const inFiles = new Set(asFiles.map(([, name]) => name));
  // Those of its connection stay with the worker.
  const ofConnection = new Set(kindOf(action).secrets(action));
  const inEnv =
    isCommand || action.kind === "ssh"
      ? Object.entries(values).filter(([name]) => !inFiles.has(name) && !ofConnection.has(name))
      : [];
  return {
    values,
    env: Object.fromEntries(inEnv.map(([name, value]) => [secretVariable(name), value])),
    files: Object.fromEntries(
      asFiles.map(([variable, name]) => [variable, fileText(values[name] ?? "")]),
    ),
    output: (write) => {
      // Of each stream another: a secret may lie across two pieces of one.
      const own = new Masker(Object.values(values));
      return {
        write: async (bytes) => {
          const shown = own.push(bytes);
          if (shown.length > 0) await write(shown);
        },
        end: async () => {
          const rest = own.end();
          if (rest.length > 0) await write(rest);
        },
      };
    },
    external: (runs) => ({
      earlier: () => runs.earlier(),
      newest: (task) => runs.newest(task),
      async submitted(run) {
        const shown = masker.value(run) as typeof run;
        if (Object.entries(run).some(([key, value]) => shown[key] !== value))
          throw new Error("the id that the system gave the run has a secret of the task in it");
        await runs.submitted(run);
      },
    }),
    figures: (figures) => ({
      earlier: figures.earlier,
      record: (results) => figures.record(masker.value(results) as typeof results),
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

/** Several lines end with a line's end, without which programs refuse keys; providers have left it out. A single line has none. */
const fileText = (value: string): string => (value.includes("\n") ? `${value}\n` : value);

/** Most tasks have none and pay nothing. */
export const noSecrets: TaskSecrets = {
  values: {},
  env: {},
  files: {},
  output: (write) => ({ write, end: async () => {} }),
  external: (runs) => runs,
  figures: (figures) => figures,
  masked: (result) => result,
};
