// Calendars that end soon: their pipelines would silently stop, so plans say it while there is time to continue them.

import type { Pipeline } from "../pipeline.ts";
import type { Calendar } from "./calendar.ts";
import { dateOf, dayOf } from "./date.ts";
import { calendarsOf } from "./only-on.ts";

/** Two months before its end a calendar should have been continued. */
const horizonDays = 60;

export interface CalendarEnd {
  calendar: string;
  /** The last date for which it says anything. */
  until: string;
  /** Of the project, that use it; sorted. */
  pipelines: string[];
}

/** Calendars that end by this date (YYYY-MM-DD) are told at an instant. */
export const endHorizon = (at: Temporal.Instant): string =>
  dateOf(dayOf(at.toString().slice(0, 10)) + horizonDays);

export type EndingCalendar = Pick<Calendar, "name" | "until">;

/** Calendars of the days of its tasks (`onlyOn`), such as never end left out. */
export const taskCalendars = ({ tasks }: Pick<Pipeline, "tasks">): EndingCalendar[] =>
  tasks
    .flatMap(({ gates }) => (gates?.onlyOn ? calendarsOf(gates.onlyOn) : []))
    .flatMap(({ name, until }) => (until === null ? [] : { name, until }));

/** Of the calendars of these pipelines, sorted; such as have ended already are among them. */
export function calendarEnds(
  pipelines: readonly (Pick<Pipeline, "name" | "calendar" | "triggers"> & {
    ofTasks?: readonly EndingCalendar[];
  })[],
  at: Temporal.Instant,
): CalendarEnd[] {
  const horizon = endHorizon(at);
  const found = new Map<string, CalendarEnd>();
  for (const { name, calendar, triggers, ofTasks = [] } of pipelines)
    for (const one of [
      calendar,
      ...triggers.map(({ schedule }) => schedule.days?.calendar),
      ...ofTasks,
    ]) {
      if (!one?.until || one.until > horizon) continue;
      const end = found.getOrInsert(one.name, {
        ...{ calendar: one.name, until: one.until, pipelines: [] },
      });
      if (!end.pipelines.includes(name)) end.pipelines.push(name);
    }
  const ends = [...found.values()].sort((a, b) => (a.calendar < b.calendar ? -1 : 1));
  return ends.map((end) => ({ ...end, pipelines: end.pipelines.sort() }));
}

/** For people: `calendar target2 ends on 2026-12-31: nothing runs by it after that (settle)`. */
export function endText({ calendar, until, pipelines }: CalendarEnd): string {
  const [first = ""] = pipelines;
  const who = pipelines.length === 1 ? first : `${first} and ${pipelines.length - 1} more`;
  return `calendar ${calendar} ends on ${until}: nothing runs by it after that (${who})`;
}
