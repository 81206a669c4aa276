// Which due times of a trigger have come, and which of them run.

import type { Missed, Trigger } from "../pipeline.ts";
import { type Compiled, compileSchedule, occurrences } from "./schedule.ts";

export interface DueSlot {
  /** Milliseconds since 1970. */
  at: number;
  /** `t:<instant>#<ordinal>`; the ordinal counts repeats of one instant, which only the daemons' dialects have. */
  slot: string;
  /** Seen later than the tolerance allows. */
  missed: boolean;
  /** Null when it runs; else why it is skipped, for the row that records it. */
  reason: string | null;
}

/** A due time seen within a minute is on time: ticks are seconds apart, a restart takes some. */
const toleranceMs = 60_000;

/**
 * Every due time after `cursor` (exclusive) up to `now` (inclusive), oldest first, at most `limit` (more only where the
 * last instant repeats): the rest follows with the last one as cursor. Each is a row, run or skipped; none is lost.
 * `missed`: `none` skips what is late; `latest` runs the newest of it, unless one on time makes it stale; `all` runs it,
 * with a limit the newest of it.
 */
export function dueSlots(
  trigger: Trigger,
  cursor: number,
  now: number,
  limit: number,
  tolerance = toleranceMs,
): DueSlot[] {
  const compiled = compileSchedule(trigger.schedule, trigger.timezone);
  const instants: number[] = [];
  for (const at of occurrences(compiled, cursor + 1, now + 1)) {
    instants.push(at);
    // Repeats of one instant stay together: the cursor can't stand between them.
    if (instants.length > limit && at !== instants[limit - 1]) break;
  }
  const newest = instants.length - 1;
  const { missed: policy } = trigger;
  const first =
    typeof policy === "string"
      ? Number.NEGATIVE_INFINITY
      : firstWithin(compiled, cursor, now - tolerance, policy.limit);
  const end = instants.lastIndexOf(instants[limit - 1] ?? Number.NaN) + 1 || instants.length;
  return [...numbered(instants.slice(0, end))].map(({ at, ordinal }, index) => {
    const missed = at < now - tolerance;
    const runs =
      !missed ||
      policy === "all" ||
      (policy === "latest" && index === newest) ||
      (typeof policy === "object" && at >= first);
    return { at, slot: slotOf(at, ordinal), missed, reason: runs ? null : reasonOf(policy) };
  });
}

const reasonOf = (policy: Missed): string =>
  typeof policy === "string"
    ? `missed (\`missed: ${policy}\`)`
    : `missed, and more than ${policy.limit} later ones were (\`missed: {policy: all, limit: ${policy.limit}}\`)`;

/** The oldest of the newest `limit` due times that are late: those before it are too many. */
function firstWithin(compiled: Compiled, cursor: number, late: number, limit: number): number {
  const newest: number[] = [];
  let count = 0;
  for (const at of occurrences(compiled, cursor + 1, late)) newest[count++ % limit] = at;
  return count <= limit ? Number.NEGATIVE_INFINITY : (newest[count % limit] as number);
}

/** Instants in ascending order, each with how many equal ones came before it. */
export function* numbered(instants: Iterable<number>): Generator<{ at: number; ordinal: number }> {
  let last = Number.NaN;
  let ordinal = 0;
  for (const at of instants) {
    ordinal = at === last ? ordinal + 1 : 0;
    last = at;
    yield { at, ordinal };
  }
}

/** The slot of a due time. */
export const slotOf = (at: number, ordinal = 0): string =>
  `t:${Temporal.Instant.fromEpochMilliseconds(at)}#${ordinal}`;
