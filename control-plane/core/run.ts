// States of runs and tasks, and the one table that says which change into which; SQL constraints repeat it.

export const taskStates = [
  "waiting",
  "ready",
  "running",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
] as const;
export type TaskState = (typeof taskStates)[number];

/** A run has no `ready`: it waits (for its pipeline's concurrency) or runs. */
export const runStates = [
  "waiting",
  "running",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
] as const;
export type RunState = (typeof runStates)[number];

export type FinalState = "succeeded" | "failed" | "skipped" | "cancelled";

/** What a hold does; the first in the alphabet wins where several apply, as in `store/functions/held_tasks.sql`. */
export const holdModes = ["hold", "ice", "noexec"] as const;
export type HoldMode = (typeof holdModes)[number];

export const isFinal = (state: TaskState | RunState): state is FinalState =>
  state === "succeeded" || state === "failed" || state === "skipped" || state === "cancelled";
