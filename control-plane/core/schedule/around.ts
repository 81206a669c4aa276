// The due times nearest to a business date for which a schedule has none, and the rule of its days that leaves the date out.

import type { Schedule, Trigger } from "../pipeline.ts";
import { weekday } from "./civil.ts";
import { cronFields, parseCron } from "./cron.ts";
import { businessDate } from "./due.ts";
import { compileSchedule, occurrences } from "./schedule.ts";

const dayMs = 86_400_000;
/** Days to look back through: a day to eight years (29 February around 2100). */
const lookBackDays = [3, 9, 33, 368, 2924];
const lookAheadDays = 2924;

/** The last before the date's own and the first after, in milliseconds since 1970; null on a side without one. */
export function dueAround(
  { schedule, timezone }: Pick<Trigger, "schedule" | "timezone">,
  date: string,
): { before: number | null; after: number | null } {
  const compiled = compileSchedule(schedule, timezone);
  // A local date lies within a day and a half of the same date in UTC.
  const middle = Date.parse(date);
  let after: number | null = null;
  for (const at of occurrences(compiled, middle - 2 * dayMs, middle + lookAheadDays * dayMs)) {
    if (businessDate(at, timezone) <= date) continue;
    after = at;
    break;
  }
  for (const days of lookBackDays) {
    let before: number | null = null;
    for (const at of occurrences(compiled, middle - days * dayMs, middle + 3 * dayMs)) {
      if (businessDate(at, timezone) >= date) break;
      before = at;
    }
    if (before !== null) return { before, after };
  }
  return { before: null, after };
}

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const monthNames =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** Which of its rules leaves a day out; null when none of them does. */
export function leavesOut(schedule: Schedule, date: string): string | null {
  if (!("cron" in schedule)) return null;
  const { cron } = parseCron(schedule.cron);
  if (cron === null) return null;
  const [, , days, months, weekdays] = cronFields(schedule.cron);
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
