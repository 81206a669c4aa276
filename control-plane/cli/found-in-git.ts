// Looks up in Git, by itself, what a server has on record of a run.

import type { ProofView } from "#api/client.ts";
import { readChange } from "#core/change.ts";
import { plannedOf } from "#core/judge.ts";
import { createParseCache } from "#core/parse-cache.ts";
import type { FoundCommit, FoundInGit } from "#core/proof/recorded.ts";
import { readTrust, trustText } from "#core/signatures/trust.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";
import { evidenceHash } from "#engine/evidence-hash.ts";
import { specReader } from "#engine/spec-reader.ts";
import { commitsBetween, type RawCommit, rawCommit } from "#git/commit-range.ts";
import { EstateView } from "#git/estate-view.ts";
import { ownersText } from "#git/owners-text.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { verifyCommit } from "#git/signatures/verify-commit.ts";
import { GitError, type GitSource } from "#git/source.ts";
import { sha256 } from "./read-revisions.ts";

const mostCommits = 1_000;

export async function findInGit(source: GitSource, proof: ProofView): Promise<FoundInGit> {
  const { deployed, changed, trust, spec } = proof;
  // Brings the branch here; a repository that can't be reached is a fault, not a finding.
  const tip = await source.remoteTip(proof.branch);
  if (tip !== null) await source.fetch(proof.branch);
  const found = await foundCommit(source, deployed.commit, proof.path);
  return {
    reader: specReader(),
    deployed: found,
    changed: await foundCommit(source, changed.commit, proof.path),
    isOnBranch:
      tip === null || found === null ? null : await source.isAncestor(deployed.commit, tip),
    pipeline: await pipelineAt(source, proof),
    storedHash: sha256(spec),
    signatures: await orMissing(() => signatures(source, proof)),
    isSameTrust: trust !== null && trustOf(trust) === changed.evidence.signatures?.trust,
    owners: await ownersAt(source, proof),
    evidence: evidenceHash(changed.evidence),
  };
}

async function foundCommit(
  source: GitSource,
  oid: string,
  path: string,
): Promise<FoundCommit | null> {
  const found = await orMissing(() => source.readCommit(oid));
  if (typeof found === "string") return null;
  return {
    tree: await folderTree(source, found.tree, path),
    authorName: found.author.name,
    authorEmail: found.author.email,
    subject: readChange(found.message).subject,
  };
}

/** What is missing as a text. */
async function orMissing<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GitError && error.kind === "missing") return error.message;
    throw error;
  }
}

async function pipelineAt(source: GitSource, proof: ProofView): Promise<FoundInGit["pipeline"]> {
  const { changed, file, pipeline } = proof;
  const folder = await projectFolder(source, changed.commit, proof.path);
  if (folder === null) return `${changed.commit.slice(0, 12)} is not in the repository`;
  const view = new EstateView(
    source,
    new ProjectTree(source, folder),
    createParseCache(),
    null,
    proof.environment,
  );
  const sources = await view.read([file], await view.surroundings([file]));
  const made = sources.find(({ name }) => name === pipeline)?.pipeline;
  return made
    ? { hash: plannedOf(file, made, sha256).hash }
    : `${file} at ${changed.commit.slice(0, 12)} makes no pipeline ${pipeline}`;
}

/** Its tree. */
async function projectFolder(
  source: GitSource,
  commit: string,
  path: string,
): Promise<string | null> {
  const folder = await orMissing(async () =>
    folderTree(source, (await source.readCommit(commit)).tree, path),
  );
  // A tree's id is 40 digits, a message is longer.
  return folder === null || folder.includes(" ") ? null : folder;
}

/** By the keys that are trusted now, as of when each commit was first seen. */
async function signatures(
  source: GitSource,
  { changed, path, trust }: ProofView,
): Promise<SignatureVerdict[] | string> {
  const kept = changed.evidence.signatures;
  if (kept === undefined) return [];
  if (trust === null) return "the project's registration names no keys any more";
  let commits: RawCommit[];
  if (changed.base === null) commits = [await rawCommit(source, changed.commit)];
  else {
    const range = { reader: source, base: changed.base, head: changed.commit };
    commits = await commitsBetween({ ...range, path, most: mostCommits });
  }
  const keys = readTrust(trust);
  const seen = new Map(kept.commits.map(({ commit, seenAt }) => [commit, seenAt]));
  const verdicts: SignatureVerdict[] = [];
  for (const { commit, content } of commits) {
    const at = Temporal.Instant.from(seen.get(commit.oid) ?? proofless);
    verdicts.push(await verifyCommit(commit.oid, content, keys, at));
  }
  return verdicts;
}

/** Of a commit that is not on record: that it came in is wrong, whatever its signature. */
const proofless = "1970-01-01T00:00:00Z";

const trustOf = (trust: NonNullable<ProofView["trust"]>): string => sha256(trustText(trust));

async function ownersAt(source: GitSource, { changed, path }: ProofView): Promise<string | null> {
  const at = changed.evidence.approvals?.rulesAt ?? null;
  const tree = at === null ? null : await projectFolder(source, at, path);
  const text = await ownersText(source, tree);
  return text === null ? null : sha256(text);
}
