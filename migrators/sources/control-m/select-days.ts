// What a definition says about its days, ready to be evaluated: terms, calendars, months. What can't be told is a problem,
// never a guess.

import { dayOf } from "#core/calendar/date.ts";
import { monthLength } from "#core/schedule/civil.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { Calendar } from "./calendars.ts";
import { type DayTerm, dayTerms } from "./day-terms.ts";
import { type Fields, given, sourcesOf } from "./definition.ts";
import { monthAttributes } from "./names.ts";
import type { Site } from "./site.ts";

export interface DaySelection {
  /** Null: the side is not given. */
  days: readonly DayTerm[] | null;
  weekdays: readonly DayTerm[] | null;
  /** DAYS_AND_OR is A. */
  both: boolean;
  daysCalendar: Calendar | null;
  weeksCalendar: Calendar | null;
  /** From January. */
  months: readonly boolean[];
  /** `MM-DD`: they alone count. */
  dates: readonly string[] | null;
  /** Day numbers, both inclusive. */
  activeFrom: number | null;
  activeTill: number | null;
  confirm: Confirmation | null;
  /** ISO weekday of a week's first day; null where nothing needs it and nobody said it. */
  weekStart: 1 | 7 | null;
}

export interface Confirmation {
  calendar: Calendar;
  lacking: "skip" | "next" | "previous" | "keep";
  shift: number;
}

/** Why a selection can't be evaluated. */
export interface Problem {
  code: string;
  message: string;
  from: readonly LegacyAttribute[];
  /** Path in the parameters that would settle it. */
  parameter?: string;
}

const shifts: Readonly<Record<string, Confirmation["lacking"]>> = {
  ...{ ignorejob: "skip", nextday: "next", prevday: "previous", noconfcal: "keep" },
  ...{ ">": "next", "<": "previous", "@": "keep" },
};

