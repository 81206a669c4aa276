// A reason why something is as it is: what `why` answers a list of.

/** What is waited for, or what became of it. */
export const reasonKinds = [
  "finished",
  "cancelling",
  "queue",
  "retry",
  "gate",
  "hold",
  "stage",
  "blackout",
  "deadline",
  "override",
  "needs",
  "worker",
  "running",
  "clock",
  "due",
  "overdue",
  "after",
  "message",
  "calendar",
  "noTrigger",
  "neverDue",
  "notDue",
  "notDeployed",
  "notKept",
  "held",
  "broken",
  "removed",
] as const;
export type ReasonKind = (typeof reasonKinds)[number];

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
  /** Of a gate: whether what it asks is so. Null for everything else. */
  holds: boolean | null;
  /** What would change it, where that is something to do; else null. */
  change: string | null;
  /** Of a gate of a task that is still behind its needs: as of now, and judged again once they have ended. */
  provisional: boolean;
}

/** What is not named is null. */
export const reason = (
  kind: ReasonKind,
  message: string,
  more: Partial<Omit<Reason, "kind" | "message">> = {},
): Reason => ({
  kind,
  message,
  task: null,
  since: null,
  until: null,
  holds: null,
  change: null,
  provisional: false,
  ...more,
});
