// Checks the lines of a pack, and by Git's own rules the commits in it.

import { createHash } from "node:crypto";
import type { ChainFault } from "#core/audit/check-chain.ts";
import { checkEvidence, type FoundCommits } from "#core/audit/check-evidence.ts";
import { PackCheck, type PackLine, type PackRevision } from "#core/audit/pack.ts";
import { type AuditHead, headText } from "#core/audit/record.ts";
import { readTrust, trustText } from "#core/signatures/trust.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";
import { parseTree, type TreeEntry } from "#core/tree.ts";
import { parseCommit } from "#git/commit.ts";
import { verifyCommit } from "#git/signatures/verify-commit.ts";
import { sha256 } from "./read-revisions.ts";

export interface PackResult {
  faults: ChainFault[];
  /** What the pack can't tell. */
  unknown: string[];
  seals: number;
  records: number;
  /** Whose evidence was checked. */
  deployments: number;
  /** Records of parity whose verdicts and reports were checked. */
  parity: number;
  /** Head of the last seal that was followed. */
  last: string | null;
  waiting: number;
}

export async function checkLines(
  lines: AsyncIterable<PackLine>,
  kept: readonly AuditHead[],
): Promise<PackResult> {
  const pack = new PackCheck({ sha256, kept });
  let hasEvidence = false;
  for await (const line of lines) {
    pack.add(line);
    if (line.type === "revision") hasEvidence = true;
  }
  const faults = pack.end();
  const unknown = [...pack.unknown];
  let deployments = 0;
  if (hasEvidence) {
    const found = await foundIn(pack);
    for (const record of pack.deployments) {
      const said = JSON.parse(record.detail) as { commit?: string; plan?: string };
      const project = record.project ?? record.subject;
      const revision = pack.revisions.find(
        (one) => one.project === project && one.commit === said.commit && one.plan === said.plan,
      );
      const checked = checkEvidence(record, revision ?? null, found, sha256);
      faults.push(...checked.faults);
      unknown.push(...checked.unknown);
      if (revision) deployments++;
    }
  }
  const { seals, records, last } = pack.counts;
  return {
    ...{ faults, unknown, seals, records, deployments, waiting: pack.waiting, parity: pack.parity },
    last: last === null ? null : headText(last),
  };
}

async function foundIn({ commits, trees, revisions }: PackCheck): Promise<FoundCommits> {
  const contents = new Map<string, Buffer>();
  const found = new Map<string, { oid: string; tree: string }>();
  for (const { oid, content } of commits) {
    if (content === null) continue;
    const bytes = Buffer.from(content, "base64");
    contents.set(oid, bytes);
    found.set(oid, { oid: objectId("commit", bytes, oid.length), tree: treeOf(oid, bytes) });
  }
  const folders = new Map<string, { oid: string; entries: readonly TreeEntry[] }>();
  for (const { oid, content } of trees) {
    if (content === null) continue;
    const bytes = Buffer.from(content, "base64");
    folders.set(oid, { oid: objectId("tree", bytes, oid.length), entries: entriesOf(oid, bytes) });
  }
  const signatures = new Map<string, SignatureVerdict>();
  for (const revision of revisions)
    for (const verdict of await verdictsOf(revision, contents))
      signatures.set(verdict.commit, verdict);
  return { commits: found, trees: folders, signatures };
}

/** By the length of an id: repositories of SHA-256 have 64 digits. */
const objectId = (type: "commit" | "tree", content: Buffer, digits: number): string =>
  createHash(digits === 64 ? "sha256" : "sha1")
    .update(`${type} ${content.length}\0`)
    .update(content)
    .digest("hex");

const entriesOf = (oid: string, content: Buffer): TreeEntry[] => {
  try {
    return parseTree(content, oid.length / 2);
  } catch {
    return [];
  }
};

const treeOf = (oid: string, content: Buffer): string => {
  try {
    return parseCommit(oid, content).tree;
  } catch {
    return "none";
  }
};

/** None where other keys are trusted now: the verdict on record is then not to be had again. */
async function verdictsOf(
  { evidence, trust }: PackRevision,
  contents: ReadonlyMap<string, Buffer>,
): Promise<SignatureVerdict[]> {
  const kept = evidence.signatures;
  if (kept === undefined || trust === null || sha256(trustText(trust)) !== kept.trust) return [];
  const keys = readTrust(trust);
  const verdicts: SignatureVerdict[] = [];
  for (const { commit, seenAt } of kept.commits) {
    const content = contents.get(commit);
    if (content !== undefined)
      verdicts.push(await verifyCommit(commit, content, keys, Temporal.Instant.from(seenAt)));
  }
  return verdicts;
}
