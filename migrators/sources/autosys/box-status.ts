// What a box becomes with the end of one of its members, and what the end of a job itself is: by exit code, or by its time.

import type { CodeRange } from "#migrators/legacy/result.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { DeclaredEnd } from "#migrators/runs/durations.ts";
import { holds, type JobState, type Judging } from "./judged-states.ts";

/** A box completes without what is on ice. */
export const isDone = ({ status, job }: JobState): boolean =>
  job.state?.value === "iced" || (status !== "ACTIVATED" && status !== "RUNNING");

const isBad = ({ status }: JobState): boolean => status === "FAILURE" || status === "TERMINATED";

/** `box_terminator` of the member that has ended; else its overrides, while others may still run; else what all came to. Null: it goes on. */
export function boxStatus(
  box: JobState,
  ended: JobState,
  judging: Judging,
): "SUCCESS" | "FAILURE" | "TERMINATED" | null {
  if (isBad(ended) && ended.job.result.endsGroup?.value) return "TERMINATED";
  const { groupSuccess, groupFailure } = box.job.result;
  if (groupSuccess && holds(groupSuccess, box, judging)) return "SUCCESS";
  if (groupFailure && holds(groupFailure, box, judging)) return "FAILURE";
  if (!box.members.every(isDone)) return null;
  // Of an override that doesn't hold the other's own rule is left.
  if (box.members.some(isBad)) return groupFailure === null ? "FAILURE" : null;
  return groupSuccess === null ? "SUCCESS" : null;
}

/** Milliseconds after which it is terminated; a watch waits for its file so long by itself. */
export const limitOf = ({ result, work }: LegacyJob): number | null =>
  result.timeout === null || work.kind === "fileWatch" ? null : result.timeout.value * 60_000;

/** Codes that fail decide alone, then those that succeed. */
export function endStatus(
  job: LegacyJob,
  { ms, exitCode }: DeclaredEnd,
): "SUCCESS" | "FAILURE" | "TERMINATED" {
  const limit = limitOf(job);
  if (limit !== null && ms > limit) return "TERMINATED";
  const { success, failure } = job.result;
  const isSuccess = failure
    ? !isAmong(exitCode, failure.value)
    : success
      ? isAmong(exitCode, success.value)
      : exitCode === 0;
  return isSuccess ? "SUCCESS" : "FAILURE";
}

const isAmong = (code: number, ranges: readonly CodeRange[]): boolean =>
  ranges.some(({ first, last }) => first <= code && code <= last);
