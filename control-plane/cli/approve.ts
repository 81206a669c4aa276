// `trunkline approve`: lets a task start that waits for an approval.

import { defineCommand } from "./command.ts";
import { voteArguments, voteOptions } from "./vote.ts";

export const command = defineCommand({
  arguments: voteArguments,
  options: voteOptions,
  examples: [
    {
      command: 'trunkline approve 12 pay --reason "amounts checked"',
      description: "let task pay of run 12 start",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { voteOf } = await import("./vote.ts");
    const body = voteOf(args.TASK, options);
    const run = await withServer(input, signal, (api) => api.approve(args.RUN, body));
    out.value(run, () => `${args.TASK} of run ${run.id} is approved`);
  },
});
