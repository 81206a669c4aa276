// The approval of a task: who was asked, who answered, and what that comes to, also when nobody does.

import type { GateVerdict } from "./gates.ts";
import type { Approval } from "./pipeline.ts";

/** Instants are milliseconds since 1970. */
export interface ApprovalFacts {
  run: string;
  task: string;
  /** Since when the task waits for it. */
  askedAt: number;
  votes: readonly Vote[];
}

export interface Vote {
  actor: string;
  approved: boolean;
  reason: string | null;
}

export interface ApprovalVerdict {
  outcome: "open" | "wait" | "fail" | "skip";
  gate: GateVerdict;
  /** Why the task does not start any more; null unless it fails or is skipped. */
  end: string | null;
  /** The deadline decided, and nobody's vote. */
  expired: boolean;
}

/** One rejection ends it; else it takes `count` approvals before the deadline. */
export function judgeApproval(
  approval: Approval,
  facts: ApprovalFacts,
  now: number,
): ApprovalVerdict {
  const rejection = facts.votes.find(({ approved }) => !approved);
  const approvers = facts.votes.filter(({ approved }) => approved).map(({ actor }) => actor);
  const deadline = approval.deadlineMs === null ? null : facts.askedAt + approval.deadlineMs;
  const granted = approvers.length >= approval.count;
  const expired = !granted && rejection === undefined && deadline !== null && now >= deadline;
  const outcome = rejection
    ? "fail"
    : granted
      ? "open"
      : expired
        ? expiries[approval.onExpiry]
        : "wait";
  return {
    outcome,
    gate: {
      kind: "approval",
      text: approvalText(approval, deadline),
      holds: outcome === "open",
      found: rejection
        ? `rejected by ${rejection.actor}`
        : foundOf(approval.count, approvers, granted ? "granted" : expired ? "expired" : null),
      change: outcome === "wait" ? `trunkline approve ${facts.run} ${facts.task}` : null,
      until: approval.onExpiry === "approve" && !granted ? deadline : null,
    },
    end: endOf(rejection, expired, outcome),
    expired,
  };
}

/** How far it has come: `waits for 1 more approval; ada has approved`. */
function foundOf(count: number, approvers: readonly string[], end: "granted" | "expired" | null) {
  const names = approvers.join(", ");
  if (end === "granted") return names === "" ? "needs no approval" : `approved by ${names}`;
  const have =
    names === ""
      ? "nobody has approved"
      : `${names} ${approvers.length === 1 ? "has" : "have"} approved`;
  if (end === "expired") return `${have} in time`;
  const open = count - approvers.length;
  const more = `${open} ${names === "" ? "" : "more "}approval${open === 1 ? "" : "s"}`;
  return `waits for ${more}; ${have}${names === "" ? " yet" : ""}`;
}

const expiries = { fail: "fail", skip: "skip", approve: "open" } as const;
const texts = { fail: "fails", skip: "is skipped", approve: "is approved" } as const;

/** `approval by ada or grace (else it fails at …)`. */
export function approvalText({ by, onExpiry }: Approval, deadline: number | null): string {
  const who = by.length === 0 ? "" : ` by ${by.join(" or ")}`;
  const end = deadline === null ? "" : ` (else it ${texts[onExpiry]} at ${instant(deadline)})`;
  return `approval${who}${end}`;
}

function endOf(
  rejection: Vote | undefined,
  expired: boolean,
  outcome: ApprovalVerdict["outcome"],
): string | null {
  if (rejection)
    return `rejected by ${rejection.actor}${rejection.reason === null ? "" : `: ${rejection.reason}`}`;
  return expired && outcome !== "open" ? notInTime : null;
}

/** Why a task ends whose deadline for approvals has passed. */
export const notInTime = "it was not approved in time";

const instant = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "second" });

/** Why somebody may not vote; null: they may. Names are compared as they are given: teams are not known here yet. */
export function mayVote(
  approval: Approval,
  actor: string,
  requester: string | null,
): string | null {
  if (approval.by.length > 0 && !approval.by.includes(actor))
    return `${actor} is not among those who approve it: ${approval.by.join(", ")}`;
  if (approval.notRequester && requester === actor)
    return `${actor} asked for the run, and may not approve it as well`;
  return null;
}
