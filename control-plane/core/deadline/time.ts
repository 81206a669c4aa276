// Times of deadlines: `07:00` within the business date, `07:00+1d` on the calendar day after it, `+10m` after the run was due.

import type { PipelineSpec } from "#schemas/types.ts";
import { type DayRule, midnight } from "../business-date.ts";
import { parseDuration } from "../duration.ts";
import type { Deadline } from "../pipeline.ts";
import { type Bound, boundAt, dayStart, ending, secondsOf } from "../window.ts";

/**
 * Seconds of clock time since midnight of the business date; null for what is no such time, and where new day is not
 * known (null) and decides.
 */
export function deadlineSeconds(text: string, newDay: string | null): number | null {
  if (newDay === null && !text.includes("+")) return null;
  const parsed = ending(text, dayStart(newDay ?? midnight));
  return parsed === null ? null : secondsOf(parsed);
}

/** The instant that a valid time means for a business date. */
export function deadlineAt(text: string, date: string, { timezone, newDay }: DayRule): Bound {
  const parsed = ending(text, dayStart(newDay));
  if (parsed === null) throw new Error(`the deadline "${text}" was not validated`);
  return boundAt(date, parsed, timezone);
}

/** Milliseconds after the run was due, of a text such as `+10m`; null of a time of day. */
export const sinceDue = (text: string): number | null =>
  text.startsWith("+") ? parseDuration(text.slice(1)) : null;

/** The instant by which a run, or a task of it, must have started or ended, in milliseconds since 1970. */
export function deadlineOf(
  text: string,
  { date, dueAt }: { date: string; dueAt: number },
  rule: DayRule,
): number {
  const length = sinceDue(text);
  return length === null ? deadlineAt(text, date, rule).at : dueAt + length;
}

export const normalizeDeadline = (deadline: PipelineSpec["deadline"]): Deadline | null =>
  deadline === undefined
    ? null
    : { finishBy: deadline.finishBy ?? null, startBy: deadline.startBy ?? null };
