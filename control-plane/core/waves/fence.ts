// Whether the other scheduler is proved to start a job no more once it is ours: a guard asks for it, or its hold was read back.

import { type PipelineWave, usualHeldMs, usualSeenMs } from "./wave.ts";

export interface FencedJob {
  /** As a guard names it: `PIPELINE`, or `PIPELINE/TASK`. */
  job: string;
  /** As the other scheduler calls it; null: nobody knows. */
  legacy: string | null;
  /** Within what time a guard must have asked, in milliseconds; null: it has none, and must be held. */
  guardedWithinMs: number | null;
  /** How old the read-back of its hold may be, in milliseconds. */
  heldWithinMs: number;
}

/**
 * How old a proof may be. A change that lets a wave go live can't make an old one count: of what is deployed and what comes, the
 * shorter time does.
 */
export function fenceTimes(
  before: PipelineWave | undefined,
  after: PipelineWave | undefined,
): Pick<FencedJob, "guardedWithinMs" | "heldWithinMs"> {
  const seen = (wave: PipelineWave | undefined) => wave?.guard?.seenMs ?? usualSeenMs;
  const within = (wave: PipelineWave | undefined) => wave?.hold?.withinMs ?? usualHeldMs;
  return {
    guardedWithinMs: after?.guard === undefined ? null : Math.min(seen(before), seen(after)),
    heldWithinMs: Math.min(within(before), within(after)),
  };
}

export interface Fences {
  /** When a guard has last asked for a job, in milliseconds since 1970. */
  guards: readonly { job: string; lastSeen: number }[];
  /** Holds of the other scheduler by its own names of jobs, as they were read back. */
  holds: readonly { job: string; heldAs: string; readBackAt: number }[];
}

/** States of a job in which the other scheduler does not start it. */
const quiet: readonly string[] = ["held", "iced", "absent"];

/** By the guard's name of each job that nothing fences: what is missing, a clause. */
export function fenceOf(
  jobs: readonly FencedJob[],
  { guards, holds }: Fences,
  now: number,
): Map<string, string> {
  const missing = new Map<string, string>();
  for (const one of jobs) {
    const text = one.guardedWithinMs === null ? unheld(one, holds, now) : unseen(one, guards, now);
    if (text !== null) missing.set(one.job, text);
  }
  return missing;
}

function unseen(
  { job, guardedWithinMs }: FencedJob,
  guards: Fences["guards"],
  now: number,
): string | null {
  // A pipeline of one job may be asked for by the name of its task.
  const asked = guards.filter(
    (one) => one.job === job || (!job.includes("/") && one.job.startsWith(`${job}/`)),
  );
  if (asked.length === 0) return "no guard has ever asked for it";
  const last = Math.max(...asked.map(({ lastSeen }) => lastSeen));
  const within = guardedWithinMs ?? 0;
  if (now - last <= within) return null;
  return `its guard has not asked for ${hours(now - last)} h, which is more than ${hours(within)} h`;
}

function unheld(
  { legacy, heldWithinMs }: FencedJob,
  holds: Fences["holds"],
  now: number,
): string | null {
  if (legacy === null)
    return "nobody knows what to hold there: it names no job of the other scheduler";
  const hold = holds.find((one) => one.job === legacy);
  if (hold === undefined) return "it has no guard, and no hold of it was read back";
  if (!quiet.includes(hold.heldAs)) return `the other scheduler has it ${hold.heldAs}, not held`;
  const age = now - hold.readBackAt;
  return age <= heldWithinMs
    ? null
    : `its hold was read back ${Math.round(age / 60_000)} min ago, which is more than ${heldWithinMs / 60_000} min`;
}

const hours = (ms: number): number => Math.round(ms / 3_600_000);
