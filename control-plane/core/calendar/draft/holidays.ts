// The holidays of a country as a draft: what the library says, in rules where they say exactly that.

import type { CalendarRule, Weekday } from "../calendar.ts";
import { dateOf } from "../date.ts";
import { isOn } from "../rule.ts";
import { type Draft, type DraftEntry, nameText, workdays } from "./draft.ts";
import {
  checkedYears,
  type Fitted,
  fitRules,
  plainDates,
  type Span,
  spanOf,
  type Years,
} from "./fit.ts";
import { daysOf, groupHolidays, type HolidayGroup, type LibraryHoliday } from "./holiday.ts";
import { type Reckoning, readLibraryRule } from "./library-rule.ts";

export interface HolidaySource {
  /** `Bayern, Germany`. */
  place: string;
  /** Of the years asked and `checkedYears` more, all types. */
  holidays: readonly LibraryHoliday[];
  years: Years;
  types: readonly string[];
  /** Days of the week on which nobody works. */
  weekend: readonly Weekday[];
  /** Null: a calendar of the holidays; else of the days between them. */
  form: "except" | "days";
  /** Lines on where all this comes from. */
  origin: readonly string[];
}

export function draftHolidays(source: HolidaySource): { draft: Draft; listed: Set<number> } {
  const { years, types, weekend, form } = source;
  const span = spanOf(years);
  const isDrafted = (day: number): boolean => day >= span.start && day < span.end;
  const weekdays = form === "days" ? null : workdays(weekend);
  const ofTypes = source.holidays.filter(({ type }) => types.includes(type));
  const wanted = ofTypes.filter(isOfItself(ofTypes, weekdays));
  const all = { from: years.from, until: years.until + checkedYears };
  const groups = groupHolidays(wanted, all)
    .map((group) => ({ ...group, days: group.days.filter(({ day }) => day >= span.start) }))
    .filter(({ days }) => days.some(({ day }) => isDrafted(day)));
  const fitted = fitRules(groups, weekdays, span);
  const entries = fitted
    .flatMap((one) => entriesOf(one, span).map((entry) => ({ entry, order: orderOf(one, span) })))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const draft: Draft = {
    description: describe(source),
    comments: [...heading(source), ...toCheck(source, fitted)],
    weekdays,
    from: dateOf(span.start),
    until: dateOf(span.end - 1),
    entries: entries.map(({ entry }) => entry),
    leftOut: partDays(wanted, isDrafted),
  };
  const listed = groups.flatMap(({ days }) => days.map(({ day }) => day).filter(isDrafted));
  return { draft, listed: new Set(listed) };
}

/** What is a part of a day but on weekends, as `12-24 14:00 if sunday then 00:00`, says nothing of these that matters. */
function isOfItself(holidays: readonly LibraryHoliday[], weekdays: readonly Weekday[] | null) {
  const partly = new Set(holidays.flatMap((one) => (daysOf(one).parts.length > 0 ? one.rule : [])));
  return (one: LibraryHoliday): boolean =>
    weekdays === null ||
    !partly.has(one.rule) ||
    daysOf(one).parts.length > 0 ||
    daysOf(one).whole.some((day) => isOn(day, weekdays));
}

function entriesOf({ group, rules }: Fitted<HolidayGroup>, { start, end }: Span): DraftEntry[] {
  const name = nameText(group.name);
  if (rules !== null) {
    const entries = rules.map((rule): CalendarRule => ({ ...rule, ...(name && { name }) }));
    return entries.map((rule) => ({ rule, comment: remark(group, false) }));
  }
  return plainDates(group.days, start, end).map(({ name: own, ...rule }) => {
    const isSubstitute = group.days.some((one) => one.name === own && one.isSubstitute);
    const named = nameText(own);
    return {
      rule: { ...rule, ...(named && { name: named }) },
      comment: remark(group, isSubstitute),
    };
  });
}

/** Where in a year it first is. */
function orderOf({ group }: Fitted<HolidayGroup>, { start, end }: Span): string {
  const inside = group.days.filter(({ day }) => day >= start && day < end);
  return inside.map(({ day }) => dateOf(day).slice(5)).sort()[0] ?? "";
}

const reckoned: Record<Reckoning, string> = {
  islamic: "by the moon: may be a day off",
  moon: "by the moon, computed",
  sun: "by the sun, computed",
};

function remark({ type, note, rule }: HolidayGroup, isSubstitute: boolean): string | null {
  const parts = [
    ...(type === "public" ? [] : [type]),
    ...(isSubstitute ? ["stands in"] : []),
    ...(rule.reckoning === null ? [] : [reckoned[rule.reckoning]]),
    ...(note === null ? [] : [note]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}

const describe = ({ place, types, form }: HolidaySource): string =>
  `${form === "days" ? "Holidays" : "Business days"} of ${place}: ${
    form === "days" ? "" : "the week without "
  }days of type ${types.join(" and ")}.`;

function heading({ years, origin }: HolidaySource): string[] {
  const [from, until] = [years.from, years.until];
  return [
    `DRAFT of ${from === until ? from : `${from} to ${until}`}, to be reviewed before anything runs by it.`,
    ...origin,
  ];
}

function toCheck(source: HolidaySource, fitted: readonly Fitted<HolidayGroup>[]): string[] {
  const has = (reckoning: Reckoning) =>
    fitted.some(({ group }) => group.rule.reckoning === reckoning);
  const moved = fitted.some(({ group }) => group.days.some(({ isSubstitute }) => isSubstitute));
  const others = Object.entries(
    Object.groupBy(
      source.holidays.filter(({ type }) => !source.types.includes(type)),
      ({ type }) => type,
    ),
  ).map(([type, list]) => `${new Set(list?.map(({ rule }) => rule)).size} of type ${type}`);
  return [
    "To check:",
    "- what is decided for one year, such as bridge days, elections or mourning, may lack;",
    ...(moved
      ? ["- days that stand in for a holiday on a weekend: the library's reading of the law;"]
      : []),
    ...(has("islamic")
      ? ["- `by the moon: may be a day off`: such a day is announced shortly before it;"]
      : []),
    ...(has("moon") || has("sun")
      ? ["- `computed`: by astronomy, until the country publishes the date;"]
      : []),
    ...(others.length > 0 ? [`- left out, see --types: ${others.join(", ")};`] : []),
    `- a rule gives the library's dates up to ${source.years.until + checkedYears}; plain dates are to be continued before \`until\`.`,
  ];
}

/** Days of which a holiday takes a part, one entry for each of their texts where that names a day of the year. */
function partDays(holidays: readonly LibraryHoliday[], isDrafted: (day: number) => boolean) {
  const found = new Map<string, DraftEntry>();
  for (const holiday of holidays)
    for (const day of daysOf(holiday).parts) {
      if (!isDrafted(day)) continue;
      const { base, reckoning } = readLibraryRule(holiday.rule);
      const yearly = /^\d\d-\d\d$/.test(base) && dateOf(day).endsWith(base);
      const date = yearly ? base : dateOf(day);
      const name = nameText(holiday.name);
      const time = holiday.date.slice(11, 16);
      const comment = [
        time === "00:00" ? "the last hours of it" : `from ${time}`,
        ...(holiday.type === "public" ? [] : [holiday.type]),
        ...(reckoning === null ? [] : [reckoned[reckoning]]),
      ].join("; ");
      found.getOrInsert(date, { rule: { date, ...(name && { name }) }, comment });
    }
  const entries = [...found.values()];
  return entries.length === 0 ? [] : [{ title: "Only a part of the day, so not in it:", entries }];
}
