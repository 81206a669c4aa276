// Cycles as `repeat`.

import type { RepeatSpec } from "#schemas/types.ts";
import type { Cyclic } from "../legacy/schedule.ts";
import { Unsayable } from "./unsayable.ts";
import {
  clockOf,
  dayMinutes,
  endWords,
  fromNewDay,
  type Minutes,
  minutesOf,
} from "./window-words.ts";

/** Of a job: when its first iteration may begin, in minutes from new day, and whether `notBefore` says so. */
export interface CycleStart {
  start: number;
  opens: number;
  window: Minutes;
  newDay: string;
}

/** A cycle ends with its business date at the latest. @throws Unsayable */
export function repeatWords(
  cyclic: Cyclic,
  { start, opens, window, newDay }: CycleStart,
): RepeatSpec {
  const most = cyclic.max?.value;
  const max = most === undefined ? {} : { max: most };
  const dayEnd = (Math.floor(start / dayMinutes) + 1) * dayMinutes;
  const until = Math.min(window.until ?? dayEnd, dayEnd);
  if (start > until) throw new Unsayable("its window is over when its folder orders it");
  if (cyclic.kind === "times") {
    const { toleranceMinutes } = cyclic;
    const tolerance = toleranceMinutes ?? 0;
    const offsets = cyclic.at
      .map((time) => fromNewDay(time, newDay))
      .filter((offset) => offset >= start - tolerance)
      .map((offset) => Math.max(offset, start))
      .filter((offset) => offset < dayEnd && offset <= until)
      .sort((a, b) => a - b);
    if (offsets.length === 0) throw new Unsayable("its times lie outside of its window");
    const times = [...new Set(offsets)].map((offset) => clockOf(offset + minutesOf(newDay)));
    return { times, ...(tolerance > 0 && { tolerance: `${tolerance}m` }), ...max };
  }
  const from = cyclic.minutes === 0 ? "end" : cyclic.base;
  return {
    every: everyOf(cyclic),
    ...(from === "start" ? {} : { from }),
    // A window of no length is open for its minute.
    until: endWords(Math.max(until, opens + 1), opens, newDay),
    ...max,
  };
}

function everyOf({
  minutes,
}: Extract<Cyclic, { base: unknown }>): NonNullable<RepeatSpec["every"]> {
  if (typeof minutes === "number") return minutes === 0 ? "1s" : lengthOf(minutes);
  if (minutes.includes(0)) throw new Unsayable("an iteration follows another at once");
  return minutes.map(lengthOf);
}

function lengthOf(minutes: number): string {
  const [days, hours, rest] = [
    Math.floor(minutes / dayMinutes),
    Math.floor((minutes % dayMinutes) / 60),
    minutes % 60,
  ];
  return [
    days > 0 ? `${days}d` : "",
    hours > 0 ? `${hours}h` : "",
    rest > 0 ? `${rest}m` : "",
  ].join("");
}
