// The days of an iCalendar file's events: repetitions worked out, exceptions taken away, replaced occurrences put in their place.

import type { IcsProblem } from "./content-lines.ts";
import type { IcsEvent } from "./event.ts";
import type { IcsFile } from "./events.ts";
import { recurringDays } from "./recurrence.ts";

export interface EventDays {
  event: IcsEvent;
  /** Days on which it begins, sorted; each has `event.length` days. */
  starts: number[];
}

/** Nothing that people read has more; a day each day for 100 years is 36,500. */
const mostDays = 500_000;

/**
 * Without cancelled events. @param end Day number before which days are worked out.
 */
export function daysOfEvents(
  { events }: IcsFile,
  end: number,
  problems: IcsProblem[],
): EventDays[] {
  const replaced = Map.groupBy(
    events.filter(({ uid, replaces }) => uid !== null && replaces !== null),
    ({ uid }) => uid,
  );
  let left = mostDays;
  return events
    .filter(({ isCancelled }) => !isCancelled)
    .map((event) => {
      const gone = new Set(event.removed);
      if (event.replaces === null && event.uid !== null)
        for (const { replaces } of replaced.get(event.uid) ?? []) gone.add(replaces as number);
      const starts = new Set(left > 0 ? [...repeated(event, end, problems), ...event.added] : []);
      const size = starts.size * event.length;
      if (left > 0 && left <= size) {
        const message = `with this event the file has more than ${mostDays} days`;
        problems.push({ line: event.line, message });
      }
      left -= size;
      return { event, starts: [...starts].filter((day) => !gone.has(day)).sort((a, b) => a - b) };
    });
}

function repeated(event: IcsEvent, end: number, problems: IcsProblem[]): number[] {
  const { rule, start, last, line } = event;
  if (rule === null) return [start];
  const found = [...recurringDays(rule, start, last, Math.max(end, start + 1))];
  // By RFC 5545 it is undefined what such an event means, and programs differ.
  if (found[0] !== start) {
    const message = "DTSTART is no day of its RRULE, and what that means is undefined";
    problems.push({ line, message, help: "correct one of the two" });
  }
  return found;
}

/** Whether it goes on for ever. */
export const isEndless = ({ rule, last }: IcsEvent): boolean =>
  rule !== null && rule.count === null && last === Number.POSITIVE_INFINITY;
