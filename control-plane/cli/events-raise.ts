// `trunkline events raise`: one line for another scheduler that lets go on here what waits for an event.

import { dateInDigits, raised } from "#core/waves/raised.ts";
import { changeOptions } from "./change-facts.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "As `events emit`, for a job of another scheduler: told twice it is raised once, by its name, date and ordinal, or by --id,\n" +
    "also when the event was cleared in between. `trunkline bridge print` has the same for hosts without Trunkline.",
  arguments: { NAME: { required: true, description: "the event's name" } },
  options: {
    ...changeOptions,
    date: {
      type: "string",
      value: "DATE",
      description: "business date: 20261127, as %%$ODATE of Control-M, or 2026-11-27",
    },
    ordinal: {
      type: "integer",
      value: "N",
      default: 1,
      range: [1, 1_000_000],
      description: "which time of the date it is",
    },
    id: {
      type: "string",
      value: "ID",
      description: "what tells this time from others, instead of name, date and ordinal",
    },
  },
  examples: [
    {
      command: "trunkline events raise LEDGER-OPEN --date %%$ODATE",
      description: "last command of a job of Control-M",
    },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { changeFacts } = await import("./change-facts.ts");
    if (options.date === undefined)
      throw new CommandError(
        "usage",
        "an event of another scheduler has a date",
        "--date 20261127",
      );
    const event = raised(args.NAME, options.date, options.ordinal, options.id);
    const date = dateInDigits(event.date);
    if (date === null)
      throw new CommandError("usage", `"${options.date}" is not a date like 20261127`);
    const project = await changeFacts(input, signal, { emit: [{ ...event, date }] });
    out.value({ project, event: args.NAME, date, id: event.id }, () => `${args.NAME} (${date})`);
  },
});
