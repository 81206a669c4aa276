// The due times of a schedule that are nearest to a business date, and the rule of its days that leaves a date out.

import { type DayRule, dayBegins } from "../business-date.ts";
import { dayOf } from "../calendar/date.ts";
import { leftOutByRule } from "../calendar/named-dates.ts";
import type { Schedule, Trigger } from "../pipeline.ts";
import { monthNames, weekday, weekdayNames } from "./civil.ts";
import { cronFields } from "./cron-text.ts";
import { type Days, dayMatches } from "./days.ts";
import { compileSchedule, next, occurrences } from "./schedule.ts";
import { structured } from "./structured.ts";
import { secondsOfClock } from "./times.ts";

const dayMs = 86_400_000;
/** Days to look back through: a day to eight years (29 February around 2100). */
const lookBackDays = [2, 9, 33, 368, 2924];

/** The last before the date's own and the first after, in milliseconds since 1970; null on a side without one. */
export function dueAround(
  trigger: Pick<Trigger, "schedule"> & DayRule,
  date: string,
): { before: number | null; after: number | null } {
  const compiled = compileSchedule(trigger.schedule, trigger.timezone);
  const begins = dayBegins(date, trigger);
  const after = next(compiled, dayBegins(date, trigger, 1) - 1);
  for (const days of lookBackDays) {
    let before: number | null = null;
    for (const at of occurrences(compiled, begins - days * dayMs, begins)) before = at;
    if (before !== null) return { before, after };
  }
  return { before: null, after };
}

/** Which of its rules leaves a date out; null when none of them does. Times before new day are the next calendar day's. */
export function leavesOut(
  { schedule, newDay }: Pick<Trigger, "schedule"> & Pick<DayRule, "newDay">,
  date: string,
): string | null {
  return (
    ("cron" in schedule ? leftOutByCron(schedule, newDay, date) : null) ??
    leftOutByCalendar(schedule, date)
  );
}

function leftOutByCalendar(schedule: Schedule, date: string): string | null {
  const { dates } = compileSchedule(schedule, "UTC");
  if (dates === null) return null;
  const on = structured(schedule)?.on ?? null;
  const rule = on === null ? null : leftOutByRule(on, dates.compiled, dayOf(date));
  if (!dates.compiled.has(dayOf(date))) return `${dates.compiled.calendar.name} leaves it out`;
  return rule ?? "its run is moved";
}

function leftOutByCron(
  schedule: Extract<Schedule, { cron: string }>,
  newDay: string,
  date: string,
): string | null {
  const { days: rule, times } = compileSchedule(schedule, "UTC");
  if (rule === null) return null;
  const begins = secondsOfClock(newDay);
  const early = times.filter((time) => time < begins);
  const days = [...(early.length < times.length ? [0] : []), ...(early.length > 0 ? [1] : [])];
  for (const plus of days) {
    const day = Temporal.PlainDate.from(date).add({ days: plus }).toString();
    const text = leavesDayOut(schedule, rule, day);
    if (text === null) continue;
    // Else a rule about Saturday reads as a mistake beside the date of a Friday.
    return plus === 0 ? text : `${earlyText(early, newDay)} on ${day}, and ${text}`;
  }
  return null;
}

/** `06:00 of that date is`, of times of day in seconds. */
function earlyText([first = 0, ...more]: readonly number[], newDay: string): string {
  if (more.length > 0) return `times before ${newDay} of that date are`;
  const clock = new Temporal.PlainTime().add({ seconds: first });
  return `${clock.toString({ smallestUnit: "minute" })} of that date is`;
}

function leavesDayOut(
  { cron: text, dialect }: Extract<Schedule, { cron: string }>,
  rule: Days,
  date: string,
): string | null {
  const at = dayOf(date);
  if (dayMatches(rule, at)) return null;
  const [, month = 0, day = 0] = date.split("-").map(Number);
  const dayName = weekdayNames[weekday(at)];
  if (dialect === "systemd") return `its days (${text}) leave out ${dayName} the ${day}.`;
  const [, , days, months, weekdays] = cronFields(text);
  if ((rule.months & (1 << month)) === 0)
    return `its months (${months}) leave out ${monthNames[month - 1]}`;
  if (rule.either)
    return `neither its days of the month (${days}) nor its weekdays (${weekdays}) have ${dayName} the ${day}.`;
  return dayMatches({ ...rule, weekdays: 127 }, at)
    ? `its weekdays (${weekdays}) leave out ${dayName}`
    : `its days of the month (${days}) leave out the ${day}.`;
}
