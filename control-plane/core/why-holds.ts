// What people hold back, as reasons: who did it, why, until when, and what ends it.

import type { HoldMode } from "./run.ts";
import { type Reason, reason } from "./why-reason.ts";

/** Instants are ISO texts. */
export interface HoldFacts {
  /** What is held: `project/pipeline`, or a run's id. */
  subject: string;
  /** Declared name, or one instance's; null: all of it. */
  task: string | null;
  mode: HoldMode;
  actor: string;
  reason: string | null;
  since: string;
  until: string | null;
}

const texts: Record<HoldMode, string> = {
  hold: "held",
  ice: "on ice: it is passed over, and what follows goes on",
  noexec: "held: it will succeed without being executed",
};

const ofAll: Record<HoldMode, string> = {
  hold: "held",
  ice: "on ice: its tasks are passed over, and what follows goes on",
  noexec: "held: its tasks will succeed without being executed",
};

/** Whether it stands for all runs of a pipeline. */
const isPause = ({ subject, task, mode }: HoldFacts): boolean =>
  task === null && mode === "hold" && subject.includes("/");

/** @param task The task that it is told of; null for the run or the pipeline. */
export function holdReason(hold: HoldFacts, task: string | null): Reason {
  const what = isPause(hold)
    ? "the pipeline is paused"
    : (hold.task === null ? ofAll : texts)[hold.mode];
  const because = hold.reason === null ? "" : `, ${hold.reason}`;
  return reason("hold", `${what} (by ${hold.actor}${because})`, {
    task,
    since: hold.since,
    until: hold.until,
    // The others let the task go on, by another way.
    holds: hold.mode === "hold" ? false : null,
    change: releaseHint(hold),
  });
}

/** The command that ends it. */
export function releaseHint(hold: HoldFacts): string {
  if (isPause(hold)) return `trunkline resume ${hold.subject}`;
  return `trunkline release ${hold.subject}${hold.task === null ? "" : ` ${hold.task}`}`;
}
