// How what is deployed of one pipeline compares with its branch, in Argo CD's words.

import { type Stale, staleText } from "./stale.ts";

export const syncStates = ["Synced", "OutOfSync", "Held", "Unknown"] as const;
export type SyncState = (typeof syncStates)[number];

/** Of its project, after the last look at its branch. */
export interface ProjectSync {
  state: SyncState;
  reason: string | null;
  /** Which pipelines wait with the held plan; null: all that may differ. */
  heldNames: readonly string[] | null;
}

/** Its own file says more than the state of its project: that may be Synced with a file in error. */
export function pipelineSync(
  name: string,
  project: ProjectSync,
  stale: Stale | null,
): { state: SyncState; reason: string | null } {
  const { state, reason, heldNames } = project;
  if (state === "Unknown") return { state, reason };
  if (stale !== null) return { state: "OutOfSync", reason: staleText(stale) };
  const isTouched = heldNames === null || heldNames.includes(name);
  return state !== "Synced" && isTouched ? { state, reason } : { state: "Synced", reason: null };
}
