// What was changed of a run by hand, in one clause and as a reason of `why`.

import { type Reason, reason } from "../why-reason.ts";

export const overrideKinds = ["ignore", "param", "env", "runsOn"] as const;
export type OverrideKind = (typeof overrideKinds)[number];

export interface OverrideFacts {
  kind: OverrideKind;
  /** What is ignored, or the parameter or variable. */
  name: string;
  /** In this run; null of what is ignored. */
  value: unknown;
  /** Until then; null: it was not there. A list: it differed among tasks. */
  before: unknown;
  /** Null: the run as a whole. */
  task: string | null;
  actor: string;
  reason: string;
  /** ISO. */
  at: string;
}

/** `time is ignored`, `params.region: "us" -> "asia"`, `env.NEW = "x"` of what was not there or stays as it was. */
export function overrideText({
  kind,
  name,
  value,
  before,
}: Pick<OverrideFacts, "kind" | "name" | "value" | "before">): string {
  switch (kind) {
    case "ignore":
      return `${name} is ignored`;
    case "param":
      return `params.${name}${changeText(before, value)}`;
    case "env":
      return `env.${name}${changeText(before, value)}`;
    case "runsOn":
      return `runs on ${(value as string[]).join(", ") || "any worker"}`;
    default:
      return kind satisfies never;
  }
}

function changeText(before: unknown, value: unknown): string {
  const now = JSON.stringify(value);
  if (before === null || JSON.stringify(before) === now) return ` = ${now}`;
  return `: ${[before]
    .flat()
    .map((one) => JSON.stringify(one))
    .join(" or ")} -> ${now}`;
}

/** @param what As `overrideText` says it. */
export const overrideReason = (
  what: string,
  facts: Pick<OverrideFacts, "task" | "actor" | "reason" | "at">,
): Reason =>
  reason("override", `${what} (by ${facts.actor}: ${facts.reason})`, {
    task: facts.task,
    since: facts.at,
  });
