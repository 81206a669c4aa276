// Rules for days in the words of `onlyOn`: the fewest that say the same days.

import type { CalendarDay, OnlyOnSpec } from "#schemas/types.ts";
import type { DayRule } from "../legacy/schedule.ts";
import type { Calendars } from "./calendars.ts";
import { Unsayable } from "./unsayable.ts";

/** Null: each day. */
export type Words = OnlyOnSpec | null;

type Weekday = NonNullable<OnlyOnSpec["weekdays"]>[number];
type Month = NonNullable<OnlyOnSpec["months"]>[number];

const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const months: readonly Month[] = [
  ...([
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
  ] as const),
];

/** @param calendars Gets those that the words name. @throws Unsayable */
export function wordsOf(rule: DayRule, calendars: Calendars): Words {
  switch (rule.rule) {
    case "every":
      return null;
    case "none":
      throw new Unsayable("no day is named");
    case "weekdays":
      return rule.weekdays.length === 7 ? null : { weekdays: weekdaysOf(rule.weekdays) };
    case "monthDays":
      return { nthDay: oneOrMany(rule.days) };
    case "months":
      return { months: rule.months.map((month) => months[month - 1] as Month) };
    case "nthWeekday":
      return { nthWeekday: oneOrMany(rule.n), weekdays: weekdaysOf(rule.weekdays) };
    case "weekOfMonth":
      return inWeeks(rule, [1, 2, 3, 4, 5, 6, 7], calendars);
    case "dates":
      return { days: [...rule.dates] };
    case "yearDays":
      return { days: [...rule.days] };
    case "calendar": {
      const said = calendars.ruleOf(rule.calendar);
      return said ? wordsOf(said, calendars) : { calendar: calendars.named(rule.calendar) };
    }
    case "nthOfCalendar":
      return {
        nthBusinessDay: oneOrMany(rule.n),
        ...(rule.of === "month" ? {} : { of: rule.of }),
        calendar: calendars.named(rule.calendar),
      };
    case "nthOfPeriod":
      return { calendar: calendars.ofPeriod(rule) };
    case "between":
      return between(rule.first, rule.last);
    case "moved":
      return moved(wordsOf(rule.of, calendars), rule, calendars);
    case "not":
      return negated(wordsOf(rule.not, calendars));
    case "all":
      return joined("all", partsOf(rule.rules, calendars));
    case "any":
      return joined(
        "any",
        rule.rules.map((each) => wordsOf(each, calendars)),
      );
  }
}

/** A weekday of a week of the month is so many days after the week's first. */
function partsOf(rules: readonly DayRule[], calendars: Calendars): Words[] {
  const week = rules.find(({ rule }) => rule === "weekOfMonth");
  const day = rules.find(({ rule }) => rule === "weekdays");
  if (week?.rule !== "weekOfMonth" || day?.rule !== "weekdays")
    return rules.map((each) => wordsOf(each, calendars));
  const others = rules.filter((each) => each !== week && each !== day);
  return [
    inWeeks(week, day.weekdays, calendars),
    ...others.map((each) => wordsOf(each, calendars)),
  ];
}

function inWeeks(
  { weeks, weekStart }: Extract<DayRule, { rule: "weekOfMonth" }>,
  iso: readonly number[],
  calendars: Calendars,
): Words {
  const first = { nthWeekday: oneOrMany(weeks), weekdays: weekdaysOf([weekStart]) };
  return joined(
    "any",
    iso.map((day) => {
      const shift = (day - weekStart + 7) % 7;
      return shift === 0 ? first : { ...first, calendar: calendars.everyDay(), shift };
    }),
  );
}

const weekdaysOf = (iso: readonly number[]): Weekday[] =>
  weekdays.filter((_, index) => iso.includes(index + 1));

/** Of a list with one the one. */
const oneOrMany = (n: readonly number[]): number | number[] => {
  const each = [...new Set(n)].sort((a, b) => a - b);
  return each.length === 1 ? (each[0] as number) : each;
};

/** Both ends belong to it; from later than until: all but what lies between. */
function between(first: string | null, last: string | null): Words {
  if (first !== null && last !== null && first > last)
    return { except: [{ from: dayAfter(last, 1), until: dayAfter(first, -1) }] };
  if (first !== null && last !== null) return { days: [{ from: first, until: last }] };
  if (first !== null) return { days: [{ every: 1, from: first }] };
  return last === null ? null : { days: [{ from: "1970-01-01", until: last }] };
}

const dayAfter = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** Words that stay what they are when a calendar is said beside them. */
const isOpen = (words: OnlyOnSpec): boolean =>
  ["calendar", "roll", "shift", "any", "all", "not"].every((key) => !(key in words));

