// Times of deadlines: `07:00` within the business date, `07:00+1d` on the calendar day after it.

import type { PipelineSpec } from "#schemas/types.ts";
import { type DayRule, midnight } from "../business-date.ts";
import type { Deadline } from "../pipeline.ts";
import { type Bound, boundAt, type DayTime, dayStart, firstAfter } from "../window.ts";

const pattern = /^(\d{2}):(\d{2})(?:\+(\d{1,2})d)?$/;

/** Without a word on the day it is the first such time after `from`, by default after new day. */
export function deadlineTime(text: string, from: DayTime): DayTime | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const time = `${match[1]}:${match[2]}`;
  return match[3] === undefined ? firstAfter(time, from) : { time, days: Number(match[3]) };
}

/**
 * Seconds of clock time since midnight of the business date; null for what is no such time, and where new day is not
 * known (null) and decides.
 */
export function deadlineSeconds(text: string, newDay: string | null): number | null {
  if (newDay === null && !text.includes("+")) return null;
  const parsed = deadlineTime(text, dayStart(newDay ?? midnight));
  if (parsed === null) return null;
  const [hours, minutes] = parsed.time.split(":").map(Number) as [number, number];
  return parsed.days * 86_400 + hours * 3_600 + minutes * 60;
}

/** The instant that a valid time means for a business date. */
export function deadlineAt(text: string, date: string, { timezone, newDay }: DayRule): Bound {
  const parsed = deadlineTime(text, dayStart(newDay));
  if (parsed === null) throw new Error(`the deadline "${text}" was not validated`);
  return boundAt(date, parsed, timezone);
}

export const normalizeDeadline = (deadline: PipelineSpec["deadline"]): Deadline | null =>
  deadline === undefined
    ? null
    : { finishBy: deadline.finishBy ?? null, startBy: deadline.startBy ?? null };
