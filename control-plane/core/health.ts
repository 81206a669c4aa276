// Whether a pipeline is well: one word and the reason, from its file at the branch's tip and its newest run.

import { isFinal, type RunState } from "./run.ts";
import { type Stale, staleText } from "./stale.ts";

export const healths = ["Healthy", "Progressing", "Degraded", "Suspended", "Missing"] as const;
export type Health = (typeof healths)[number];

export interface HealthFacts {
  /** Null when only a broken file has the name: nothing is deployed. */
  deployed: boolean;
  /** Its file at the observed commit is in error; what is deployed is an older revision. */
  stale: Stale | null;
  /** Why nothing is scheduled, as after a jump of the clock; null when scheduling goes on. */
  held: string | null;
  /** The newest run that wasn't skipped. */
  lastRun: { id: string; state: RunState } | null;
}

/** The first that applies, worst first; a run under way hides no broken file. */
export function healthOf(facts: HealthFacts): { status: Health; reason: string | null } {
  const { lastRun } = facts;
  if (!facts.deployed)
    return { status: "Missing", reason: "its file has errors and it was never deployed" };
  if (facts.stale !== null) return { status: "Degraded", reason: staleText(facts.stale) };
  if (lastRun?.state === "failed")
    return { status: "Degraded", reason: `run ${lastRun.id} failed` };
  if (facts.held !== null) return { status: "Suspended", reason: facts.held };
  if (lastRun === null) return { status: "Healthy", reason: "it has not run yet" };
  if (!isFinal(lastRun.state))
    return { status: "Progressing", reason: `run ${lastRun.id} is ${lastRun.state}` };
  if (lastRun.state === "cancelled")
    return { status: "Healthy", reason: `run ${lastRun.id} was cancelled` };
  return { status: "Healthy", reason: null };
}
