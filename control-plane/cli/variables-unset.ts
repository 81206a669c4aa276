// `trunkline variables unset`: takes a variable's value away.

import { changeOptions } from "./change-facts.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { NAME: { required: true, description: "the variable's name" } },
  options: changeOptions,
  examples: [{ command: "trunkline variables unset SKIP_090", description: "as if never set" }],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { changeFacts } = await import("./change-facts.ts");
    const project = await changeFacts(input, signal, { unset: [args.NAME] });
    out.value({ project, variable: args.NAME, value: null }, () => `${args.NAME} has no value`);
  },
});
