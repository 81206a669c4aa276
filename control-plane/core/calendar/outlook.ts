// What a calendar says of the days to come, for people who look through calendars.

import { weekday } from "../schedule/civil.ts";
import { type Calendar, type Weekday, weekdays } from "./calendar.ts";
import { dateOf, dayOf } from "./date.ts";
import { compileCalendar } from "./days.ts";

export interface LeftOut {
  date: string;
  /** As the calendar names it; null: it doesn't. */
  name: string | null;
}

/** A calendar without weekdays is compared with Monday to Friday. */
const usual: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const lookAhead = 400;

/** The next days that its weekdays would have and it leaves out; those beyond its end are not exclusions. */
export function nextLeftOut(calendar: Calendar, from: string, count: number): LeftOut[] {
  const { decide, has } = compileCalendar(calendar);
  const own = calendar.weekdays ?? usual;
  const first = dayOf(from);
  const last = calendar.until === null ? first + lookAhead : dayOf(calendar.until);
  const found: LeftOut[] = [];
  for (let day = first; day <= Math.min(last, first + lookAhead) && found.length < count; day++) {
    if (has(day) || !own.includes(weekdays[weekday(day)] as Weekday)) continue;
    const { part, index } = decide(day);
    const name =
      part === "except" && index !== null ? (calendar.except[index]?.name ?? null) : null;
    found.push({ date: dateOf(day), name });
  }
  return found;
}

/** How many days beyond a date it still says something about; null: it has no end. Negative once it has ended. */
export const daysAhead = ({ until }: Pick<Calendar, "until">, from: string): number | null =>
  until === null ? null : dayOf(until) - dayOf(from);

/** The days of a year that it has. */
export function daysInYear(calendar: Calendar, year: number): string[] {
  const { has } = compileCalendar(calendar);
  const [first, end] = [dayOf(`${year}-01-01`), dayOf(`${year + 1}-01-01`)];
  return Array.from({ length: end - first }, (_, n) => first + n)
    .filter(has)
    .map(dateOf);
}
