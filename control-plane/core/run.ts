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

/** Who may follow whom, but for a mark by a person (`mark.ts`). running → ready is the reaper's alone; running → waiting is a retry delay. */
export const taskTransitions: Record<TaskState, readonly TaskState[]> = {
  waiting: ["ready", "running", "skipped", "cancelled"],
  ready: ["running", "cancelled"],
  running: ["succeeded", "failed", "skipped", "cancelled", "ready", "waiting"],
  succeeded: [],
  failed: [],
  skipped: [],
  cancelled: [],
};

export const isFinal = (state: TaskState | RunState): state is FinalState =>
  state === "succeeded" || state === "failed" || state === "skipped" || state === "cancelled";
