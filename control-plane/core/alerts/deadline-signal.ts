// What a change of a deadline means for alerts: one that is opened, or one that is over.

import type { AlertKind } from "./kind.ts";

/** As `judge-deadlines.ts` tells it. */
export interface DeadlineSignal {
  task: string | null;
  kind: "startBy" | "finishBy";
  at: string;
  state: "on-track" | "at-risk" | "late" | "met" | "missed";
  expectedAt: string | null;
  cause: { message: string; task?: string } | null;
}

export interface DeadlineMeaning {
  opens: AlertKind | null;
  /** Kinds of the same pipeline that end with it, and why. */
  ends: readonly AlertKind[];
  because: string;
}

/** A run that is late is no longer at risk; one that did not start by its time is told by that name. */
export function meaningOf({ kind, state }: DeadlineSignal): DeadlineMeaning {
  const past: AlertKind = kind === "startBy" ? "did-not-start" : "late";
  switch (state) {
    case "at-risk":
      return { opens: "at-risk", ends: [], because: "" };
    case "late":
      return { opens: past, ends: ["at-risk"], because: "the deadline has passed" };
    case "on-track":
      return { opens: null, ends: ["at-risk"], because: "it will be kept after all" };
    case "met":
      return { opens: null, ends: ["at-risk", past], because: "the deadline was kept" };
    case "missed":
      return {
        opens: null,
        ends: ["at-risk", past],
        because: kind === "startBy" ? "it has started, too late" : "it has ended, too late",
      };
    default:
      return state satisfies never;
  }
}
