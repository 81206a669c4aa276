// Why a deadline is threatened or was missed, among the reasons that `why` gives for a run.

import type { DeadlineCause, DeadlineKind, DeadlineState } from "./deadline/verdict.ts";
import { type Reason, reason } from "./why-reason.ts";

/** Instants are ISO texts. */
export interface DeadlineFacts {
  /** Null: of the run. */
  task: string | null;
  kind: DeadlineKind;
  at: string;
  state: DeadlineState;
  since: string;
  cause: DeadlineCause | null;
}

/** One reason for each deadline that is at risk, late or missed; none for the others. */
export function whyDeadlines(deadlines: readonly DeadlineFacts[]): Reason[] {
  return deadlines.flatMap(({ task, kind, at, state, since, cause }) => {
    if (cause === null) return [];
    const follows = cause.path.slice(1, 6).join(", ");
    const path = follows === "" ? "" : `; then ${follows}`;
    const who = cause.task === null || cause.task === task ? "" : `${cause.task} `;
    const message = `${kind} ${at} is ${shown[state]}: ${who}${cause.message}${path}`;
    return reason("deadline", message, { task, since });
  });
}

const shown: Record<DeadlineState, string> = {
  "on-track": "on track",
  "at-risk": "at risk",
  late: "late",
  met: "met",
  missed: "missed",
};
