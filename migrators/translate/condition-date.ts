// Which business date an event is of, in the words of a spec.

import type { LegacyDate } from "../legacy/condition.ts";

/** The value of `date`; undefined for the run's own, which is what nothing said means. */
export function dateText(date: LegacyDate): string | undefined {
  switch (date.kind) {
    case "same":
      return undefined;
    case "days":
      return date.days === 0 ? undefined : `${date.days > 0 ? "+" : ""}${date.days}d`;
    case "yearDay":
      return date.day;
    default:
      return date.kind;
  }
}

/** An event with its date, as `awaits`, `emits` and `clears` have it. */
export function datedEvent(event: string, date: LegacyDate): { event: string; date?: string } {
  const text = dateText(date);
  return text === undefined ? { event } : { event, date: text };
}

/** Of the waiting pipeline's own schedules. */
export const asksSchedule = ({ kind }: LegacyDate): boolean =>
  kind === "previous" || kind === "next";
