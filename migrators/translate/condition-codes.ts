// What the translation of conditions, ends and notifications assumes or can't say.

import type { FindingCode } from "../codes.ts";

const assumed = (title: string): FindingCode => ({ severity: null, title, help: null });
const refusal = (title: string, help: string | null = null): FindingCode => ({
  ...{ severity: "error", title, help },
});

export const conditionCodes = {
  "event-as-needs": assumed(
    "Only the order of two jobs hangs on the event, so one needs the other: where the first is not ordered for a date, or fails, what follows it is skipped.",
  ),
  "event-date-unscheduled": refusal(
    "The date of an event is that of the scheduled run before or after, and the pipeline has no schedule.",
  ),
  "event-date-of-task": refusal(
    "The date of an event is that of the job's own scheduled run before or after, and its days are not those of its pipeline.",
  ),
  "condition-not-imported": refusal(
    "It waits for a job that is not among what is imported, or is left out.",
  ),
  "condition-circle": refusal("Jobs wait for each other in a circle, so none ever starts."),
  "condition-of-group": refusal("What is asked of a group can't be asked of its tasks."),
  "condition-value": refusal("A comparison with an empty value can't be said."),
  "condition-number": assumed("Values that are numbers are compared as numbers."),
  "condition-last-end": assumed(
    "Since its own last end: since the last run of its pipeline has ended.",
  ),
  "condition-external": assumed(
    "The other scheduler tells of the success by an event without a date, and clears it when the job starts again.",
  ),
  "condition-external-state": refusal(
    "Of a job of another scheduler only its success can be told by an event.",
    "name the project that it becomes in the parameters (`instances`)",
  ),
} as const satisfies Record<string, FindingCode>;
