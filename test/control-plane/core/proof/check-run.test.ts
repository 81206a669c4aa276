import { expect, test } from "vitest";
import { checkRun } from "#core/proof/check-run.ts";
import type { FoundInGit, RecordedRun } from "#core/proof/recorded.ts";
import type { RevisionEvidence, SeenSignature } from "#core/provenance.ts";

const signature: SeenSignature = {
  ...{ commit: "c1", state: "good", kind: "ssh", fingerprint: "SHA256:x", signer: "ada" },
  ...{ isForge: false, reason: null, seenAt: "2026-01-01T00:00:00Z" },
};
const revision = (evidence: RevisionEvidence = {}) => ({
  ...{ commit: "c1", tree: "t1", readBy: "1", plan: "p", appliedBy: "local-token", evidence },
});
const act = (act: string, actor: string, contentHash: string | null = null) => ({
  ...{ act, actor, contentHash, commit: null, plan: null, evidence: null },
});
const deployment = (evidence: string | null = null) => ({
  ...{ ...act("apply", "local-token"), commit: "c1", plan: "p", evidence },
});
const recorded = (
  evidence: RevisionEvidence = {},
  given: Partial<RecordedRun> = {},
): RecordedRun => ({
  ...{ run: "1", project: "shop", pipeline: "good", actor: null, uncommitted: false },
  ...{ branch: "main", file: "pipelines/good.yaml", spec: "{}", contentHash: "h" },
  deployed: revision(),
  changed: {
    ...revision(evidence),
    ...{ base: null, authorName: "Ada", authorEmail: "ada@example.com", subject: "s" },
  },
  breakGlass: null,
  audit: [deployment()],
  ...given,
});
const commit = { tree: "t1", authorName: "Ada", authorEmail: "ada@example.com", subject: "s" };
const found = (given: Partial<FoundInGit> = {}): FoundInGit => ({
  ...{ reader: "1", deployed: commit, changed: commit, isOnBranch: true },
  ...{ pipeline: { hash: "h" }, storedHash: "h", signatures: [signature], isSameTrust: true },
  ...{ owners: null, evidence: "e" },
  ...given,
});
const verdictOf = (check: string, run: RecordedRun, git: FoundInGit) =>
  checkRun(run, git).find((one) => one.check === check)?.verdict;

const signed: RevisionEvidence = {
  signatures: { required: true, trust: "t", commits: [signature] },
};
const unsigned: SeenSignature = { ...signature, state: "unsigned", fingerprint: null };

test.each([
  ["commit", recorded(), found({ deployed: null }), "failed"],
  ["branch", recorded(), found({ isOnBranch: null }), "unknown"],
  ["tree", recorded(), found({ changed: { ...commit, tree: null } }), "failed"],
  ["pipeline", recorded(), found({ pipeline: { hash: "other" } }), "failed"],
  ["pipeline", recorded(), found({ pipeline: { hash: "other" }, reader: "2" }), "unknown"],
  ["pipeline", recorded(), found({ reader: "2" }), "passed"],
  ["signatures", recorded(), found(), "unknown"],
  ["signatures", recorded(signed), found(), "passed"],
  ["signatures", recorded(signed), found({ signatures: [unsigned] }), "failed"],
  [
    "signatures",
    recorded(signed),
    found({ signatures: [unsigned], isSameTrust: false }),
    "unknown",
  ],
  ["signatures", recorded(signed), found({ signatures: "gone" }), "failed"],
  ["signatures", recorded(signed), found({ signatures: [] }), "failed"],
  [
    "signatures",
    recorded(signed),
    found({ signatures: [signature, { ...signature, commit: "c2" }] }),
    "failed",
  ],
  [
    "signatures",
    recorded({ signatures: { required: true, trust: "t", commits: [unsigned] } }),
    found({ signatures: [unsigned] }),
    "failed",
  ],
  [
    "signatures",
    recorded({
      signatures: { required: true, trust: "t", commits: [unsigned] },
      confirmation: { by: "grace", plan: "p", of: "it is not signed", reason: null },
    }),
    found({ signatures: [unsigned] }),
    "passed",
  ],
  ["audit", recorded(), found(), "passed"],
  ["audit", recorded({}, { audit: [] }), found(), "failed"],
  ["audit", recorded({}, { audit: [deployment("x")] }), found(), "failed"],
  ["request", recorded(), found(), "unknown"],
  ["request", recorded({}, { actor: "ada" }), found(), "failed"],
])("%s of %j is %s", (check, run, git, verdict) => {
  expect(verdictOf(check, run, git)).toBe(verdict);
});

const approved = (approvedBy: string[], confirmation?: RevisionEvidence["confirmation"]) =>
  recorded({
    approvals: {
      ...{ from: "forge", rulesAt: "c0", rules: "o" },
      changes: [
        {
          ...{ commits: ["c1"], change: null, content: "same", plan: null, passedOver: [] },
          approvers: approvedBy,
          requirements: [
            { rule: "OWNERS:1 *", owners: ["team"], count: 1, because: ["a"], approvedBy },
          ],
        },
      ],
    },
    ...(confirmation && { confirmation }),
  });

test("approvals are judged by the rules that were asked", () => {
  const git = found({ owners: "o" });
  expect(verdictOf("approvals", approved(["grace"]), git)).toBe("passed");
  expect(verdictOf("approvals", approved([]), git)).toBe("failed");
  const release = { by: "erin", plan: "p", of: "it is not approved", reason: null };
  expect(verdictOf("approvals", approved([], release), git)).toBe("passed");
  expect(verdictOf("approvals", approved(["grace"]), found({ owners: "other" }))).toBe("failed");
});

test("a run of a working tree leads to no commit", () => {
  expect(checkRun(recorded({}, { uncommitted: true }), found())).toEqual([
    { check: "commit", verdict: "unknown", message: "it ran files that were not committed" },
  ]);
});

const breakGlass = {
  ...{
    id: "3",
    reason: "slow",
    proposedBy: "ada",
    approvedBy: "grace",
    until: "2026-01-01T00:00:00Z",
  },
  ...{ endedBy: null, deployedHash: "h" },
};
const acts = [act("break-glass", "ada"), act("break-glass-approve", "grace", "o")];
const changed = (given: Partial<RecordedRun> = {}) =>
  recorded({}, { contentHash: "o", breakGlass, audit: [deployment(), ...acts], ...given });

test.each([
  ["pipeline", changed(), found(), "passed", "by break-glass 3 by ada, approved by grace"],
  ["pipeline", changed(), found({ pipeline: { hash: "x" } }), "failed", "break-glass changed h"],
  ["audit", changed(), found(), "passed", "break-glass 3 by ada, approved by grace"],
  ["audit", changed({ audit: [deployment()] }), found(), "failed", "no record that ada proposed"],
  [
    "audit",
    changed({ breakGlass: { ...breakGlass, approvedBy: "eve" } }),
    found(),
    "failed",
    "on record is that eve agreed to break-glass 3, the audit says grace",
  ],
  [
    "audit",
    changed({ breakGlass: { ...breakGlass, endedBy: "bob" } }),
    found(),
    "failed",
    "no record that bob ended break-glass 3",
  ],
  ["audit", changed({ contentHash: "y" }), found(), "failed", "not the one that grace agreed to"],
])(
  "%s of a break-glass %# is judged by its audit, and names it",
  (check, run, git, verdict, said) => {
    expect(checkRun(run, git).find((one) => one.check === check)).toMatchObject({
      ...{ verdict, message: expect.stringContaining(said) },
    });
  },
);
