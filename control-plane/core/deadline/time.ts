// Times of deadlines: `07:00` on the business date, `07:00+1d` on the day after.

import type { PipelineSpec } from "#schemas/types.ts";
import type { Deadline } from "../pipeline.ts";
import { type Bound, localBound } from "../window.ts";

const pattern = /^(\d{2}):(\d{2})(?:\+(\d{1,2})d)?$/;

interface DeadlineTime {
  /** `HH:MM`. */
  time: string;
  /** After the business date. */
  days: number;
}

function parse(text: string): DeadlineTime | null {
  const match = pattern.exec(text);
  return match && { time: `${match[1]}:${match[2]}`, days: Number(match[3] ?? 0) };
}

/** Seconds of clock time since midnight of the business date; null for what is no such time. */
export function deadlineSeconds(text: string): number | null {
  const parsed = parse(text);
  if (parsed === null) return null;
  const [hours, minutes] = parsed.time.split(":").map(Number) as [number, number];
  return parsed.days * 86_400 + hours * 3_600 + minutes * 60;
}

/** The instant that a valid time means for a business date. */
export function deadlineAt(text: string, date: string, timezone: string): Bound {
  const parsed = parse(text);
  if (parsed === null) throw new Error(`the deadline "${text}" was not validated`);
  return localBound(date, parsed.time, timezone, parsed.days);
}

export const normalizeDeadline = (deadline: PipelineSpec["deadline"]): Deadline | null =>
  deadline === undefined
    ? null
    : { finishBy: deadline.finishBy ?? null, startBy: deadline.startBy ?? null };
