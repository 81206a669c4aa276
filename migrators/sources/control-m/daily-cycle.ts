// When the iterations of a cyclic job are due on their date, as its ends come to be known.

import type { Active } from "./active-job.ts";
import type { Instants } from "./simulate.ts";
import { fromNewDay } from "./times.ts";

/** Of a list of times the first that is not too long ago, in milliseconds since 1970; null: none is left. @param start Minutes from New Day. */
export function firstTime(active: Active, start: number, instants: Instants): number | null {
  const { repeat } = active.of;
  if (repeat?.kind !== "times") return null;
  const next = timesOf(active, instants).find(({ offset }) => offset >= start - repeat.tolerance);
  return next?.at ?? null;
}

function timesOf({ of, day }: Active, instants: Instants): { offset: number; at: number }[] {
  if (of.repeat?.kind !== "times") return [];
  const offsets = of.repeat.at.map((time) => fromNewDay(time, of.newDay)).sort((a, b) => a - b);
  return offsets.map((offset) => ({ offset, at: instants.of(of.zone, day, of.newDay + offset) }));
}

/** After an end at `now`; null: there is none. The limits of the cycle are left aside. */
export function nextIteration(active: Active, now: number, instants: Instants): number | null {
  const { of, startedAt, dueAt, runs } = active;
  const { repeat } = of;
  if (repeat === null) return null;
  if (repeat.kind === "times") {
    const late = now - repeat.tolerance * 60_000;
    const next = timesOf(active, instants).find(({ at }) => at > dueAt && at >= late);
    return next ? Math.max(next.at, now) : null;
  }
  const minutes = repeat.kind === "sequence" ? repeat.minutes[runs - 1] : repeat.minutes;
  if (minutes === undefined) return null;
  const interval = minutes * 60_000;
  if (repeat.base === "E") return now + interval;
  if (repeat.base === "S" || interval === 0) return Math.max(startedAt + interval, now);
  return dueAt + Math.max(1, Math.ceil((now - dueAt) / interval)) * interval;
}
