// `trunkline calendar show`: a year of a calendar of the working tree.

import { compileCalendar } from "#core/calendar/days.ts";
import { calendarName } from "#core/calendar/read.ts";
import { daysOfYear, notableDays, yearText } from "#core/calendar/year.ts";
import { didYouMean } from "#core/suggest.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Reads calendars/NAME.yaml of the working tree. Days that are in it are numbers, the others dots; below come the days that\n" +
    "its weekdays alone don't explain. The JSON has a line for each day of the year: {date, isIn, because}.",
  arguments: {
    NAME: { required: true, description: "the calendar's name" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    year: {
      type: "integer",
      value: "YEAR",
      range: [1970, 2200],
      description: "which year; default: this one",
    },
  },
  examples: [
    { command: "trunkline calendar show target2", description: "this year" },
    {
      command: "trunkline calendar show nyse --year 2027 --output json",
      description: "day by day",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd }) {
    const { readProjectAt } = await import("./read-project.ts");
    const { estate } = await readProjectAt(cwd, args.DIR);
    const found = estate.calendars.find(({ path }) => calendarName(path) === args.NAME);
    if (found === undefined) {
      const names = estate.calendars.flatMap(({ path }) => calendarName(path) ?? []);
      const help = didYouMean(args.NAME, names) ?? `it would be calendars/${args.NAME}.yaml`;
      throw new CommandError("failed", `there is no calendar '${args.NAME}'`, help);
    }
    if (found.calendar === null) {
      const help = "see `trunkline validate`";
      throw new CommandError(
        "failed",
        `${found.path}, or a calendar that it names, has errors`,
        help,
      );
    }
    const year = options.year ?? Temporal.Now.plainDateISO("UTC").year;
    const compiled = compileCalendar(found.calendar);
    const lines = Object.fromEntries(
      estate.calendars.map((one) => [calendarName(one.path) ?? "", one.lines()]),
    );
    if (out.format === "json") for (const day of daysOfYear(compiled, year, lines)) out.json(day);
    out.text(out.style("bold", `${args.NAME} in ${year}`));
    out.text();
    for (const line of yearText(compiled, year)) out.text(line);
    const notable = out.format === "json" ? [] : notableDays(compiled, year, lines);
    if (notable.length > 0) out.text();
    for (const { because } of notable) out.text(because);
    const { until } = found.calendar;
    if (until !== null && until <= `${year}-12-31`)
      out.note(`warning: ${args.NAME} ends on ${until}: nothing after it is in it`);
  },
});
