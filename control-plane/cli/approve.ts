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
    {
      command: "trunkline approve pay --where \"date == '2026-11-20'\"",
      description: "every payment of a day, after showing the list",
    },
  ],
  exits: ["failed", "refused"],
  run: (input) => vote(input, "approve"),
});
