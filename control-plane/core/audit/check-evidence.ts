// Whether a deployment on record rests on what it names: its revision, the commits of Git, their signatures, the approvals.

import { canonicalJson } from "../canonical.ts";
import { isMet } from "../owners/required.ts";
import { provenPart } from "../provenance.ts";
import { describeSignature, type SignatureVerdict } from "../signatures/verdict.ts";
import { type TreeEntry, treeMode } from "../tree.ts";
import type { ChainFault } from "./check-chain.ts";
import type { PackRevision } from "./pack.ts";
import type { AuditRecord } from "./record.ts";

/** What was found of the commits that a pack carries. */
export interface FoundCommits {
  /** Of a commit's content: its id, by its own hash, and the tree that it has. */
  commits: ReadonlyMap<string, { oid: string; tree: string }>;
  /** Of a tree's content, by the id that the pack says: its id by its own hash, and what is in it. */
  trees: ReadonlyMap<string, { oid: string; entries: readonly TreeEntry[] }>;
  /** Of the signatures on record, by the keys that the pack carries; absent where those were others. */
  signatures: ReadonlyMap<string, SignatureVerdict>;
}

export interface EvidenceCheck {
  faults: ChainFault[];
  /** What can't be told from the pack: a sentence each. */
  unknown: string[];
}

const short = (oid: string): string => oid.slice(0, 12);

export function checkEvidence(
  record: AuditRecord,
  revision: PackRevision | null,
  found: FoundCommits,
  sha256: (text: string) => string,
): EvidenceCheck {
  const said = JSON.parse(record.detail) as { commit?: string; plan?: string; evidence?: string };
  const name = `${record.project ?? record.subject}@${short(said.commit ?? "")}`;
  if (revision === null)
    return { faults: [], unknown: [`${name}: the pack has nothing of this revision`] };
  const folder = folderOf(revision, found);
  const wrong = [
    ...recordFaults(said, revision, sha256),
    ...commitFaults(revision, found),
    ...("fault" in folder ? [folder.fault] : []),
    ...signatureFaults(revision, found),
    ...approvalFaults(revision),
  ];
  const missing = found.commits.has(revision.commit)
    ? "missing" in folder
      ? [`${name}: ${folder.missing}`]
      : []
    : [`${name}: its commit is not in the pack`];
  return {
    faults: wrong.map((message) => ({
      ...{ fault: "evidence", record: record.id, seal: null },
      message: `record ${record.id} (apply of ${name}): ${message}`,
    })),
    unknown: missing,
  };
}

function recordFaults(
  said: { plan?: string; evidence?: string },
  { plan, evidence }: PackRevision,
  sha256: (text: string) => string,
): string[] {
  const faults: string[] = [];
  if (said.plan !== undefined && said.plan !== plan)
    faults.push(`the record has the plan ${short(said.plan)}, the revision ${short(plan)}`);
  if (said.evidence !== undefined && said.evidence !== sha256(canonicalJson(provenPart(evidence))))
    faults.push("the evidence is not the one that the record names: it was altered");
  return faults;
}

function commitFaults({ commit }: PackRevision, { commits }: FoundCommits): string[] {
  const object = commits.get(commit);
  return object === undefined || object.oid === commit
    ? []
    : [`what the pack has as commit ${short(commit)} is ${short(object.oid)}`];
}

/** Whether the project's folder in the commit is the tree on record: the trees on the way are followed by their own hashes. */
function folderOf(
  { commit, path, tree }: PackRevision,
  { commits, trees }: FoundCommits,
): { fault: string } | { missing: string } | { is: "as on record" } {
  let at = commits.get(commit)?.tree;
  if (at === undefined) return { is: "as on record" };
  for (const name of path.split("/").filter((part) => part !== "")) {
    const found = trees.get(at);
    if (found === undefined)
      return { missing: `tree ${short(at)} on the way to ${path} is not in the pack` };
    if (found.oid !== at)
      return { fault: `what the pack has as tree ${short(at)} is ${short(found.oid)}` };
    const entry = found.entries.find((one) => one.name === name && one.mode === treeMode);
    if (entry === undefined) return { fault: `the commit has no folder ${path}` };
    at = entry.oid;
  }
  return at === tree
    ? { is: "as on record" }
    : { fault: `on record is tree ${short(tree)}, the commit has ${short(at)}` };
}

function signatureFaults(
  { evidence }: PackRevision,
  { commits, signatures }: FoundCommits,
): string[] {
  const { signatures: kept, confirmation } = evidence;
  if (kept === undefined) return [];
  return kept.commits.flatMap((then) => {
    const object = commits.get(then.commit);
    if (object !== undefined && object.oid !== then.commit)
      return [`what the pack has as commit ${short(then.commit)} is ${short(object.oid)}`];
    const now = signatures.get(then.commit);
    if (now !== undefined && (now.state !== then.state || now.fingerprint !== then.fingerprint))
      return [`${describeSignature(now)}; on record it is ${then.state}`];
    return kept.required && then.state !== "good" && confirmation === undefined
      ? [`${describeSignature(then)}, and nobody released it`]
      : [];
  });
}

function approvalFaults({ evidence }: PackRevision): string[] {
  const { approvals, confirmation } = evidence;
  if (approvals === undefined || confirmation !== undefined) return [];
  return approvals.changes.flatMap(({ change, requirements }) =>
    requirements
      .filter((one) => !isMet(one))
      .map(
        ({ rule }) =>
          `${rule} is not met${change === null ? "" : ` for #${change.number}`}, and nobody released it`,
      ),
  );
}