function moved(
  words: Words,
  { calendar, lacking, shift }: Extract<DayRule, { rule: "moved" }>,
  calendars: Calendars,
): Words {
  if (lacking === "keep" && shift === 0) return words;
  if (lacking === "keep") throw new Unsayable("days that its calendar lacks are kept and moved");
  const name = calendars.named(calendar);
  // Each day goes to one that the calendar has, and they all are there.
  if (words === null) return { calendar: name };
  if (!isOpen(words)) throw new Unsayable("days of one calendar are moved to days of another");
  const gap = calendars.longestGap(calendar);
  if (lacking !== "skip" && gap > mostLimit)
    throw new Unsayable(`its calendar has no day for ${gap} days`);
  const roll = gap > usualLimit ? { to: lacking, limit: gap } : lacking;
  return {
    ...words,
    calendar: name,
    ...(lacking === "skip" ? {} : { roll: roll as NonNullable<OnlyOnSpec["roll"]> }),
    ...(shift === 0 ? {} : { shift }),
  };
}

/** Most days to a day of a calendar: what may be written, and what holds where nothing is. */
const mostLimit = 366;
const usualLimit = 31;

function negated(words: Words): Words {
  if (words === null) throw new Unsayable("no day is left");
  const keys = Object.keys(words);
  if (keys.length === 1 && words.weekdays)
    return { weekdays: weekdays.filter((day) => !words.weekdays?.includes(day)) };
  if (keys.length === 1 && words.months)
    return { months: months.filter((month) => !words.months?.includes(month)) };
  const days = asDays(words);
  return days === null ? { not: words } : { except: days };
}

/** As entries of a list; null where a list has no such. */
function asDays(words: OnlyOnSpec): CalendarDay[] | null {
  const keys = Object.keys(words).join();
  if (keys === "days") return words.days ?? null;
  if (keys === "calendar") return [{ calendar: words.calendar as string }];
  if (keys === "nthDay") return [words.nthDay ?? []].flat().map((day) => ({ day }));
  if (keys === "nthWeekday,weekdays" && words.weekdays)
    return [words.nthWeekday ?? []]
      .flat()
      .map((nth) => ({ nth, weekday: words.weekdays as Weekday[] }));
  return null;
}

/** What all parts have, or any of them. */
export function joined(how: "all" | "any", parts: readonly Words[]): Words {
  if (how === "any" && parts.includes(null)) return null;
  const found: OnlyOnSpec[] = [];
  for (const part of parts.flatMap((each) => each?.[how] ?? each ?? [])) {
    const merge = how === "all" ? bothOf : eitherOf;
    const index = found.findIndex((each) => merge(each, part) !== null);
    if (index < 0) found.push(part);
    else found[index] = merge(found[index] as OnlyOnSpec, part) as OnlyOnSpec;
  }
  if (found.length <= 1) return found[0] ?? null;
  return { [how]: found };
}

const counts = ["nthDay", "nthWeekday", "nthBusinessDay"] as const;

/** What both have, as one; null where no words say it. */
function bothOf(one: OnlyOnSpec, other: OnlyOnSpec): OnlyOnSpec | null {
  // Whatever they are, they are days of that calendar.
  for (const [words, part] of [
    [one, other],
    [other, one],
  ] as const)
    if (Object.keys(part).join() === "calendar" && words.calendar === part.calendar) return words;
  return addedTo(one, other) ?? addedTo(other, one);
}

/** One that says a single thing, beside what another says. */
function addedTo(words: OnlyOnSpec, part: OnlyOnSpec): OnlyOnSpec | null {
  const [key, ...more] = Object.keys(part);
  if (more.length > 0 || ["roll", "shift", "any", "all", "not"].some((each) => each in words))
    return null;
  const isCount = counts.some((each) => each in words);
  switch (key) {
    case "months":
      return "months" in words ? null : { ...words, ...part };
    case "weekdays":
      return "weekdays" in words || "days" in words ? null : { ...words, ...part };
    case "calendar":
      return "calendar" in words || "nthBusinessDay" in words ? null : { ...words, ...part };
    case "except":
      if (isCount) return null;
      return { ...words, except: [...(words.except ?? []), ...(part.except ?? [])] };
    case "days":
      return isCount || "days" in words || "weekdays" in words ? null : { ...words, ...part };
    default:
      return null;
  }
}

/** What either has, as one; null where no words say it. */
function eitherOf(one: OnlyOnSpec, other: OnlyOnSpec): OnlyOnSpec | null {
  const [a, b] = [Object.keys(one).join(), Object.keys(other).join()];
  if (a === b && a === "nthDay")
    return { nthDay: oneOrMany([one.nthDay ?? [], other.nthDay ?? []].flat()) };
  const sides = [one, other].map(asList);
  const [left, right] = sides;
  if (!left || !right) return null;
  const named = weekdays.filter((day) => sides.some((side) => side?.weekdays?.includes(day)));
  const days = sides.flatMap((side) => side?.days ?? []);
  return {
    ...(named.length > 0 && { weekdays: named }),
    ...(days.length > 0 && { days }),
  };
}

/** Weekdays and other days; null where it says more. */
function asList(words: OnlyOnSpec): Pick<OnlyOnSpec, "weekdays" | "days"> | null {
  if (Object.keys(words).every((key) => key === "weekdays" || key === "days")) return words;
  const days = asDays(words);
  return days && { days };
}
