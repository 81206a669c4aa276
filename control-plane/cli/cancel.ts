// `trunkline cancel`: stops a run and everything that it started.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "What waits is cancelled at once; what runs gets SIGTERM, and SIGKILL if it ignores that.",
  arguments: { RUN: { required: true, description: "the run's id" } },
  options: {
    ...connectionOptions,
    reason: { type: "string", value: "TEXT", description: "kept with the run" },
  },
  examples: [{ command: 'trunkline cancel 12 --reason "wrong day"', description: "stop run 12" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const body = options.reason === undefined ? {} : { reason: options.reason };
    const run = await withServer(input, signal, (api) => api.cancel(args.RUN, body));
    out.value(
      run,
      () => `Run ${run.id} of ${run.project}/${run.pipeline} is ${stateOf(run.state)}`,
    );
  },
});

const stateOf = (state: string): string =>
  state === "running" || state === "waiting" ? "being cancelled" : state;
