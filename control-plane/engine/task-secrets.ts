// The secrets of one attempt: read when it starts, kept no longer, and taken out of everything that it says.

import type { Task } from "#core/pipeline.ts";
import { secretVariable } from "#core/secret-name.ts";
import type { AttemptRequest, AttemptResult } from "#executors/executor.ts";
import { Masker } from "#executors/mask.ts";
import type { SecretSource } from "#executors/secret-source.ts";

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
  /** The result without them. */
  masked(result: AttemptResult): AttemptResult;
}

/** What an attempt is given, or why it can't start, as a sentence for people. */
export async function secretsOfTask(
  task: Task,
  source: SecretSource | undefined,
): Promise<TaskSecrets | { missing: string }> {
  const values: Record<string, string> = {};
  // Revisions of before there were secrets don't have the property.
  for (const name of task.secrets ?? []) {
    const value = (await source?.read(name)) ?? null;
    if (value === null) {
      const place = source ? ` Put it into ${source.place(name)}.` : "";
      return { missing: `This worker has no secret "${name}".${place}` };
    }
    values[name] = value;
  }
  return secretsOf(values, task.action.kind === "command");
}

function secretsOf(values: Record<string, string>, isCommand: boolean): TaskSecrets {
  const given = Object.entries(values);
  if (given.length === 0) return none;
  const masker = new Masker(Object.values(values));
  return {
    values,
    env: isCommand
      ? Object.fromEntries(given.map(([name, value]) => [secretVariable(name), value]))
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
const none: TaskSecrets = {
  values: {},
  env: {},
  output: (write) => ({ write, end: async () => {} }),
  masked: (result) => result,
};
