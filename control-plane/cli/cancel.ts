// `trunkline cancel`: stops a run and everything that it started.

import { actOptions, defineCommand } from "./command.ts";
import { manyOptions } from "./many-options.ts";

export const command = defineCommand({
  description:
    "What waits is cancelled at once; what runs gets SIGTERM, and SIGKILL if it ignores that.",
  arguments: { RUN: { description: "the run's id" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "kept with the run" },
    ...manyOptions,
  },
  examples: [
    { command: 'trunkline cancel 12 --reason "wrong day"', description: "stop run 12" },
    {
      command: "trunkline cancel --where \"state == 'waiting' && project == 'retail'\"",
      description: "shows what waits there, and asks",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { actOnMany, oneOrMany } = await import("./many-runs.ts");
    const body = options.reason === undefined ? {} : { reason: options.reason };
    const id = oneOrMany(args.RUN, options.where);
    if (id === null) return actOnMany(input, "cancel", (api, run) => api.cancel(run.id, body));
    const run = await withServer(input, signal, (api) => api.cancel(id, body));
    out.value(
      run,
      () => `Run ${run.id} of ${run.project}/${run.pipeline} is ${stateOf(run.state)}`,
    );
    return "ok";
  },
});

const stateOf = (state: string): string =>
  state === "running" || state === "waiting" ? "being cancelled" : state;
