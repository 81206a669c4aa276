// Entries of a calendar's lists that name no day in any year. A holiday that never comes would be a business day, and nobody told.

import type { CalendarDay } from "#schemas/types.ts";
import type { SpecFile } from "../parse.ts";
import type { Path, Problem } from "../problem.ts";
import type { CalendarRule } from "./calendar.ts";
import { daysOfRule } from "./rule.ts";

type Rule = Exclude<CalendarDay, string>;

/** Those that `years` of the schema may name. They hold each fifth Monday of a February, and each 29th. */
const [firstYear, lastYear] = [1900, 2200] as const;

/** @param rule Of an entry in which nothing else is wrong. @param path Where that is. */
export function checkNever(rule: Rule, path: Path, file: SpecFile, problems: Problem[]): void {
  const { years, nth, day } = rule;
  // Whatever else there is has a day in each year, in four years, or in the year that it is written with.
  if (years === undefined && nth === undefined && day === undefined) return;
  if (rule.calendar !== undefined) return;
  const until = years?.until ?? lastYear;
  for (let year = years?.from ?? firstYear; year <= until; year++)
    if (daysOfRule(rule as CalendarRule, year).length > 0) return;
  const [key, help] =
    years !== undefined && comesWithout(rule)
      ? (["years", "name a year that has it, or leave the entry out"] as const)
      : nth !== undefined
        ? (["nth", "count fewer, or write -1 for the last"] as const)
        : (["day", "write a day that the month has; -1 is the last"] as const);
  const message =
    key === "years"
      ? "the entry names no day: none of its `years` has it"
      : `the entry names no day: there is no \`${key}: ${rule[key]}\` in any ${rule.month ? "such " : ""}month`;
  problems.push({
    ...{ file, path: [...path, key], at: "value", code: "invalid-calendar" },
    ...{ message, help },
  });
}

function comesWithout({ years: _, ...rule }: Rule): boolean {
  for (let year = firstYear; year <= lastYear; year++)
    if (daysOfRule(rule as CalendarRule, year).length > 0) return true;
  return false;
}
