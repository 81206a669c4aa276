// `trunkline reject`: a task that waits for an approval fails instead of starting.

import { defineCommand } from "./command.ts";
import { voteArguments, voteOptions } from "./vote.ts";

export const command = defineCommand({
  arguments: voteArguments,
  options: voteOptions,
  examples: [
    {
      command: 'trunkline reject 12 pay --reason "wrong month"',
      description: "task pay of run 12 fails",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { voteOf } = await import("./vote.ts");
    const body = voteOf(args.TASK, options);
    const run = await withServer(input, signal, (api) => api.reject(args.RUN, body));
    out.value(run, () => `${args.TASK} of run ${run.id} is rejected`);
  },
});
