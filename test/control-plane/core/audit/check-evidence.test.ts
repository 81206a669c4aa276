// What a deployment on record rests on: each part that is not as the record has it is named.

import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { checkEvidence, type FoundCommits } from "#core/audit/check-evidence.ts";
import type { PackRevision } from "#core/audit/pack.ts";
import type { AuditRecord } from "#core/audit/record.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";

const sha256 = (text: string) => hash("sha256", text);
const commit = "a".repeat(40);
const tree = "b".repeat(40);

const verdict: SignatureVerdict = {
  ...{ commit, state: "good", kind: "ssh", fingerprint: "SHA256:x", signer: "ada" },
  ...{ isForge: false, reason: null },
};
const evidence: RevisionEvidence = {
  signatures: {
    required: true,
    trust: "t",
    commits: [{ ...verdict, seenAt: "2026-11-26T08:00:00Z" }],
  },
  approvals: {
    ...{ from: "trailers", rulesAt: null, rules: null },
    changes: [
      {
        ...{ commits: [commit], change: null, content: "declared", approvers: ["grace"] },
        ...{ passedOver: [], plan: null },
        requirements: [
          {
            rule: "OWNERS:1 *",
            owners: ["grace"],
            count: 1,
            because: ["x"],
            approvedBy: ["grace"],
          },
        ],
      },
    ],
  },
};

const revision = (changed: Partial<PackRevision> = {}): PackRevision => ({
  ...{
    project: "shop",
    repository: "/r",
    path: "",
    commit,
    tree,
    plan: "p".repeat(64),
    base: null,
  },
  ...{ readBy: "1", appliedBy: "ada", evidence, trust: null },
  ...changed,
});

const record = (of: RevisionEvidence = evidence): AuditRecord => ({
  ...{
    id: "7",
    at: "",
    kind: "system",
    actor: "ada",
    act: "apply",
    subject: "shop",
    project: "shop",
  },
  ...{ reason: null, requestId: null, revision: commit },
  detail: JSON.stringify({ commit, plan: "p".repeat(64), evidence: sha256(canonicalJson(of)) }),
});

const found = (
  oid = commit,
  now: SignatureVerdict = verdict,
  its = tree,
  trees: FoundCommits["trees"] = new Map(),
): FoundCommits => ({
  trees,
  commits: new Map([[commit, { oid, tree: its }]]),
  signatures: new Map([[commit, now]]),
});

const faults = (one: PackRevision | null, of = evidence, at = found()): string[] =>
  checkEvidence(record(of), one, at, sha256).faults.map(({ message }) =>
    message.replace(/^record 7 \(apply of shop@a{12}\): /, ""),
  );

test("what is as the record has it has no faults; what the pack has not is not known", () => {
  expect(faults(revision())).toEqual([]);
  expect(checkEvidence(record(), null, found(), sha256).unknown).toEqual([
    "shop@aaaaaaaaaaaa: the pack has nothing of this revision",
  ]);
  const none = { commits: new Map(), trees: new Map(), signatures: new Map() };
  expect(checkEvidence(record(), revision(), none, sha256)).toEqual({
    faults: [],
    unknown: ["shop@aaaaaaaaaaaa: its commit is not in the pack"],
  });
});

test("plan, evidence, commit, tree and signature are compared", () => {
  expect(faults(revision({ plan: "q".repeat(64) }))).toEqual([
    "the record has the plan pppppppppppp, the revision qqqqqqqqqqqq",
  ]);
  expect(faults(revision({ evidence: {} }))).toEqual([
    "the evidence is not the one that the record names: it was altered",
  ]);
  expect(faults(revision(), evidence, found("c".repeat(40)))[0]).toBe(
    "what the pack has as commit aaaaaaaaaaaa is cccccccccccc",
  );
  expect(faults(revision(), evidence, found(commit, verdict, "d".repeat(40)))).toEqual([
    "on record is tree bbbbbbbbbbbb, the commit has dddddddddddd",
  ]);
  expect(faults(revision(), evidence, found(commit, { ...verdict, state: "bad" }))[0]).toMatch(
    /on record it is good$/,
  );
});

test("the tree of a project's folder is followed from the commit's own", () => {
  const [root, sub] = ["d".repeat(40), "e".repeat(40)];
  const has = (name: string, oid: string) => [{ mode: "40000", name, oid }];
  const trees = (rootId = root, folder = tree) =>
    new Map([
      [root, { oid: rootId, entries: has("eu", sub) }],
      [sub, { oid: sub, entries: has("retail", folder) }],
    ]);
  const at = (path: string, these: FoundCommits["trees"]) =>
    checkEvidence(record(), revision({ path }), found(commit, verdict, root, these), sha256);
  expect(at("eu/retail", trees())).toEqual({ faults: [], unknown: [] });
  const messages = (path: string, these: FoundCommits["trees"]) =>
    at(path, these).faults.map(({ message }) => message.replace(/^.*?\): /, ""));
  expect(messages("eu/retail", trees(root, sub))).toEqual([
    "on record is tree bbbbbbbbbbbb, the commit has eeeeeeeeeeee",
  ]);
  expect(messages("eu/retail", trees(sub))).toEqual([
    "what the pack has as tree dddddddddddd is eeeeeeeeeeee",
  ]);
  expect(messages("us", trees())).toEqual(["the commit has no folder us"]);
  expect(at("eu/retail", new Map()).unknown).toEqual([
    "shop@aaaaaaaaaaaa: tree dddddddddddd on the way to eu/retail is not in the pack",
  ]);
});

test("what lacked a signature or an approval is fine only where somebody released it", () => {
  const [signed] = evidence.signatures?.commits ?? [];
  const [change] = evidence.approvals?.changes ?? [];
  if (!signed || !change || !evidence.approvals) throw new Error("the evidence has both");
  const unsigned: RevisionEvidence = {
    signatures: { required: true, trust: "t", commits: [{ ...signed, state: "unsigned" }] },
    approvals: {
      ...evidence.approvals,
      changes: [
        { ...change, requirements: change.requirements.map((one) => ({ ...one, approvedBy: [] })) },
      ],
    },
  };
  const none = { commits: new Map(), trees: new Map(), signatures: new Map() };
  expect(faults(revision({ evidence: unsigned }), unsigned, none)).toEqual([
    expect.stringMatching(/is not signed .*, and nobody released it$/),
    "OWNERS:1 * is not met, and nobody released it",
  ]);
  const released: RevisionEvidence = {
    ...unsigned,
    confirmation: { by: "bob", plan: "p", of: "unsigned", reason: null },
  };
  expect(faults(revision({ evidence: released }), released, none)).toEqual([]);
});
