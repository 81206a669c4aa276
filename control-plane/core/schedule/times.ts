// The times of day of a schedule, each with how many days the clock is after the business date that it counts for.

import type { Interval, Structured } from "./structured.ts";

const daySeconds = 86_400;

/** Neighbouring times that count for the same date. */
export interface Block {
  /** Index of the first time after them. */
  end: number;
  /** Days from the date to that of the clock: 0 to 2. */
  back: number;
}

/** Seconds since midnight of `HH:MM`. */
export function secondsOfClock(clock: string): number {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (!found) throw new Error(`"${clock}" is not a time HH:MM`);
  return Number(found[1]) * 3600 + Number(found[2]) * 60;
}

/** Seconds since midnight, ascending and distinct. @throws Error for what `checkSchedule` refuses. */
export function timesOf({ clock }: Structured): number[] {
  const seconds = "everyMs" in clock ? offsetsOf(clock) : clock.map(secondsOfClock);
  return [...new Set(seconds.map((at) => at % daySeconds))].sort((a, b) => a - b);
}

/** Seconds after midnight of the day on which the interval begins, ascending. */
export function offsetsOf(clock: Interval): number[] {
  const step = Math.round(clock.everyMs / 1000);
  if (step < 1) throw new Error("`every` must be at least a second");
  const from = secondsOfClock(clock.from ?? "00:00");
  const until = clock.until === null ? daySeconds - 1 : secondsOfClock(clock.until);
  const last = until < from ? until + daySeconds : until;
  const offsets: number[] = [];
  for (let at = from; at <= last; at += step) offsets.push(at);
  return offsets;
}

/** A time before new day counts for the date before; an interval over midnight as a whole for the date on which it begins. */
export function blocksOf(
  times: readonly number[],
  newDay: number,
  clock: Structured["clock"] | null,
): Block[] {
  const early = (time: number) => Number(time < newDay);
  const begins = clock && isOverMidnight(clock) ? secondsOfClock(clock.from ?? "00:00") : null;
  const backOf = (time: number) =>
    begins === null ? early(time) : early(begins) + Number(time < begins);
  const blocks: Block[] = [];
  for (const [index, time] of times.entries()) {
    const back = backOf(time);
    const last = blocks.at(-1);
    if (last?.back === back) last.end = index + 1;
    else blocks.push({ end: index + 1, back });
  }
  return blocks;
}

/** Whether some of it is due on the day after that on which it begins. */
export const isOverMidnight = (clock: Structured["clock"]): clock is Interval =>
  "everyMs" in clock && (offsetsOf(clock).at(-1) ?? 0) >= daySeconds;
