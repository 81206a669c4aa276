// `trunkline calendar draft`: a country's holidays, or the days of an iCalendar file, as a calendar's file for review.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Draft, draftText, readBack } from "#core/calendar/draft/draft.ts";
import { checkedYears } from "#core/calendar/draft/fit.ts";
import { draftHolidays } from "#core/calendar/draft/holidays.ts";
import { calendarPath } from "#core/calendar/read.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { projectRoot } from "./project-root.ts";

const types = ["public", "bank", "optional", "school", "observance"] as const;

export const command = defineCommand({
  description:
    "Prints a file for calendars/, to be read by a person before it is merged: it says where its days come from and what is\n" +
    "uncertain. Rules are written where they give exactly the dates of the source, plain dates elsewhere. It ends with the last\n" +
    "year asked, so plans and `status` warn before it has nothing to say.\n\n" +
    "With --country, the holidays that the library date-holidays has for it; days of which only a part is one are comments.\n" +
    "With --ics, the days of the events of an iCalendar file (RFC 5545), repetitions worked out; what can't be read as days is an\n" +
    "error with its line.\n\n" +
    "The JSON is {file, isWritten, from, until, text}.",
  arguments: {
    NAME: {
      description: "the calendar's name; default: the codes, such as de-by, or that of the file",
    },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    country: { type: "string", value: "CODE", description: "code of ISO 3166, such as DE" },
    state: { type: "string", value: "CODE", description: "a state or province of it, such as BY" },
    region: { type: "string", value: "CODE", description: "a region of the state" },
    ics: { type: "string", value: "FILE", description: "an iCalendar file" },
    timed: {
      type: "string",
      value: "WHAT",
      choices: ["refuse", "start", "skip"],
      default: "refuse",
      description:
        "with --ics: events at times are an error, are the day on which they begin, or are left out",
    },
    years: {
      type: "string",
      value: "YEARS",
      description: "such as 2026..2028; default: from last year to the next but one",
    },
    types: {
      type: "string",
      value: "TYPES",
      default: "public",
      description: `which holidays: ${types.join(", ")}; several with commas`,
    },
    language: {
      type: "string",
      value: "CODE",
      description: "of the days' names, such as en; default: the country's",
    },
    as: {
      type: "string",
      value: "FORM",
      choices: ["business-days", "days"],
      default: "business-days",
      description: "the week without these days, or these days themselves",
    },
    write: { type: "boolean", description: "write calendars/NAME.yaml; one that exists is kept" },
    replace: { type: "boolean", description: "with --write: replace one that exists" },
  },
  examples: [
    { command: "trunkline calendar draft --country DE --state BY", description: "print it" },
    {
      command: "trunkline calendar draft exchange --ics holidays.ics --write",
      description: "write calendars/exchange.yaml",
    },
    {
      command: "trunkline calendar draft us-bank --country US --years 2026..2030 --write",
      description: "write calendars/us-bank.yaml",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd }) {
    const { name, draft, listed } = await drafted(options, cwd);
    const calendar = args.NAME ?? name;
    checkName(calendar);
    readBack(calendar, draft, listed);
    const root = options.write ? projectRoot(cwd, args.DIR) : null;
    if (root !== null)
      await writeDraft(path.join(root, calendarPath(calendar)), draft, options.replace);
    const text = draftText(draft);
    const file = calendarPath(calendar);
    const result = { file, isWritten: root !== null, from: draft.from, until: draft.until, text };
    out.value(result, () => (root === null ? text.trimEnd() : `+ ${file}`));
    out.note("");
    out.note(`review it, then see \`trunkline calendar show ${calendar}\``);
    return undefined;
  },
});

interface Drafted {
  /** What the calendar is called unless told. */
  name: string;
  draft: Draft;
  /** Day numbers that it must name. */
  listed: Set<number>;
}

type Asked = Parameters<typeof command.run>[0]["options"];

async function drafted(options: Asked, cwd: string): Promise<Drafted> {
  const { country, ics } = options;
  if ((country === undefined) === (ics === undefined))
    throw new CommandError("usage", "it is of a country or of a file", "give --country or --ics");
  for (const name of ["state", "region", "language"] as const)
    if (ics !== undefined && options[name] !== undefined)
      throw new CommandError("usage", `--${name} goes with --country, not with --ics`);
  if (ics !== undefined && options.types !== "public")
    throw new CommandError("usage", "--types goes with --country, not with --ics");
  if (ics === undefined && options.timed !== "refuse")
    throw new CommandError("usage", "--timed goes with --ics, not with --country");
  if (options.replace && !options.write)
    throw new CommandError("usage", "--replace goes with --write", "add --write");
  const form = options.as === "days" ? "days" : "except";
  if (ics !== undefined) {
    const { draftOfFile } = await import("./draft-of-file.ts");
    const years = yearsOf(options.years, [1970, 2190]);
    return draftOfFile(path.resolve(cwd, ics), { years, form, timed: options.timed });
  }
  return ofCountry(country as string, options, form);
}

async function ofCountry(
  country: string,
  options: Asked,
  form: "except" | "days",
): Promise<Drafted> {
  const { state, region, language } = options;
  const { findHolidays, libraryYears, weekendOf } = await import("./holiday-library.ts");
  const years = yearsOf(options.years, libraryYears);
  const types = typesOf(options.types);
  const around = { from: years.from - 1, until: years.until + checkedYears + 1 };
  const found = await findHolidays({ country, state, region }, around, language);
  const weekend = weekendOf(country);
  const cldr = `Its weekend (${weekend.join(", ")}) is that of Unicode CLDR ${process.versions.cldr}.`;
  const origin = [...found.origin, ...(form === "days" ? [] : [cldr])];
  const { place, holidays, codes } = found;
  const made = draftHolidays({ place, holidays, years, types, weekend, form, origin });
  if (made.draft.entries.length === 0) {
    const span = `${years.from} to ${years.until}`;
    const message = `${place} has no holidays of type ${types.join(" or ")} in ${span}`;
    throw new CommandError("failed", message);
  }
  return { name: codes.toLowerCase(), ...made };
}

function yearsOf(text: string | undefined, [least, most]: readonly [number, number]) {
  const now = Temporal.Now.plainDateISO("UTC").year;
  if (text === undefined) return { from: now - 1, until: now + 2 };
  const [, first, last = first] = /^(\d{4})(?:\.\.(\d{4}))?$/.exec(text) ?? [];
  const years = { from: Number(first), until: Number(last) };
  if (years.from >= least && years.until <= most && years.from <= years.until) return years;
  throw new CommandError(
    ...["usage" as const, `--years can't be '${text}'`],
    `write a year, or two as 2026..2028, from ${least} to ${most}`,
  );
}

function typesOf(text: string): string[] {
  const wanted = text.split(",").map((type) => type.trim());
  const unknown = wanted.find((type) => !types.some((known) => known === type));
  if (unknown === undefined) return wanted;
  throw new CommandError("usage", `there is no type '${unknown}'`, `known: ${types.join(", ")}`);
}

function checkName(name: string): void {
  if (/^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/.test(name)) return;
  const help = "lower-case letters, digits, `.`, `_` and `-`, such as de-by";
  throw new CommandError("usage", `a calendar can't be named '${name}'`, help);
}

async function writeDraft(file: string, draft: Draft, replaces: boolean): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, draftText(draft), { flag: replaces ? "w" : "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new CommandError("failed", `${file} exists`, "--replace replaces it");
    const { message } = error as Error;
    throw new CommandError("refused", `can't write ${file}: ${message}`, null, error);
  }
}
