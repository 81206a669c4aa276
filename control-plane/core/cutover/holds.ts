// Holds of another scheduler, as they were read back: whether it is proved that it won't start a job.

/**
 * `held`: on hold, or its line is commented out. `iced`: passed over, so that what waits for it there goes on as if it had
 * succeeded. `absent`: the scheduler doesn't know it any more. `active`: it may start. `unknown`: the reading doesn't say.
 */
export const holdStates = ["held", "iced", "absent", "active", "unknown"] as const;
export type HoldState = (typeof holdStates)[number];

/** By what it was read. */
export const holdReaders = ["crontab", "autorep", "control-m"] as const;
export type HoldReader = (typeof holdReaders)[number];

/** One job, as one source has it or all of them together. */
export interface HoldReading {
  job: string;
  state: HoldState;
  /** Milliseconds since 1970. */
  readAt: number;
}

/** The worst comes first: a job that one host's table still starts is not held by another's. */
const worst: readonly HoldState[] = ["active", "unknown", "iced", "held", "absent"];

/** By job: the worst state that any source has, read as long ago as the oldest of them. */
export function heldJobs(readings: readonly HoldReading[]): Map<string, HoldReading> {
  const jobs = new Map<string, HoldReading>();
  for (const { job, state, readAt } of readings) {
    const known = jobs.get(job);
    if (known === undefined) jobs.set(job, { job, state, readAt });
    else
      jobs.set(job, {
        job,
        state: worst.indexOf(state) < worst.indexOf(known.state) ? state : known.state,
        readAt: Math.min(known.readAt, readAt),
      });
  }
  return jobs;
}

/** Whether the other scheduler starts it by itself no more. */
export const isHeld = (state: HoldState): boolean =>
  state === "held" || state === "iced" || state === "absent";

/** Why the hold of a job is no proof now. */
export interface Unheld {
  job: string;
  why: "never read" | "stale" | "active" | "unknown";
  /** When it was read, in milliseconds since 1970; null: never. */
  readAt: number | null;
}

/** @param withinMs How old a reading may be. */
export function unheldJobs(
  jobs: readonly string[],
  held: ReadonlyMap<string, HoldReading>,
  { now, withinMs }: { now: number; withinMs: number },
): Unheld[] {
  return jobs.flatMap((job): Unheld[] => {
    const found = held.get(job);
    if (found === undefined) return [{ job, why: "never read", readAt: null }];
    const { state, readAt } = found;
    if (!isHeld(state)) return [{ job, why: state as "active" | "unknown", readAt }];
    return now - readAt > withinMs ? [{ job, why: "stale", readAt }] : [];
  });
}
