// What is asked of a simulation: from one bound to another, each an instant or a business date.

import { type DayRule, dayBegins } from "../business-date.ts";

/** Milliseconds since 1970, or a business date (YYYY-MM-DD): each pipeline's own, by its zone and new day. */
export type Bound = { at: number } | { date: string };

/** [from, to) */
export interface Range {
  from: Bound;
  to: Bound;
}

/** Reads `2026-11-23` or an instant with its offset; null for anything else. */
export function boundOf(text: string): Bound | null {
  try {
    return /^\d{4}-\d\d-\d\d$/.test(text)
      ? { date: Temporal.PlainDate.from(text, { overflow: "reject" }).toString() }
      : { at: Temporal.Instant.from(text).epochMilliseconds };
  } catch {
    return null;
  }
}

/** So many days later; days of an instant have 24 hours. */
export const daysAfter = (bound: Bound, days: number): Bound =>
  "at" in bound
    ? { at: bound.at + days * 86_400_000 }
    : { date: Temporal.PlainDate.from(bound.date).add({ days }).toString() };

/** Whether a due time lies in the range. Of two ranges that share a bound, exactly one has it. */
export const holds = ({ from, to }: Range, { at, date }: { at: number; date: string }): boolean =>
  ("at" in from ? at >= from.at : date >= from.date) && ("at" in to ? at < to.at : date < to.date);

/** The instants between which whatever the range holds is due, by rules of which each date is counted by one. */
export function instantsOf(
  { from, to }: Range,
  rules: readonly DayRule[],
): { from: number; to: number } {
  const instants = (bound: Bound): number[] =>
    "at" in bound ? [bound.at] : rules.map((rule) => dayBegins(bound.date, rule));
  return { from: Math.min(...instants(from)), to: Math.max(...instants(to)) };
}
