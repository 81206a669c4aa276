// What of a run in shadow is put beside the other scheduler's, by how its task (or the whole of it) ended.

import type { OwnRun } from "./pair.ts";

export interface ShadowRun extends Omit<OwnRun, "outcome"> {
  /** Of the task, else of the run; null: there is no run. */
  state: string | null;
  /** `iced`: passed over, since it does not declare that it may run in shadow. */
  ending: string | null;
}

/**
 * Undefined: nothing of it runs here, as at `observe`. Null: it should have and did not, or somebody ended it, so that nothing
 * is known of it.
 */
export function ownRunOf({ state, ending, ...run }: ShadowRun): OwnRun | null | undefined {
  if (ending === "iced") return undefined;
  if (state === null || state === "skipped" || state === "cancelled") return null;
  if (state === "succeeded" || state === "failed") return { ...run, outcome: state };
  return { ...run, end: null, exit: null, outcome: null };
}
