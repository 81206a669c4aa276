// Dates of AutoSys in logs and reports: `MM/DD/YYYY HH:MM:SS`, or by the site's DateFormat the day first.

import type { LogContext } from "./log.ts";

type Three = readonly [number, number, number];

/** `01/31/2026 10:00:00` at the begin of a text, seconds optional; null: none stands there. */
export function readUsDate(
  text: string,
  standard: LogContext["dateStandard"],
): { date: Three; time: Three; length: number } | null {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})[ \t]{1,4}(\d{1,2}):(\d\d)(?::(\d\d))?/.exec(text);
  if (!found) return null;
  const [all, first, second, year, hour, minute, seconds = "0"] = found;
  const [month, day] = standard === "mmdd" ? [first, second] : [second, first];
  return {
    date: [Number(year), Number(month), Number(day)],
    time: [Number(hour), Number(minute), Number(seconds)],
    length: all.length,
  };
}
