// `trunkline events emit`: makes an event be there, by hand.

import { changeOptions } from "./change-facts.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { NAME: { required: true, description: "the event's name" } },
  options: {
    ...changeOptions,
    date: {
      type: "string",
      value: "DATE",
      description: "the business date, YYYY-MM-DD; default: `static`, an event without a date",
      default: "static",
    },
  },
  examples: [
    {
      command: 'trunkline events emit LEDGER-OPEN --date 2026-11-23 --reason "opened by phone"',
      description: "lets what waits for it go on",
    },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { changeFacts } = await import("./change-facts.ts");
    const { date } = options;
    const project = await changeFacts(input, signal, { emit: [{ name: args.NAME, date }] });
    out.value({ project, event: args.NAME, date }, () => `${args.NAME} is there (${date})`);
  },
});
