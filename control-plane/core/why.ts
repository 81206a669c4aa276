// Why a run, a task or a pipeline is as it is: reasons as data, found in rows that somebody else read.

import type { RunState, TaskState } from "./run.ts";

/** What is waited for, or what became of it. */
export type ReasonKind =
  | "finished"
  | "cancelling"
  | "queue"
  | "retry"
  | "needs"
  | "worker"
  | "running"
  | "clock"
  | "due"
  | "noTrigger"
  | "neverDue"
  | "held"
  | "broken"
  | "removed";

export interface Reason {
  kind: ReasonKind;
  /** One sentence for people. */
  message: string;
  /** The task that waits; null when it is the whole run or pipeline. */
  task: string | null;
  /** Since when, ISO; null when the rows don't tell. */
  since: string | null;
  /** When it will be over by itself, ISO. */
  until: string | null;
}

export interface WhyRun {
  id: string;
  state: RunState;
  reason: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  cancelAt: string | null;
}

export interface WhyTask {
  name: string;
  state: TaskState;
  attempt: number;
  needs: readonly number[];
  startedAt: string | null;
  finishedAt: string | null;
  retryAt: string | null;
  message: string | null;
}