export function selectDays(fields: Fields, site: Site): DaySelection | { problems: Problem[] } {
  const problems: Problem[] = [];
  const problem = (code: string, names: string[], message: string, parameter?: string): void => {
    const found = { code, message, from: sourcesOf(fields, names) };
    problems.push(parameter === undefined ? found : { ...found, parameter });
  };
  const calendar = (attribute: string, name: string | null): Calendar | null => {
    if (name === null) return null;
    const found = site.calendars.get(name);
    if (!found)
      problem(
        "control-m-calendar-missing",
        [attribute],
        `calendar ${name} is not in the parameters`,
        `calendars.${name}`,
      );
    return found ?? null;
  };
  const side = (name: "DAYS" | "WEEKDAYS"): DayTerm[] | null => {
    const text = given(fields, name);
    if (text === null) return null;
    const terms = dayTerms(text, name);
    if (!("bad" in terms)) return terms.length === 0 ? null : terms;
    problem("control-m-days", [name], `"${terms.bad}" is not in the grammar of ${name}`);
    return null;
  };

  const days = side("DAYS");
  const weekdays = side("WEEKDAYS");
  const confirmName = given(fields, "CONFCAL");
  const daysName = given(fields, "DAYSCAL");
  const weeksName = given(fields, "WEEKSCAL");
  const named = (name: string | null) => (name === "*" ? confirmName : name);
  const daysCalendar = days ? calendar("DAYSCAL", named(daysName)) : null;
  const weeksCalendar = weekdays ? calendar("WEEKSCAL", named(weeksName)) : null;
  needCalendar(days, named(daysName), "DAYS", "DAYSCAL");
  needCalendar(weekdays, named(weeksName), "WEEKDAYS", "WEEKSCAL");

  const relation = (given(fields, "DAYS_AND_OR") ?? "O").toUpperCase();
  if (!["A", "O", "AND", "OR"].includes(relation))
    problem("control-m-value", ["DAYS_AND_OR"], `DAYS_AND_OR is ${relation}, neither A nor O`);
  const both = relation.startsWith("A");
  for (const [name, one, other] of [
    ["DAYS", days, weekdays],
    ["WEEKDAYS", weekdays, days],
  ] as const)
    if (both && one === null && other !== null && fields.get(name)?.value.trim() === "")
      problem(
        "control-m-empty-side",
        [name],
        `${name}="" with DAYS_AND_OR="A" may mean no day or any day`,
      );

  const weekStart = site.weekStart === undefined ? null : site.weekStart === "monday" ? 1 : 7;
  const counted = weekdays?.some(
    (term) =>
      term.form !== "all" &&
      term.form !== "named" &&
      term.form !== "inPeriod" &&
      !(term.form === "inWeek" && term.n === null && weeksName === null),
  );
  if (weekStart === null && counted)
    problem(
      "control-m-week-start",
      ["WEEKDAYS"],
      "which day a week begins with is not in the parameters",
      "weekStart",
    );

  const selection: DaySelection = {
    ...{ days, weekdays, both, daysCalendar, weeksCalendar, weekStart },
    months: months(),
    dates: dates(),
    ...{ activeFrom: activeDay("ACTIVE_FROM"), activeTill: activeDay("ACTIVE_TILL") },
    confirm: confirmation(),
  };
  return problems.length === 0 ? selection : { problems };

  function needCalendar(
    terms: readonly DayTerm[] | null,
    name: string | null,
    side: string,
    attribute: string,
  ): void {
    if (name !== null) return;
    const lacking = terms?.find((term) => needsCalendar(term, side === "DAYS"));
    if (lacking)
      problem(
        "control-m-calendar-unnamed",
        [side],
        `${lacking.text} in ${side} counts days of a calendar, but ${attribute} names none`,
      );
  }

  function months(): boolean[] {
    return monthAttributes.map((name) => {
      const value = given(fields, name)?.toUpperCase() ?? null;
      if (value !== null && !["0", "1", "Y", "N"].includes(value))
        problem("control-m-value", [name], `${name} is ${value}, neither 0 nor 1`);
      return value === null || value === "1" || value === "Y";
    });
  }

  function dates(): string[] | null {
    const text = given(fields, "DATE");
    if (text === null) return null;
    const found: string[] = [];
    for (const piece of text.split(/[\s,;]+/).filter((each) => each !== "")) {
      const date = yearDay(piece, site.dateStandard);
      if (date !== null) found.push(date);
      else if (site.dateStandard === undefined && /^\d{4}$/.test(piece))
        problem(
          "control-m-date-standard",
          ["DATE"],
          `whether ${piece} is mmdd or ddmm is not in the parameters`,
          "dateStandard",
        );
      else problem("control-m-value", ["DATE"], `${piece} is no date of the site's order`);
    }
    return found;
  }

  function activeDay(name: string): number | null {
    const text = given(fields, name);
    if (text === null) return null;
    const found = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
    const day = found ? dayOf(`${found[1]}-${found[2]}-${found[3]}`) : Number.NaN;
    if (Number.isNaN(day))
      problem("control-m-value", [name], `${name} is ${text}, no date as yyyymmdd`);
    return day;
  }

  function confirmation(): Confirmation | null {
    const confirm = calendar("CONFCAL", confirmName);
    if (confirmName === null) return null;
    const how = (given(fields, "SHIFT") ?? "Ignore Job").toLowerCase().replaceAll(/[ _]/g, "");
    const lacking = Object.hasOwn(shifts, how) ? shifts[how] : undefined;
    if (lacking === undefined)
      problem("control-m-value", ["SHIFT"], `SHIFT is "${given(fields, "SHIFT")}"`);
    const by = given(fields, "SHIFTNUM") ?? "0";
    const shift = /^[-+]?\d{1,2}$/.test(by) ? Number(by) : Number.NaN;
    if (!(Math.abs(shift) <= 62))
      problem("control-m-value", ["SHIFTNUM"], `SHIFTNUM is ${by}, not from -62 to +62`);
    return confirm && lacking !== undefined ? { calendar: confirm, lacking, shift } : null;
  }
}

/** Forms that count working days say nothing without a calendar; a plain number and the last days of a month do. */
function needsCalendar(term: DayTerm, ofMonth: boolean): boolean {
  switch (term.form) {
    case "all":
    case "inWeek":
      return false;
    case "last":
      return !ofMonth;
    case "day":
      return term.not;
    case "named":
      return term.not || term.as !== "day";
    default:
      return true;
  }
}

/** `MM-DD` of four digits in the site's order, or of `MM/DD`; null: it is none. */
export function yearDay(text: string, standard: Site["dateStandard"]): string | null {
  const slashed = /^(\d{2})\/(\d{2})$/.exec(text);
  const digits = slashed ? null : /^(\d{2})(\d{2})$/.exec(text);
  const [, first, second] = slashed ?? digits ?? [];
  if (first === undefined || second === undefined || (digits && standard === undefined))
    return null;
  const [month, day] = slashed || standard === "mmdd" ? [first, second] : [second, first];
  const exists =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= monthLength(2000, Number(month));
  return exists ? `${month}-${day}` : null;
}
