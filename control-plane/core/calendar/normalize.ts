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
    until: spec.until ?? lastListed({ ...spec, days: spec.days ?? [], except: spec.except ?? [] }),
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
function lastListed(spec: CalendarSpec & { days: CalendarDay[]; except: CalendarDay[] }) {
  if (spec.weekdays === undefined && spec.days.length > 0) return lastOf(spec.days);
  const last = lastOf(spec.except);
  return last === null ? null : `${last.slice(0, 4)}-12-31`;
}

function lastOf(days: readonly CalendarDay[]): string | null {
  const dates = days.map((day) => (typeof day === "string" ? day : endOf(day)));
  return dates.every((date) => date !== null && hasYear(date))
    ? ((dates as string[]).sort().at(-1) ?? null)
    : null;
}

function endOf({ date, from, until, every }: Exclude<CalendarDay, string>): string | null {
  return every === undefined
    ? (date ?? (from === undefined ? null : (until ?? null)))
    : (until ?? null);
}
