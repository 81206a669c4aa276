// What becomes of local times that never exist or exist twice: the one thing in which dialects differ about clocks.

import type { Segment } from "./zone.ts";

/**
 * `once`: each local time fires when a clock first shows it or, where none ever does, when clocks jump past it.
 * `first`: fires when a clock first shows it, and never where none does.
 * `shown`: fires each time a clock shows it, so twice or never around a change.
 * `owed`: as Vixie's daemons treat times of which neither minute nor hour begins with `*`. After a jump forward of less
 * than three hours each time that was skipped fires at once, one run each; after one back of up to three hours nothing
 * that has fired fires again. A longer jump is a clock that was set: nothing is caught up or suppressed.
 * `last`: as AutoSys treats start times. What clocks show twice fires the second time; of what they skip the first time of
 * the gap fires, so many seconds after it as the time lies minutes within, and no other.
 */
export type ClockPolicy = "once" | "first" | "shown" | "owed" | "last";

const longestSeconds = 3 * 3600;

/** The first local second that is due in a segment. */
export function dueFrom(policy: ClockPolicy, { start, offset, reached }: Segment): number {
  const shown = start + offset;
  if (policy === "shown" || policy === "last") return shown;
  if (policy === "first") return Math.max(shown, reached);
  if (policy === "once") return reached;
  const skipped = shown - reached;
  return skipped < longestSeconds && skipped >= -longestSeconds ? reached : shown;
}
