// Dates and times of day as texts. Fire times by the million share a few dates and 86,400 times of day: looked up they
// cost a tenth of `toISOString`.

import { dateOf } from "../calendar/date.ts";

const daySeconds = 86_400;
/** Whoever walks in time order asks for a few dates around one; beyond this the memo starts again. */
const memoSize = 1_000;

const dates = new Map<number, string>();
const times: string[] = [];

/** YYYY-MM-DD of a day number. */
export function dateText(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= memoSize) dates.clear();
  const made = dateOf(day);
  dates.set(day, made);
  return made;
}

/** `2026-11-23T06:00:00` of seconds since 1970 that a clock shows. */
export function clockText(shown: number): string {
  const day = Math.floor(shown / daySeconds);
  const second = shown - day * daySeconds;
  times[second] ??= new Date(second * 1000).toISOString().slice(10, 19);
  return dateText(day) + times[second];
}
