// When systemd would start a timer: every time of the wall clock that matches, the first time that clocks show it.

import { dateText } from "#core/schedule/clock-text.ts";
import type { LegacyFire } from "#migrators/simulate.ts";
import { stretches } from "../zone.ts";
import { type CalendarEvent, readCalendar } from "./calendar.ts";

const daySeconds = 86_400;

/** Of several texts each instant once, for the date of the first text that has it. @param from Minutes since 1970, UTC. */
export function* calendarFires(
  texts: readonly string[],
  host: string,
  from: number,
  to: number,
): Generator<LegacyFire> {
  const events = texts.map(readCalendar).filter((event) => event !== null);
  const lists = events.map((event) => firesOf(event, event.zone ?? host, from, to));
  const next = lists.map((list) => list.next());
  let last = Number.NEGATIVE_INFINITY;
  for (;;) {
    let first: LegacyFire | null = null;
    let at = -1;
    for (const [index, { done, value }] of next.entries())
      if (!done && (first === null || value.at < first.at)) {
        first = value;
        at = index;
      }
    if (first === null) return;
    if (first.at > last) yield first;
    last = first.at;
    next[at] = (lists[at] as Generator<LegacyFire>).next();
  }
}

function* firesOf(
  event: CalendarEvent,
  timezone: string,
  from: number,
  to: number,
): Generator<LegacyFire> {
  const zone = stretches(timezone, from, to);
  for (let day = Math.floor(from / 1440); day * 1440 < to; day++) {
    if (!isDay(event, day)) continue;
    for (const time of event.times) {
      const wall = day * daySeconds + time;
      const stretch = zone.find(
        ({ start, end, offset }) => wall >= (start + offset) * 60 && wall < (end + offset) * 60,
      );
      if (stretch !== undefined)
        yield { date: dateText(day), at: (wall - stretch.offset * 60) * 1000 };
    }
  }
}

/** @param day Days since 1970 of the wall clock. */
function isDay({ weekdays, years, months, days, isFromEnd }: CalendarEvent, day: number): boolean {
  const date = new Date(day * daySeconds * 1000);
  const [year, month, monthDay] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (!weekdays.has(date.getUTCDay()) || !months.has(month + 1)) return false;
  if (years !== null && !years.has(year)) return false;
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return days.has(isFromEnd ? length - monthDay + 1 : monthDay);
}
