// The due times nearest to a business date for which a schedule has none, and the rule of its days that leaves the date out.

import { type DayRule, dayBegins } from "../business-date.ts";
import { dayOf } from "../calendar/date.ts";
import type { Schedule, Trigger } from "../pipeline.ts";
import { weekday } from "./civil.ts";
import { cronFields, parseCron } from "./cron.ts";
import { compileSchedule, next, occurrences, secondsOfClock } from "./schedule.ts";

const dayMs = 86_400_000;
/** Days to look back through: a day to eight years (29 February around 2100). */
const lookBackDays = [3, 9, 33, 368, 2924];

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

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const monthNames =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** Which of its rules leaves a date out; null when none of them does. Times before new day are the next calendar day's. */
export function leavesOut(
  { schedule, newDay }: Pick<Trigger, "schedule"> & Pick<DayRule, "newDay">,
  date: string,
): string | null {
  return (
    ("cron" in schedule ? leftOutByCron(schedule.cron, schedule, newDay, date) : null) ??
    leftOutByCalendar(schedule, date)
  );
}

function leftOutByCalendar(schedule: Schedule, date: string): string | null {
  const { dates } = compileSchedule(schedule, "UTC");
  if (dates === null) return null;
  if (!dates.compiled.has(dayOf(date))) return `${dates.compiled.calendar.name} leaves it out`;
  return "nth" in schedule ? "it is another business day" : "its run is moved";
}

function leftOutByCron(
  cron: string,
  schedule: Schedule,
  newDay: string,
  date: string,
): string | null {
  const { times } = compileSchedule(schedule, "UTC");
  const begins = secondsOfClock(newDay);
  const days = [
    ...(times.some((time) => time >= begins) ? [0] : []),
    ...(times.some((time) => time < begins) ? [1] : []),
  ];
  for (const plus of days) {
    const day = Temporal.PlainDate.from(date).add({ days: plus });
    const rule = leavesDayOut(cron, day.toString());
    if (rule !== null) return rule;
  }
  return null;
}

function leavesDayOut(text: string, date: string): string | null {
  const { cron } = parseCron(text);
  if (cron === null) return null;
  const [, , days, months, weekdays] = cronFields(text);
  const [, month = 0, day = 0] = date.split("-").map(Number);
  const weekdayNumber = weekday(Date.parse(date) / dayMs);
  const dayName = dayNames[weekdayNumber];
  if ((cron.months & (1 << month)) === 0)
    return `its months (${months}) leave out ${monthNames[month - 1]}`;
  const isDay = (cron.days & (1 << day)) !== 0;
  const isWeekday = (cron.weekdays & (1 << weekdayNumber)) !== 0;
  if (cron.daysRestricted && cron.weekdaysRestricted)
    return isDay || isWeekday
      ? null
      : `neither its days of the month (${days}) nor its weekdays (${weekdays}) have ${dayName} the ${day}.`;
  if (!isDay) return `its days of the month (${days}) leave out the ${day}.`;
  return isWeekday ? null : `its weekdays (${weekdays}) leave out ${dayName}`;
}
