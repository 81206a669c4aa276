// What is wrong with the days that a calendar's file lists, beyond the shape that its JSON Schema gives.

import type { CalendarDay, CalendarSpec } from "#schemas/types.ts";
import type { SpecFile } from "../parse.ts";
import type { Path, Problem } from "../problem.ts";
import { writtenAt } from "../written.ts";
import { type RuleList, ruleLists } from "./calendar.ts";
import { checkNever } from "./check-never.ts";
import { dateExists, hasYear } from "./date.ts";
import { lastDate, lastListed } from "./normalize.ts";

type Rule = Exclude<CalendarDay, string>;
type Key = Exclude<keyof Rule, "name" | "years">;

/** A rule is what the first of these makes it that it has; with it go properties that it needs and some that it takes. */
const forms: readonly [key: Key, needs: readonly Key[], takes: readonly Key[]][] = [
  ["calendar", [], []],
  ["date", [], ["substitute"]],
  ["easter", [], []],
  ["orthodoxEaster", [], []],
  ["nth", ["weekday"], ["month"]],
  ["before", ["weekday"], []],
  ["after", ["weekday"], []],
  ["day", [], ["month"]],
  ["every", ["from"], ["until"]],
  ["from", ["until"], []],
];

export function checkCalendar(spec: CalendarSpec, file: SpecFile, problems: Problem[]): void {
  for (const key of ["from", "until"] as const) checkDate(spec[key], [key], file, problems);
  if (spec.from !== undefined && spec.until !== undefined && spec.until < spec.from)
    invalid(["until"], "`until` is before `from`: no day is in the calendar", file, problems);
  checkDays(spec, file, [], problems);
  if (problems.length === 0 && spec.until === undefined) checkAlso(spec, file, problems);
}

/** The lists of days of a calendar, or of what has some as a calendar does. @param at Where they are in the file. */
export function checkDays(
  spec: Partial<Pick<CalendarSpec, RuleList>>,
  file: SpecFile,
  at: Path,
  problems: Problem[],
): void {
  for (const list of ruleLists)
    for (const [index, day] of (spec[list] ?? []).entries()) {
      const path = [...at, list, index];
      if (typeof day === "string") checkDate(day, path, file, problems);
      else if (day !== undefined) checkRule(day, path, file, problems);
    }
}

/** A week whose exceptions are a list ends with it, and a day that it has beside that would be lost without a word. */
function checkAlso(spec: CalendarSpec, file: SpecFile, problems: Problem[]): void {
  const end = lastListed(spec);
  if (end === null) return;
  for (const [index, day] of (spec.also ?? []).entries()) {
    const date = lastDate(day);
    if (date === null || date <= end) continue;
    const message = `${date} is after ${end}, where the calendar ends with the dates of \`except\``;
    const help = `list what is not in it in ${date.slice(0, 4)} too, or write \`until\``;
    invalid(["also", index], message, file, problems, help);
  }
}

function invalid(
  path: Path,
  message: string,
  file: SpecFile,
  problems: Problem[],
  help?: string,
  at: "key" | "value" = "value",
): void {
  problems.push({ file, path, at, code: "invalid-calendar", message, help });
}

function checkDate(
  date: string | undefined,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  if (date === undefined || dateExists(date)) return;
  invalid(path, `there is no day ${date}`, file, problems);
}

function checkRule(rule: Rule, path: Path, file: SpecFile, problems: Problem[]): void {
  // As it is written: what has the wrong type was cut, and was reported.
  const written = Object.keys(writtenAt(file, path)) as Key[];
  const form = forms.find(([key]) => written.includes(key));
  if (form === undefined) {
    const help =
      "write a date, or one of date, from and until, easter, nth, before, after, day, every, calendar";
    invalid(path, "the entry names no day", file, problems, help);
    return;
  }
  const before = problems.length;
  const [main, needs, takes] = form;
  for (const key of needs)
    if (!written.includes(key)) invalid(path, `\`${main}\` needs \`${key}\``, file, problems);
  for (const key of written)
    if (![main, ...needs, ...takes, "name", "years"].includes(key) && key in rule)
      invalid(
        [...path, key],
        `\`${key}\` does not belong to \`${main}\``,
        file,
        problems,
        "write an entry of its own",
        "key",
      );
  for (const key of ["date", "from", "until", "before", "after"] as const)
    checkDate(rule[key], [...path, key], file, problems);
  for (const key of ["nth", "day"] as const)
    if (rule[key] === 0)
      invalid([...path, key], "there is no day 0: 1 is the first, -1 the last", file, problems);
  checkEnds(rule, path, file, problems);
  // What the schema has found fault with was cut from the entry.
  const isWhole = written.every((key) => rule[key] !== undefined);
  const items: readonly unknown[] = [...(rule.weekday ?? []), ...(rule.month ?? [])];
  if (problems.length === before && isWhole && items.every((item) => item !== undefined))
    checkNever(rule, path, file, problems);
}

function checkEnds(rule: Rule, path: Path, file: SpecFile, problems: Problem[]): void {
  const { from, until, every, years } = rule;
  if (years?.from !== undefined && years.until !== undefined && years.until < years.from)
    invalid([...path, "years"], "the last year is before the first", file, problems);
  if (from === undefined) return;
  if (every !== undefined && !hasYear(from))
    invalid([...path, "from"], "`every` counts from a date with a year", file, problems);
  if (until === undefined) return;
  if (hasYear(from) !== hasYear(until)) {
    const help = "write both like 2026-12-24, or both like 12-24";
    invalid([...path, "until"], "one end has a year and the other has none", file, problems, help);
  } else if (hasYear(from) && until < from)
    invalid([...path, "until"], "the range ends before it begins", file, problems);
}
