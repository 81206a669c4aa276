// RRULE of iCalendar → ways to say the same in rules of ours; `fit.ts` takes one that gives its very days.

import { civilDate } from "../../schedule/civil.ts";
import { type CalendarRule, months } from "../calendar.ts";
import { dateOf } from "../date.ts";
import type { IcsEvent } from "../ics/event.ts";

/** Empty where dates alone say it. */
export function waysOfEvent({ rule, start, length }: IcsEvent): CalendarRule[][] {
  if (rule === null) return [];
  const date = dateOf(start).slice(5);
  const isPlain = rule.positions.length === 0 && rule.yearDays.length === 0;
  if (length > 1) {
    const until = dateOf(start + length - 1).slice(5);
    return rule.frequency === "YEARLY" ? [[{ from: date, until }]] : [];
  }
  const named = rule.months.flatMap((month) => months[month - 1] ?? []);
  const month = named.length > 0 ? { month: named } : {};
  const on = rule.weekdays.map(({ day }) => day);
  const [nth = 0, ...others] = new Set(rule.weekdays.map(({ nth: one }) => one));
  const [position, ...further] = rule.positions;
  const [day, ...days] = rule.monthDays;
  const isMonthly = rule.frequency === "MONTHLY" || named.length > 0;
  const ways: CalendarRule[] = [];
  if (isMonthly && on.length === 1 && nth !== 0 && isPlain)
    ways.push({ nth, weekday: on, ...month });
  if (isMonthly && position !== undefined && further.length + others.length === 0 && nth === 0)
    ways.push({ nth: position, weekday: on, ...month });
  if (rule.frequency === "YEARLY") ways.push({ date });
  if (isMonthly && days.length === 0) ways.push({ day: day ?? civilDate(start).day, ...month });
  if (rule.frequency === "DAILY" || rule.frequency === "WEEKLY") {
    const every = rule.interval * (rule.frequency === "WEEKLY" ? 7 : 1);
    ways.push({ every, from: dateOf(start) });
  }
  return ways.map((way) => [way]);
}
