// Which rules say exactly what a library says: each holiday by the first of its ways that gives the library's days, together
// with all the others (a substitute passes over them), else by its plain dates.

import type { Calendar, CalendarRule, Weekday } from "../calendar.ts";
import { dateOf, dayNumber, daysFrom } from "../date.ts";
import { compileCalendar } from "../days.ts";

/** A day number with what people call it. */
export interface NamedDay {
  day: number;
  name: string;
}

/** Days that belong together. */
export interface Listed {
  /** Sorted. */
  days: readonly NamedDay[];
  /** Rules that may say them, best first; each way is all entries that it takes. */
  ways: readonly (readonly CalendarRule[])[];
}

/** Day numbers: dates are drafted from `start` up to `end`, and rules must be right up to `checked` too; ends are not included. */
export interface Span {
  start: number;
  end: number;
  checked: number;
}

/** Years; both are included. */
export interface Years {
  from: number;
  until: number;
}

/** A rule must give the source's days for so many years more than are drafted, so that it may be kept when they are continued. */
export const checkedYears = 10;

export const spanOf = ({ from, until }: Years): Span => ({
  start: dayNumber(from, 1, 1),
  end: dayNumber(until + 1, 1, 1),
  checked: dayNumber(until + checkedYears + 1, 1, 1),
});

export interface Fitted<G extends Listed> {
  group: G;
  /** Entries that say it; null: the dates do. */
  rules: readonly CalendarRule[] | null;
}

/** @param weekdays Those of the calendar; null: the days are its days. */
export function fitRules<G extends Listed>(
  groups: readonly G[],
  weekdays: readonly Weekday[] | null,
  span: Span,
): Fitted<G>[] {
  // How many of its ways are no use.
  const tried = groups.map(() => 0);
  for (;;) {
    const fitted = groups.map((group, index) => ({
      group,
      rules: group.ways[tried[index] as number] ?? null,
    }));
    const wrong = differing(fitted, weekdays, span);
    if (wrong.size === 0) return fitted;
    for (const index of wrong) tried[index] = (tried[index] as number) + 1;
  }
}

/** Indexes of those whose rules give a day too many or too few. */
function differing(
  fitted: readonly Fitted<Listed>[],
  weekdays: readonly Weekday[] | null,
  { start, end, checked }: Span,
): Set<number> {
  const entries = fitted.flatMap(({ group, rules }, index) =>
    (rules ?? plainDates(group.days, start, end)).map((rule) => ({ rule, index })),
  );
  const listed = entries.map(({ rule }) => rule);
  const { decide } = compileCalendar(calendarOf(weekdays, listed));
  const part = weekdays === null ? "days" : "except";
  const wanted = Map.groupBy(
    fitted.flatMap(({ group, rules }, index) =>
      group.days.map(({ day }) => ({ day, index, isRule: rules !== null })),
    ),
    ({ day }) => day,
  );
  const plain = compileCalendar(calendarOf(weekdays, []));
  const wrong = new Set<number>();
  for (const day of daysFrom(start, checked)) {
    const isOff = weekdays !== null && !plain.has(day);
    const decision = decide(day);
    const found = decision.part === part ? decision.index : null;
    const holders = wanted.get(day) ?? [];
    const should = holders.some(({ isRule }) => isRule || day < end);
    if (should === (found !== null)) continue;
    const index = found === null ? undefined : entries[found]?.index;
    if (index !== undefined) wrong.add(index);
    else
      for (const holder of holders)
        if (holder.isRule && !(isOff && isMoved(fitted[holder.index]?.rules)))
          wrong.add(holder.index);
  }
  return wrong;
}

/** Of a day off that gets a substitute only this is listed: a library may have both, and the day is off anyhow. */
const isMoved = (rules: readonly CalendarRule[] | null | undefined): boolean =>
  rules?.some((rule) => "substitute" in rule) === true;

const calendarOf = (weekdays: readonly Weekday[] | null, rules: CalendarRule[]): Calendar => ({
  ...{ name: "draft", within: [], also: [], from: null, until: null },
  weekdays: weekdays === null ? null : [...weekdays],
  days: weekdays === null ? rules : [],
  except: weekdays === null ? [] : rules,
});

/** Days one after another under one name are one range. */
export function plainDates(
  days: readonly NamedDay[],
  start: number,
  end: number,
): (CalendarRule & { name: string })[] {
  const found: { first: number; last: number; name: string }[] = [];
  for (const { day, name } of days) {
    if (day < start || day >= end) continue;
    const before = found.at(-1);
    if (before?.name === name && before.last === day - 1) before.last = day;
    else found.push({ first: day, last: day, name });
  }
  return found.map(({ first, last, name }) =>
    first === last
      ? { date: dateOf(first), name }
      : { from: dateOf(first), until: dateOf(last), name },
  );
}
