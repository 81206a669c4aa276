// Which window counts for a task that comes too late for its own: none, the next day's, or the nearer of two.

import { businessDate, type DayRule } from "./business-date.ts";
import type { Gates } from "./pipeline.ts";
import { type Bound, windowOf } from "./window.ts";

/** What becomes of a task that has not started by `notAfter`; without a word it is skipped. */
export type Late = "nextOpening" | "nearest";

export interface CountingWindow {
  from: Bound | null;
  to: Bound | null;
  /** Of `nearest`, while a window that is over counts: when the next one begins to, milliseconds since 1970. */
  turnsAt: number | null;
}

type Window = Pick<Gates, "notBefore" | "notAfter" | "late">;

/**
 * Without `late`, the window of the business date. With `nextOpening`, the first of that and of later dates that is not
 * over. With `nearest`, whatever the date: the window that is open, or the one whose edge is nearer, the next opening
 * where both are as near. A task that would have to wait for an opening then waits for it at any later instant too.
 */
export function windowAt(gates: Window, date: string, rule: DayRule, now: number): CountingWindow {
  const own = { ...windowOf(gates, date, rule), turnsAt: null };
  const { late } = gates;
  if (late === undefined || own.to === null) return own;
  // The window of a date is over two days after its beginning; of longer ones, which a template may give, one is open.
  const windows = windowsFrom(gates, dayAfter(businessDate(now, rule), -3), rule);
  if (late === "nearest") return nearest(windows, now);
  if (own.to.at >= now) return own;
  const next = windows.find(({ to }) => to.at >= now) as ClosedWindow;
  return { ...next, turnsAt: null };
}

interface ClosedWindow {
  from: Bound;
  to: Bound;
}

/** Those of eight dates. Without `notBefore` one opens when its date begins. */
const windowsFrom = (gates: Window, date: string, rule: DayRule): ClosedWindow[] =>
  Array.from({ length: 8 }, (_, days) => {
    const notBefore = gates.notBefore ?? rule.newDay;
    return windowOf({ ...gates, notBefore }, dayAfter(date, days), rule) as ClosedWindow;
  });

function nearest(windows: readonly ClosedWindow[], now: number): CountingWindow {
  const open = windows.find(({ from, to }) => from.at <= now && now <= to.at);
  if (open) return { ...open, turnsAt: null };
  const next = windows.find(({ from }) => from.at > now) as ClosedWindow;
  const last = windows.findLast(({ to }) => to.at < now) as ClosedWindow;
  const turnsAt = Math.ceil((last.to.at + next.from.at) / 2);
  return now >= turnsAt ? { ...next, turnsAt: null } : { ...last, turnsAt };
}

const dayAfter = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();
