// How long a task may run, and how often it is tried again.

import { formatDuration } from "#core/duration.ts";
import { type Pass, placeIn } from "./draft.ts";

export const limits: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks) {
    const { timeout, retry } = job.result;
    if (timeout !== null) {
      spec.timeout = durationOf(timeout.value);
      accounts.addAll(timeout.from, "exact", "same", placeIn(draft, "tasks", name, "timeout"));
    }
    if (retry === null) continue;
    const { retries, delayMinutes, backoff } = retry.value;
    spec.retry = { retries, ...(delayMinutes === null ? {} : { delay: durationOf(delayMinutes) }) };
    if (backoff !== undefined) spec.retry.backoff = backoff;
    accounts.addAll(retry.from, "exact", "same", placeIn(draft, "tasks", name, "retry"));
  }
};

/** In whole seconds, rather longer. */
const durationOf = (minutes: number): string => formatDuration(Math.ceil(minutes * 60) * 1000);
