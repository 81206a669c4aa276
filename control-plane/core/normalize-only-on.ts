// `onlyOn` as written → the form that the engine asks, and back. Takes a spec without problems.

import type { CalendarDay, OnlyOnSpec } from "#schemas/types.ts";
import { type Calendar, type CalendarRule, months } from "./calendar/calendar.ts";
import type { NamedDates } from "./calendar/named-dates.ts";
import { normalizeCalendar } from "./calendar/normalize.ts";
import type { OnlyDays, OnlyOn } from "./calendar/only-on.ts";
import { inOrderOf, movesOf, movesSpec, namedDates } from "./normalize-schedule.ts";

/** @param named Gives a calendar of the project. @param business What business days are where it names none. */
export function normalizeOnlyOn(
  spec: OnlyOnSpec,
  named: (name: string) => Calendar,
  business: Calendar | null,
): OnlyOn {
  const below = (part: OnlyOnSpec) => normalizeOnlyOn(part, named, business);
  if (spec.any !== undefined) return { any: spec.any.map(below) };
  if (spec.all !== undefined) return { all: spec.all.map(below) };
  if (spec.not !== undefined) return { not: below(spec.not) };
  const own = spec.calendar === undefined ? null : named(spec.calendar);
  const on = counts(spec) ? namedDates(spec) : null;
  if (on !== null) {
    const calendar = own ?? (on.count?.unit === "businessDay" ? business : null);
    return { days: { calendar, ...movesOf(spec) }, on };
  }
  const days = own === null ? null : { calendar: own, ...movesOf(spec) };
  const list = listOf(spec, named);
  return { days, list, ...(spec.months && { months: inOrderOf(months, spec.months) }) };
}

/** Whether it counts days, as a schedule does; else they are a list. */
const counts = ({ nthDay, nthWeekday, nthBusinessDay }: OnlyOnSpec): boolean =>
  [nthDay, nthWeekday, nthBusinessDay].some((nth) => nth !== undefined);

/** Days by themselves. Unlike a calendar's their written-out dates are no promise to be continued: `except` ends nothing. */
function listOf(
  { weekdays, days, except }: OnlyOnSpec,
  named: (name: string) => Calendar,
): Calendar | null {
  const lists = { ...(weekdays && { weekdays }), ...(days && { days }), ...(except && { except }) };
  if (Object.keys(lists).length === 0) return null;
  return { ...normalizeCalendar("onlyOn", lists, named), from: null, until: null };
}

/** What `normalizeOnlyOn` makes the same of. */
export function onlyOnSpec(rule: OnlyOn): OnlyOnSpec {
  if ("any" in rule) return { any: rule.any.map(onlyOnSpec) };
  if ("all" in rule) return { all: rule.all.map(onlyOnSpec) };
  if ("not" in rule) return { not: onlyOnSpec(rule.not) };
  const named = "on" in rule ? namedDatesSpec(rule.on) : listSpec(rule);
  return { ...named, ...(rule.days === null ? {} : movesSpec(rule.days)) };
}

/** Dates that are named, as they are written. */
export function namedDatesSpec({ count, ...dates }: NamedDates) {
  if (count === undefined) return dates;
  const word = { day: "nthDay", weekday: "nthWeekday", businessDay: "nthBusinessDay" } as const;
  return { [word[count.unit]]: count.nth, of: count.of, ...dates };
}

function listSpec({ list, months: named }: Extract<OnlyDays, { list: unknown }>): OnlyOnSpec {
  const { weekdays, days, except } = list ?? { weekdays: null, days: [], except: [] };
  return {
    ...(weekdays && { weekdays }),
    ...(days.length > 0 && { days: days.map(daySpec) }),
    ...(except.length > 0 && { except: except.map(daySpec) }),
    ...(named && { months: named }),
  };
}

const daySpec = (rule: CalendarRule): CalendarDay =>
  ("calendar" in rule ? { ...rule, calendar: rule.calendar.name } : rule) as CalendarDay;
