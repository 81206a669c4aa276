// Who waits for a condition, and where is told what can't be said of it, or only under an assumption.

import type { Accounts } from "../ledger.ts";
import type { LegacyCondition } from "../legacy/condition.ts";
import type { LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import { type PipelineDraft, type ProjectDraft, placeIn, type TaskDraft } from "./draft.ts";
import { refuseJob } from "./refuse.ts";

export interface Waiter {
  project: ProjectDraft;
  draft: PipelineDraft;
  /** Null: the run waits before it starts. */
  task: TaskDraft | null;
  assume(code: string): void;
  refuse(code: string, message: string, from: readonly LegacyAttribute[]): void;
}

/** Attributes may be made anew each time that they are looked at. */
const isSame = (a: LegacyAttribute, b: LegacyAttribute): boolean =>
  a === b || (a.table !== undefined && a.table === b.table && a.index === b.index);

/** A waiter, and what it was told about a part, to be accounted for. */
export function told(
  job: LegacyJob,
  task: TaskDraft | null,
  accounts: Accounts,
  draft: PipelineDraft,
  project: ProjectDraft,
  path: readonly string[],
): { waiter: Waiter; account: (part: LegacyCondition) => void } {
  const assumed = new Set<string>();
  const waiter: Waiter = {
    ...{ project, draft, task },
    assume: (code) => assumed.add(code),
    refuse: (code, message, from) => {
      // The source has refused the same, or it was asked for another task of the group.
      const isKnown = job.refusals.some((one) =>
        one.from.some((each) => from.some((other) => isSame(each, other))),
      );
      if (!isKnown) refuseJob(job, { code, message, from }, project.estate);
    },
  };
  const target = placeIn(draft, ...path);
  const account = ({ from }: LegacyCondition) => {
    accounts.addAll(from, "exact", "same", target);
    for (const code of assumed) accounts.addAll(from, "equivalent", code, target);
  };
  return { waiter, account };
}
