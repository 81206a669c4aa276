// A list of a calendar's rules as a function of a day: which of them has it. Days are worked out year by year.

import {
  type Calendar,
  type CalendarRule,
  type Side,
  type Weekday,
  weekdays as week,
} from "./calendar.ts";
import { dayNumber, yearOf } from "./date.ts";
import { dayOfWeek, daysOfRule, isOfYear, isOn } from "./rule.ts";

/** Index of the first rule that has the day; null when none has. */
export type RuleOf = (day: number) => number | null;

/** Days of the week that count as off where a day gets a substitute. */
const weekend: readonly Weekday[] = ["sat", "sun"];

/** @param hasOf Makes of another calendar what tells whether it has a day. */
export function compileRules(
  rules: readonly CalendarRule[],
  { weekdays }: Pick<Calendar, "weekdays">,
  hasOf: (calendar: Calendar) => (day: number) => boolean,
): RuleOf {
  if (rules.length === 0) return () => null;
  const off = weekdays === null ? weekend : week.filter((day) => !weekdays.includes(day));
  const calendars = rules.flatMap((rule, index) =>
    "calendar" in rule ? [{ rule, index, has: hasOf(rule.calendar) }] : [],
  );
  const ofCalendars = (day: number, below: number) =>
    calendars.find(
      ({ rule, index, has }) => index < below && isOfYear(rule, yearOf(day)) && has(day),
    );
  const written = new Map<number, WrittenDays>();
  const own = new Map<number, ReadonlyMap<number, number>>();
  const named = new Map<number, Map<number, number>>();
  const writtenIn = (year: number) =>
    written.getOrInsertComputed(year, () => writtenDays(rules, year, off));
  const ofYear = (year: number): ReadonlyMap<number, number> =>
    own.getOrInsertComputed(year, () => {
      const here = writtenIn(year);
      if (here.moved.length === 0) return here.stays;
      const before = writtenIn(year - 1);
      // Whoever is first in time is served first: two days that move over New Year get two days.
      const earlier = reachesOver(before, year) ? ofYear(year - 1) : before.stays;
      const { stays: later } = writtenIn(year + 1);
      const isFree = (day: number) =>
        !isOn(day, off) &&
        !earlier.has(day) &&
        !later.has(day) &&
        ofCalendars(day, Number.POSITIVE_INFINITY) === undefined;
      return withSubstitutes(here, isFree);
    });
  // A range or a substitute may lie in the year beside that of its rule.
  const around = (year: number) =>
    named.getOrInsertComputed(year, () => {
      const found = new Map<number, number>();
      for (const near of [year, year - 1, year + 1])
        for (const [day, index] of ofYear(near))
          if ((found.get(day) ?? Number.POSITIVE_INFINITY) > index) found.set(day, index);
      return found;
    });
  return (day) => {
    const direct = around(yearOf(day)).get(day) ?? null;
    return ofCalendars(day, direct ?? Number.POSITIVE_INFINITY)?.index ?? direct;
  };
}

/** Days of a year's rules: those that stay, each with the first rule that has it, and those that get a substitute. */
interface WrittenDays {
  stays: ReadonlyMap<number, number>;
  moved: readonly { day: number; index: number; side: Side }[];
}

function writtenDays(
  rules: readonly CalendarRule[],
  year: number,
  off: readonly Weekday[],
): WrittenDays {
  const stays = new Map<number, number>();
  const moved: { day: number; index: number; side: Side }[] = [];
  for (const [index, rule] of rules.entries())
    for (const day of daysOfRule(rule, year)) {
      const side = sideOf(rule, day, off);
      if (side === null) stays.getOrInsert(day, index);
      else moved.push({ day, index, side });
    }
  return { stays, moved };
}

/** Before it a year's substitutes don't heed those of the year before: somewhere the looking back must end. */
const firstYear = 1900;

/** Whether a substitute of these days of the year before may lie where this year's may. */
const reachesOver = ({ moved }: WrittenDays, year: number): boolean =>
  year > firstYear && moved.some(({ day }) => day > dayNumber(year, 1, 1) - 2 * farthest);

/** Substitutes are found in the order of the list. */
function withSubstitutes(
  { stays, moved }: WrittenDays,
  isFree: (day: number) => boolean,
): Map<number, number> {
  const found = new Map(stays);
  for (const { day, index, side } of moved)
    found.getOrInsert(
      free(day, side, (at) => isFree(at) && !found.has(at)),
      index,
    );
  return found;
}

function sideOf(rule: CalendarRule, day: number, off: readonly Weekday[]): Side | null {
  const substitute = "date" in rule ? rule.substitute : undefined;
  if (substitute === undefined || !isOn(day, off)) return null;
  return typeof substitute === "string" ? substitute : (substitute[dayOfWeek(day)] ?? null);
}

/** Two months are more than any list of holidays fills without a gap; beyond, the day stays where it is. */
const farthest = 62;

function free(day: number, side: Side, isFree: (day: number) => boolean): number {
  for (let away = 1; away <= farthest; away++) {
    if (side !== "previous" && isFree(day + away)) return day + away;
    if (side !== "next" && isFree(day - away)) return day - away;
  }
  return day;
}
