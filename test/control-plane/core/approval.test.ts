import { expect, test } from "vitest";
import { type ApprovalFacts, judgeApproval, mayVote, type Vote } from "#core/approval.ts";
import type { Approval } from "#core/pipeline.ts";

const hour = 3_600_000;
const approval = (fields: Partial<Approval> = {}): Approval => ({
  by: [],
  count: 1,
  deadlineMs: null,
  onExpiry: "fail",
  notRequester: false,
  ...fields,
});
const facts = (votes: Vote[] = []): ApprovalFacts => ({
  run: "12",
  task: "pay",
  askedAt: hour,
  votes,
});
const yes = (actor: string): Vote => ({ actor, approved: true, reason: null });
const no = (actor: string, reason: string | null): Vote => ({ actor, approved: false, reason });

test("it waits for as many as it asks for, and says how to approve", () => {
  const two = approval({ count: 2, by: ["ada", "grace"] });
  expect(judgeApproval(two, facts([yes("ada")]), 2 * hour)).toMatchObject({
    outcome: "wait",
    gate: {
      text: "approval by ada or grace",
      holds: false,
      found: "waits for 1 more approval; ada has approved",
      change: "trunkline approve 12 pay",
      until: null,
    },
  });
  expect(judgeApproval(two, facts([yes("ada"), yes("grace")]), 2 * hour)).toMatchObject({
    outcome: "open",
    expired: false,
    gate: { holds: true, found: "approved by ada, grace", change: null },
  });
});

test("before anybody has answered it says so", () => {
  expect(judgeApproval(approval(), facts(), 0).gate.found).toBe(
    "waits for 1 approval; nobody has approved yet",
  );
  expect(judgeApproval(approval({ count: 2 }), facts(), 0).gate.found).toBe(
    "waits for 2 approvals; nobody has approved yet",
  );
});

test("one rejection fails it, whatever the others say", () => {
  expect(judgeApproval(approval(), facts([yes("ada"), no("bob", "wrong month")]), 0)).toMatchObject(
    { outcome: "fail", end: "rejected by bob: wrong month", expired: false },
  );
  expect(judgeApproval(approval(), facts([no("bob", null)]), 0).end).toBe("rejected by bob");
});

test.for<[Approval["onExpiry"], string, string | null]>([
  ["fail", "fail", "it was not approved in time"],
  ["skip", "skip", "it was not approved in time"],
  ["approve", "open", null],
])("at the deadline: %s", ([onExpiry, outcome, end]) => {
  const limited = approval({ deadlineMs: hour, onExpiry });
  expect(judgeApproval(limited, facts(), 2 * hour - 1)).toMatchObject({
    outcome: "wait",
    expired: false,
  });
  expect(judgeApproval(limited, facts(), 2 * hour)).toMatchObject({
    ...{ outcome, end, expired: true },
    gate: { found: "nobody has approved in time" },
  });
  // What was given in time stays given.
  expect(judgeApproval(limited, facts([yes("ada")]), 3 * hour)).toMatchObject({
    outcome: "open",
    expired: false,
  });
});

test("who may answer", () => {
  expect(mayVote(approval(), "ada", "ada")).toBeNull();
  expect(mayVote(approval({ by: ["grace"] }), "ada", null)).toContain("not among those");
  expect(mayVote(approval({ by: ["ada"] }), "ada", null)).toBeNull();
  expect(mayVote(approval({ notRequester: true }), "ada", "ada")).toContain("asked for the run");
  expect(mayVote(approval({ notRequester: true }), "ada", "grace")).toBeNull();
});
