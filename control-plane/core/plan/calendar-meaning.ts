// Words for what changes of a calendar: the days that come into it and go from it, and not the rules that say so.

import type { Calendar } from "../calendar/calendar.ts";
import { dateOf, dayOf, daysFrom } from "../calendar/date.ts";
import { compileCalendar } from "../calendar/days.ts";
import { gotAndLost, sides } from "./wording.ts";

/** Holidays come round within a year; a month more shows one that moves. */
const lookedAtDays = 400;

/** By the two sides: the pipelines that use a calendar share its object. */
const known = new WeakMap<Calendar, WeakMap<Calendar, { from: number; text: string }>>();

/** Such as `calendar bank: + 2026-12-31; - 2026-12-24`. @param from A day number, the first that is looked at. */
export function calendarChange(before: Calendar, after: Calendar, from: number): string {
  const ofBefore = known.getOrInsertComputed(before, () => new WeakMap());
  const found = ofBefore.get(after);
  if (found?.from === from) return found.text;
  const text = `calendar ${after.name}: ${daysChanged(before, after, from)}`;
  ofBefore.set(after, { from, text });
  return text;
}

/** Beyond the earlier end there is nothing to compare: that it ends is one thing, and not each day after it. */
function daysChanged(before: Calendar, after: Calendar, from: number): string {
  const ends = [before.until, after.until].flatMap((date) => (date === null ? [] : dayOf(date)));
  const last = Math.min(from + lookedAtDays - 1, ...ends);
  const days = (calendar: Calendar): string[] => {
    const { has } = compileCalendar(calendar);
    return daysFrom(from, last + 1)
      .filter((day) => has(day))
      .map(dateOf);
  };
  const changes = gotAndLost(days(before), days(after));
  const end =
    before.until === after.until ? [] : [`ends ${sides(before.until, after.until, "never")}`];
  const parts = [...end, ...(changes === null ? [] : [changes])];
  return parts.length > 0
    ? parts.join("; ")
    : `written otherwise, the same days until ${dateOf(last)}`;
}

/** The first day that a plan is about. */
export const dayOfInstant = (at: Temporal.Instant): number => dayOf(at.toString().slice(0, 10));
