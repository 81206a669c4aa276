// Starts that come while an earlier one still runs.

import { type Pass, placeIn } from "./draft.ts";

const whenBusy = { queue: "queue", skip: "skip", replace: "cancelRunning" } as const;

export const concurrency: Pass = (draft) => {
  const { overlap } = draft.job;
  if (overlap === undefined) return;
  draft.spec.concurrency = { runs: 1, whenBusy: whenBusy[overlap.value] };
  draft.accounts.addAll(overlap.from, "exact", "same", placeIn(draft, "concurrency"));
};
