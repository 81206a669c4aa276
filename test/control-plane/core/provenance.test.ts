import { expect, test } from "vitest";
import {
  evidenceLines,
  type RevisionEvidence,
  type SeenSignature,
  signersOf,
} from "#core/provenance.ts";

const commit = (given: Partial<SeenSignature>): SeenSignature => ({
  seenAt: "2026-01-01T00:00:00Z",
  ...{ commit: "1a2b", state: "good", kind: "ssh", fingerprint: "SHA256:a" },
  ...{ signer: "ada@example.com", isForge: false, reason: null },
  ...given,
});
const evidence: RevisionEvidence = {
  signatures: {
    ...{ required: false, trust: "t" },
    commits: [
      commit({ signer: "forge@example.com", fingerprint: "SHA256:f", isForge: true }),
      commit({}),
      commit({}),
      commit({ state: "unsigned", signer: null, fingerprint: null }),
    ],
  },
  approvals: {
    ...{ from: "forge", rulesAt: "9f", rules: "h" },
    changes: [
      {
        commits: ["1a2b"],
        change: { forge: "github", number: 7, url: "u", author: "ada", headCommit: "2b" },
        ...{ plan: null, content: "same", approvers: ["bob"], passedOver: [] },
        requirements: [
          { rule: "OWNERS:1 *", owners: ["x"], count: 1, because: ["a"], approvedBy: ["bob"] },
        ],
      },
    ],
  },
  confirmation: { by: "grace", plan: "p", of: "a; b", reason: "urgent" },
};

test("evidence is said in lines, each signer once", () => {
  expect(signersOf(evidence)).toEqual(["forge@example.com", "ada@example.com"]);
  expect(evidenceLines(evidence)).toEqual([
    [
      "signed by",
      "forge@example.com (SHA256:f), ada@example.com (SHA256:a), 1 of 4 commits by nobody trusted",
    ],
    ["needed", "1 by OWNERS:1 * for #7: bob"],
    ["released", "by grace, though a; b (urgent)"],
  ]);
});

test("where nothing was asked for there is nothing to say", () => {
  expect(evidenceLines({})).toEqual([]);
  expect(signersOf({})).toEqual([]);
});
