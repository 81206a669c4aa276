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
const recorded = (evidence: RevisionEvidence = {}, given: Partial<RecordedRun> = {}) => ({
  ...{ run: "1", project: "shop", pipeline: "good", actor: null, uncommitted: false },
  ...{ branch: "main", file: "pipelines/good.yaml", spec: "{}", contentHash: "h" },
  deployed: revision(),
  changed: {
    ...revision(evidence),
    ...{ base: null, authorName: "Ada", authorEmail: "ada@example.com", subject: "s" },
  },
  audit: [{ act: "apply", actor: "local-token", commit: "c1", plan: "p", evidence: null }],
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
  [
    "audit",
    recorded(
      {},
      { audit: [{ act: "apply", actor: "local-token", commit: "c1", plan: "p", evidence: "x" }] },
    ),
    found(),
    "failed",
  ],
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
