// `trunkline events clear`: deletes an event, by hand.

import { changeOptions } from "./change-facts.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { NAME: { required: true, description: "the event's name" } },
  options: {
    ...changeOptions,
    date: {
      type: "string",
      value: "DATE",
      description:
        "only for this business date (YYYY-MM-DD, MM-DD of all years, or `static`); default: for every date",
    },
  },
  examples: [
    { command: "trunkline events clear LEDGER-OPEN", description: "for all dates that have it" },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { changeFacts } = await import("./change-facts.ts");
    const { date } = options;
    const project = await changeFacts(input, signal, {
      clear: [{ name: args.NAME, ...(date === undefined ? {} : { date }) }],
    });
    out.value({ project, event: args.NAME, date: date ?? null }, () => `${args.NAME} is cleared`);
  },
});
