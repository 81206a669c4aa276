// `trunkline rerun`: the next generation of a run, on the revision that the run had.

import { connectionOptions, defineCommand } from "./command.ts";
import { waitOptions } from "./wait.ts";

export const command = defineCommand({
  description:
    "Runs again what failed or was cancelled and what follows it; finished tasks are carried over. It is the same slot,\n" +
    "revision and files as before, one generation later. A run of which nothing failed takes --all.",
  arguments: { RUN: { required: true, description: "the run's id" } },
  options: {
    ...connectionOptions,
    all: { type: "boolean", description: "every task, also those that succeeded" },
    reason: { type: "string", value: "TEXT", description: "kept with the run" },
    ...waitOptions,
  },
  examples: [
    { command: "trunkline rerun 12 --wait", description: "from the failed task, and wait" },
  ],
  exits: ["failed", "refused", "timedOut", "interrupted"],
  stopsItself: true,
  async run(input) {
    const { args, options } = input;
    const { startAndWait } = await import("./wait-for-run.ts");
    const body = {
      fromFailed: !options.all,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    };
    return startAndWait(input, (api) => api.rerun(args.RUN, body));
  },
});
