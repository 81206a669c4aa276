// A calendar as its file writes it → the form that schedules carry.

import type { CalendarDay, CalendarSpec } from "#schemas/types.ts";
import type { Calendar, CalendarRule, Weekday } from "./calendar.ts";
import { hasYear } from "./date.ts";

/** @param named Gives a calendar that it refers to; each of them was found. */
export function normalizeCalendar(
  name: string,
  spec: CalendarSpec,
  named: (name: string) => Calendar,
): Calendar {
  const list = (days: CalendarDay[] | undefined) => (days ?? []).map((day) => ruleOf(day, named));
  const [days, except, also] = [list(spec.days), list(spec.except), list(spec.also)];
  const within = (spec.within ?? []).map(named);
  const own = {
    from: spec.from ?? null,
    until: spec.until ?? lastListed(spec),
  };
  const others = [...within, ...[days, except, also].flat().flatMap(calendarOf)];
  const froms = [own, ...others].flatMap(({ from }) => from ?? []).sort();
  const untils = [own, ...others].flatMap(({ until }) => until ?? []).sort();
  return {
    also,
    days,
    except,
    from: froms.at(-1) ?? null,
    name,
    until: untils[0] ?? null,
    weekdays: (spec.weekdays as Weekday[] | undefined) ?? null,
    within,
  };
}

const calendarOf = (rule: CalendarRule): Calendar[] => ("calendar" in rule ? [rule.calendar] : []);

function ruleOf(day: CalendarDay, named: (name: string) => Calendar): CalendarRule {
  if (typeof day === "string") return { date: day };
  const { calendar, ...rest } = day;
  return (calendar === undefined ? rest : { ...rest, calendar: named(calendar) }) as CalendarRule;
}

/**
 * The end of a calendar that doesn't say one. Written-out dates come to an end: after the last of them nothing would be
 * in a list of days, and everything in a week whose holidays are a list.
 */
export function lastListed({ weekdays, days = [], except = [], also = [] }: CalendarSpec) {
  if (weekdays === undefined && days.length > 0) {
    const written = also.filter((day) => lastDate(day) !== null);
    return lastOf([...days, ...written]);
  }
  const last = lastOf(except);
  return last === null ? null : `${last.slice(0, 4)}-12-31`;
}

function lastOf(days: readonly CalendarDay[]): string | null {
  const dates = days.map(lastDate);
  return dates.every((date) => date !== null) ? ((dates as string[]).sort().at(-1) ?? null) : null;
}

/** The last date that an entry writes out with its year; null when it goes on each year. */
export function lastDate(day: CalendarDay): string | null {
  const { date, from, until, every } =
    typeof day === "string"
      ? { date: day, from: undefined, until: undefined, every: undefined }
      : day;
  const end = every === undefined ? (date ?? (from === undefined ? null : until)) : until;
  return end != null && hasYear(end) ? end : null;
}
