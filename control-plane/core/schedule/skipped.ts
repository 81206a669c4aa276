// The times of day that a change of clocks jumps over and that therefore fire right after it.

import { dueFrom } from "./clock-policy.ts";
import { type Compiled, nextLocal } from "./schedule.ts";
import { segmentAt } from "./zone.ts";

export interface Skipped {
  /** Local seconds since 1970 that never were, ascending; at most `most` of them. */
  times: number[];
  /** What clocks showed at the change, and what right after it. */
  before: number;
  after: number;
}

/** Of the fire times at an instant, in milliseconds since 1970; null where none was skipped. */
export function skippedAt(compiled: Compiled, at: number, most: number): Skipped | null {
  const segment = compiled.segments[segmentAt(compiled.segments, at / 1000)];
  if (segment === undefined || segment.start !== at / 1000) return null;
  const after = segment.start + segment.offset;
  const times: number[] = [];
  let from = dueFrom(compiled.policy, segment);
  while (from < after && times.length < most) {
    const time = nextLocal(compiled, from, after);
    if (time === null) break;
    times.push(time);
    from = time + 1;
  }
  return times.length === 0 ? null : { times, before: segment.reached, after };
}
