// `trunkline approve`: lets a task start that waits for an approval.

import { defineCommand } from "./command.ts";
import { vote, voteArguments, voteOptions } from "./vote.ts";

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
  run: (input) => vote(input, "approve"),
});
