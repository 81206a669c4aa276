// What the ends of a legacy job mean, and what they cause.

import type { LegacyNotification, Sourced } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import type { Comparison, LegacyCondition, LegacyDate } from "./condition.ts";

export interface LegacyResult {
  /** Exit codes that are a success; null: 0 only, or what `failure` leaves. */
  success: Sourced<readonly CodeRange[]> | null;
  /** Exit codes that are failures; it decides alone where it is given. */
  failure: Sourced<readonly CodeRange[]> | null;
  /** After a success, in order. */
  effects: LegacyEffect[];
  /** The first that matches decides; all that match act. */
  rules: LegacyRule[];
  retry: Sourced<LegacyRetry> | null;
  /** Minutes; then it is killed, which is `terminated` and no failure. */
  timeout: Sourced<number> | null;
  /** To be killed so is a failure all the same. */
  timeoutFails?: true;
  /** Its failure ends its group. */
  endsGroup: Sourced<boolean> | null;
  /** The group's failure ends it. */
  endedByGroup: Sourced<boolean> | null;
  /** Of a group: when it counts as succeeded or failed, in place of what its members say. */
  groupSuccess: LegacyCondition | null;
  groupFailure: LegacyCondition | null;
}

/** Both ends belong to it. */
export interface CodeRange {
  first: number;
  last: number;
}

export interface LegacyRetry {
  retries: number;
  /** Null: the site's own setting. */
  delayMinutes: number | null;
  /** Doubled each time. */
  backoff?: "exponential";
}

export type LegacyEffect = { from: readonly LegacyAttribute[] } & (
  | { kind: "emit" | "clear"; event: string; date: LegacyDate }
  | { kind: "set"; variable: string; value: string; scope: "job" | "global" }
  /** Starts a job or a folder whatever its own days say. */
  | { kind: "start"; job: string; date: LegacyDate }
  | { kind: "result"; result: "success" | "failure" }
  | { kind: "rerun" }
  | { kind: "stopCyclic" }
  | { kind: "notify"; notification: LegacyNotification }
  | { kind: "other"; action: string }
);

export interface LegacyRule {
  when: EndTest;
  effects: LegacyEffect[];
  from: readonly LegacyAttribute[];
}

export type EndTest =
  | { kind: "success" | "failure" | "always" }
  | { kind: "exitCode"; compare: Comparison; code: number }
  /** `*` stands for any text. */
  | { kind: "output"; pattern: string }
  | { kind: "runs" | "failures"; compare: Comparison; count: number }
  | { kind: "all" | "any"; of: readonly EndTest[] }
  | { kind: "other"; text: string };
