// Extended calendars: date conditions give candidates, workdays and holidays take some away, actions put others in their
// place, and an adjustment moves all of them.

import { civilDate, monthLength, weekday } from "#core/schedule/civil.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { type DayFacts, readDateCondition } from "./date-conditions.ts";
import type { ExtendedSpec } from "./extended-rule.ts";
import type { JilStatement } from "./parse.ts";

export type ExtendedDays =
  /** Day numbers, ascending; and what it says, its workdays as ISO weekdays. */
  | { days: number[]; says: Omit<ExtendedSpec, "workdays" | "holidays"> & { weekdays: number[] } }
  | { code: "jil-cal-keyword" | "jil-cal-value"; fault: string; from: readonly LegacyAttribute[] };

type Action = "O" | "S" | "W" | "P" | "";

/** Days beyond the window are looked at, since actions and adjustments move some into it. */
const margin = 62;

const dayNames = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/** The days in [from, to) that the calendar has; `holidays` are the days of its holiday calendar. */
export function extendedDays(
  parsed: JilStatement,
  holidays: ReadonlySet<number>,
  from: number,
  to: number,
): ExtendedDays {
  const attribute = (keyword: string) => parsed.attributes.get(keyword)?.at(-1);
  const text = (keyword: string) => attribute(keyword)?.value.trim() ?? "";
  const fault = (keyword: string, said: string): ExtendedDays => ({
    ...{ code: "jil-cal-value", fault: said, from: parsed.attributes.get(keyword) ?? [] },
  });
  const weekdays = readWorkdays(text("workday"));
  if (!weekdays) return fault("workday", "workdays are mo,tu,…, XXXXX.. from Monday, or all");
  for (const keyword of ["holiday", "non_workday"])
    if (!/^[OSWP]?$/i.test(text(keyword))) {
      const said = `the action "${text(keyword)}" of ${keyword} isn't evaluated`;
      return { code: "jil-cal-keyword", fault: said, from: parsed.attributes.get(keyword) ?? [] };
    }
  const holiday = text("holiday").toUpperCase() as Action;
  const nonWorkday = text("non_workday").toUpperCase() as Action;
  const adjust = text("adjust") === "" ? 0 : Number(text("adjust"));
  if (!Number.isInteger(adjust) || Math.abs(adjust) > 366)
    return fault("adjust", "an adjustment is a number of days, up to 366");
  const conditions = parsed.attributes.get("condition") ?? [];
  const condition = readDateCondition(conditions.map(({ value }) => value).join(" "));
  if ("fault" in condition)
    return { code: "jil-cal-keyword", fault: condition.fault, from: conditions };

  const isWorkday = (day: number) => weekdays.has(weekday(day)) && !holidays.has(day);
  const facts = factsOf(isWorkday);
  const only = holiday === "O" || nonWorkday === "O";
  const found = new Set<number>();
  const margins = margin + Math.abs(adjust);
  for (let day = from - margins; day < to + margins; day++) {
    if (!condition.test(facts(day))) continue;
    const governed = holidays.has(day) && holiday !== "";
    const action = governed ? holiday : isWorkday(day) ? (only ? "" : "S") : nonWorkday;
    const kept = moved(day, action, isWorkday);
    if (kept === null) continue;
    const shifted = kept + adjust;
    if (shifted >= from && shifted < to) found.add(shifted);
  }
  const says = {
    condition: conditions.map(({ value }) => value).join(" "),
    ...{ holiday, nonWorkday, adjust },
    weekdays: [...weekdays].map((day) => day || 7).sort((a, b) => a - b),
  };
  return { days: [...found].sort((a, b) => a - b), says };
}

function moved(day: number, action: Action, isWorkday: (day: number) => boolean): number | null {
  if (action === "") return null;
  if (action === "O" || action === "S") return day;
  const step = action === "W" ? 1 : -1;
  for (let next = day + step; Math.abs(next - day) <= margin; next += step)
    if (isWorkday(next)) return next;
  return null;
}

/** Weekdays, 0 is Sunday; without any they are Monday to Friday. */
function readWorkdays(text: string): Set<number> | null {
  const lower = text.toLowerCase();
  if (lower === "") return new Set([1, 2, 3, 4, 5]);
  if (lower === "all") return new Set([0, 1, 2, 3, 4, 5, 6]);
  const marks = /^[x.]{7}$/.test(lower)
    ? [...lower].flatMap((mark, index) => (mark === "x" ? [index] : []))
    : lower.split(/\s*,\s*/).map((day) => dayNames.indexOf(day));
  return marks.includes(-1) ? null : new Set(marks.map((index) => (index + 1) % 7));
}

/** What conditions ask of a day; workdays are counted once a month. */
function factsOf(isWorkday: (day: number) => boolean): (day: number) => DayFacts {
  const workdays = new Map<number, number[]>();
  return (day) => {
    const { year, month, day: ofMonth } = civilDate(day);
    const first = day - ofMonth + 1;
    const length = monthLength(year, month);
    let work = workdays.get(first);
    if (!work) {
      work = [];
      for (let each = first; each < first + length; each++) if (isWorkday(each)) work.push(each);
      workdays.set(first, work);
    }
    const index = work.indexOf(day);
    return {
      ...{ weekday: weekday(day), day: ofMonth, fromEnd: length - ofMonth + 1 },
      workday: index < 0 ? null : { nth: index + 1, fromEnd: work.length - index },
    };
  };
}
