// `trunkline rerun`: the next generation of a run, on the revision that the run had or on the deployed one.

import type { RerunRequest } from "#api/client.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { manyOptions } from "./many-options.ts";
import { valueOptions } from "./set-values.ts";
import { waitOptions } from "./wait.ts";

export const command = defineCommand({
  description:
    "Runs again what failed or was cancelled and what follows it; finished tasks are carried over. It is the same slot,\n" +
    "revision and files as before, one generation later. A run of which nothing failed takes --all. With --latest it is\n" +
    "the revision that is deployed now; then a task is carried over only if it is the same there.",
  arguments: { RUN: { description: "the run's id" } },
  options: {
    ...actOptions,
    task: {
      type: "list",
      value: "TASK",
      description: "only this task, whatever became of it",
    },
    followers: { type: "boolean", description: "with --task: and everything that follows it" },
    all: { type: "boolean", description: "every task, also those that succeeded" },
    latest: { type: "boolean", description: "as the pipeline is deployed now, with its files" },
    ...valueOptions,
    ignore: {
      type: "list",
      value: "WHAT",
      description: "gates that its tasks don't wait for, as `trunkline force` takes them",
    },
    reason: {
      type: "string",
      value: "TEXT",
      description: "kept with the run; needed with --set, --runs-on and --ignore",
    },
    ...waitOptions,
    ...manyOptions,
  },
  examples: [
    { command: "trunkline rerun 12 --wait", description: "from the failed task, and wait" },
    {
      command: 'trunkline rerun 12 --task load --followers --reason "late file"',
      description: "load and what follows it",
    },
    {
      command: 'trunkline rerun 12 --set params.region=us --ignore time --reason "wrong region"',
      description: "with another parameter, and at once",
    },
    { command: "trunkline rerun 12 --latest", description: "from the failed task, with the fix" },
    {
      command: "trunkline rerun --where \"state == 'failed' && date == '2026-11-20'\" --yes",
      description: "everything that failed for a day, ten a second",
    },
  ],
  exits: ["failed", "refused", "timedOut", "interrupted"],
  stopsItself: true,
  async run(input) {
    const { args, options } = input;
    const { valuesOf } = await import("./set-values.ts");
    const ignore = options.ignore.flatMap((text) => text.split(",")).filter((text) => text !== "");
    const body = {
      ...bodyOf(options),
      ...valuesOf(options),
      ...(ignore.length === 0 ? {} : { ignore }),
    };
    const { actOnMany, oneOrMany } = await import("./many-runs.ts");
    const id = oneOrMany(args.RUN, options.where);
    if (id === null) {
      if (options.wait || options.follow)
        throw new CommandError("usage", "many runs can't be waited for", "leave --wait out");
      return actOnMany(input, "rerun", (api, run) => api.rerun(run.id, body));
    }
    const { startAndWait } = await import("./wait-for-run.ts");
    return startAndWait(input, (api) => api.rerun(id, body));
  },
});

interface How {
  task: string[];
  followers: boolean;
  all: boolean;
  latest: boolean;
  reason: string | undefined;
}

function bodyOf({ task, followers, all, latest, reason }: How): RerunRequest {
  if (all && task.length > 0)
    throw new CommandError("usage", "--all and --task exclude each other", "leave one out");
  if (followers && task.length === 0)
    throw new CommandError("usage", "--followers needs --task", "name the task to begin with");
  return {
    ...(task.length > 0 ? { tasks: task, followers } : { fromFailed: !all }),
    ...(latest ? { revision: "latest" as const } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}
