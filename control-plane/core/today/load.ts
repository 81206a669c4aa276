// A day's load: hours from midnight to midnight in a zone, with what began in each and what is still due.

import type { Trigger } from "../pipeline.ts";
import { compileSchedule, occurrences } from "../schedule/schedule.ts";

const hourMs = 3_600_000;

export interface DayOfZone {
  /** Milliseconds since 1970. */
  from: number;
  /** Of the next day. */
  to: number;
  /** 24, or of a day on which clocks change 23 or 25. */
  hours: number;
}

/** The day in which an instant (milliseconds) lies. */
export function dayIn(zone: string, now: number): DayOfZone {
  const at = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const [from, to] = [at.startOfDay(), at.add({ days: 1 }).startOfDay()].map(
    ({ epochMilliseconds }) => epochMilliseconds,
  ) as [number, number];
  return { from, to, hours: Math.ceil((to - from) / hourMs) };
}

/** Due times of a schedule that is due more often within a day are not counted one by one. */
const mostOfOne = 2_000;

/** How many due times of schedules, each with how many triggers have it, fall into each hour of a day after `now`. */
export function dueByHour(
  schedules: readonly (Pick<Trigger, "schedule" | "timezone"> & { count: number })[],
  { from, to, hours }: DayOfZone,
  now: number,
): number[] {
  const due = Array.from({ length: hours }, () => 0);
  for (const { schedule, timezone, count } of schedules) {
    let left = mostOfOne;
    for (const at of occurrences(compileSchedule(schedule, timezone), now + 1, to)) {
      const hour = Math.floor((at - from) / hourMs);
      due[hour] = (due[hour] ?? 0) + count;
      if (--left === 0) break;
    }
  }
  return due;
}
