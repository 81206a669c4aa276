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

/** How many due times of triggers fall into each hour of a day after `now`; equal schedules are computed once. */
export function dueByHour(
  triggers: readonly Pick<Trigger, "schedule" | "timezone">[],
  { from, to, hours }: DayOfZone,
  now: number,
): number[] {
  const due = Array.from({ length: hours }, () => 0);
  const alike = Map.groupBy(triggers, ({ schedule, timezone }) =>
    JSON.stringify([schedule, timezone]),
  );
  for (const [one, ...others] of alike.values()) {
    if (one === undefined) continue;
    let left = mostOfOne;
    for (const at of occurrences(compileSchedule(one.schedule, one.timezone), now + 1, to)) {
      const hour = Math.floor((at - from) / hourMs);
      due[hour] = (due[hour] ?? 0) + 1 + others.length;
      if (--left === 0) break;
    }
  }
  return due;
}
