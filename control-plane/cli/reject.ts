// `trunkline reject`: a task that waits for an approval fails instead of starting.

import { defineCommand } from "./command.ts";
import { vote, voteArguments, voteOptions } from "./vote.ts";

export const command = defineCommand({
  arguments: voteArguments,
  options: voteOptions,
  examples: [
    {
      command: 'trunkline reject 12 pay --reason "wrong month"',
      description: "task pay of run 12 fails",
    },
    {
      command: "trunkline reject pay --where \"date == '2026-11-20'\"",
      description: "all of a day, after showing the list",
    },
  ],
  exits: ["failed", "refused"],
  run: (input) => vote(input, "reject"),
});
