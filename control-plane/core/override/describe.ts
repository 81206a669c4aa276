// What was changed of a run by hand, in one clause and as a reason of `why`.

import type { Reason } from "../why-reason.ts";

export const overrideKinds = ["ignore", "param", "env", "runsOn"] as const;
export type OverrideKind = (typeof overrideKinds)[number];

export interface OverrideFacts {
  kind: OverrideKind;
  /** What is ignored, or the parameter or variable. */
  name: string;
  /** In this run; null of what is ignored. */
  value: unknown;
  /** Null: the run as a whole. */
  task: string | null;
  actor: string;
  reason: string;
  /** ISO. */
  at: string;
}

/** `time is ignored`, `params.region = "us"`. */
export function overrideText({
  kind,
  name,
  value,
}: Pick<OverrideFacts, "kind" | "name" | "value">): string {
  switch (kind) {
    case "ignore":
      return `${name} is ignored`;
    case "param":
      return `params.${name} = ${JSON.stringify(value)}`;
    case "env":
      return `env.${name} = ${JSON.stringify(value)}`;
    case "runsOn":
      return `runs on ${(value as string[]).join(", ") || "any worker"}`;
    default:
      return kind satisfies never;
  }
}

/** @param what As `overrideText` says it. */
export const overrideReason = (
  what: string,
  facts: Pick<OverrideFacts, "task" | "actor" | "reason" | "at">,
): Reason => ({
  kind: "override",
  message: `${what} (by ${facts.actor}: ${facts.reason})`,
  task: facts.task,
  since: facts.at,
  until: null,
  holds: null,
  change: null,
});
