// `trunkline variables set`: gives a variable a value, by hand.

import { changeOptions } from "./change-facts.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: {
    NAME: { required: true, description: "the variable's name" },
    VALUE: { required: true, description: "its value" },
  },
  options: changeOptions,
  examples: [{ command: "trunkline variables set SKIP_090 Y", description: "skip that step" }],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { changeFacts } = await import("./change-facts.ts");
    const set = [{ name: args.NAME, value: args.VALUE }];
    const project = await changeFacts(input, signal, { set });
    out.value(
      { project, variable: args.NAME, value: args.VALUE },
      () => `${args.NAME} is ${args.VALUE}`,
    );
  },
});
