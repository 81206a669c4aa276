// Judges the signatures of the commits that a revision brings, by the keys that the project's registration trusts.
// Never by anything in the repository itself: a commit must not vouch for itself.

import type { ChangeEvidence } from "#core/evidence.ts";
import type { SeenSignature, SignatureEvidence } from "#core/provenance.ts";
import type { SignatureSettings } from "#core/registration.ts";
import { signatureHold, signatureRefusal } from "#core/signatures/judge.ts";
import { readTrust, type Trust, trustText } from "#core/signatures/trust.ts";
import { commitsBetween, type RawCommit, rawCommit } from "#git/commit-range.ts";
import { verifyCommit } from "#git/signatures/verify-commit.ts";
import { type Commit, GitError } from "#git/source.ts";
import type { Db } from "#store/connect.ts";
import { seeCommits } from "#store/evidence.sql.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";
import { sha256 } from "./revision-plan.ts";

/** That so many came in at once is no ordinary change; each takes 0.2 ms, and its verdict a row's space. */
const mostCommits = 1_000;

/** When commits were first seen; those that are new are from now on. */
export type SeeCommits = (
  db: Db,
  commits: string[],
) => Promise<readonly { commit: string; seenAt: Date }[]>;

/** Nothing is refused and nothing kept where the project's registration asks for no signatures. */
export async function verifyRevision(
  input: VerifyInput,
  see: SeeCommits = (pool, commits) => seeCommits(pool, { project: input.project.id, commits }),
): Promise<Verification> {
  const settings = input.project.rules.sync.signatures;
  if (settings === null) return { refused: null, evidence: {} };
  const trust = readTrust(settings);
  const commits = await commitsOf(input);
  const isText = typeof commits === "string";
  const judged = isText ? [] : await judgeAll(input, commits, trust, see);
  const hold = isText ? commits : signatureHold(judged.flatMap(({ refusal }) => refusal ?? []));
  const [problem] = trust.problems;
  const because =
    hold !== null && problem
      ? `${hold}; of the keys that are trusted line ${problem.line} can't be read: ${problem.message}`
      : hold;
  const evidence: SignatureEvidence = {
    ...{ required: settings.required, trust: trustHash(settings) },
    commits: judged.map(({ verdict }) => verdict),
  };
  return { refused: settings.required ? because : null, evidence: { signatures: evidence } };
}

/** Names what was trusted, so that a verdict can be traced to it. */
export const trustHash = (settings: SignatureSettings): string => sha256(trustText(settings));

/** What came in since; of a first deployment the tip alone, which vouches for what it leads to. A text says why it can't be told. */
async function commitsOf({ source, base, head, project }: VerifyInput) {
  if (base === null) return [await rawCommit(source, head.oid)];
  try {
    return await commitsBetween({
      ...{ reader: source, base, head: head.oid },
      ...{ path: project.path, most: mostCommits },
    });
  } catch (error) {
    if (!(error instanceof GitError) || (error.kind !== "missing" && error.kind !== "tooLarge"))
      throw error;
    return `which commits came in since ${base.slice(0, 12)} can't be told: ${error.message}`;
  }
}

interface Judgement {
  verdict: SeenSignature;
  refusal: string | null;
}

async function judgeAll(
  input: VerifyInput,
  commits: readonly RawCommit[],
  trust: Trust,
  see: SeeCommits,
): Promise<Judgement[]> {
  const oids = commits.map(({ commit }) => commit.oid);
  const rows = await see(input.pool, oids);
  const seen = new Map(rows.map(({ commit, seenAt }) => [commit, seenAt]));
  const judged: Judgement[] = [];
  for (const raw of commits) {
    const at = seen.get(raw.commit.oid)?.getTime() ?? 0;
    const one = await judgeOne(input, raw, trust, Temporal.Instant.fromEpochMilliseconds(at));
    if (one !== null) judged.push(one);
  }
  return judged;
}

/** Null for one that the deployed commit leads to already: with wrong clocks the walk finds some of those as well. */
async function judgeOne(
  input: VerifyInput,
  { commit, content }: RawCommit,
  trust: Trust,
  at: Temporal.Instant,
): Promise<Judgement | null> {
  const found = await verifyCommit(commit.oid, content, trust, at);
  const verdict = { ...found, seenAt: at.toString() };
  const isMerge = commit.parents.length > 1;
  const asks = verdict.state === "good" && verdict.isForge && !isMerge;
  const change = asks ? await changeOf(input, commit) : null;
  const isMergedByForge = change !== null && isMadeBy(change, commit.oid);
  const refusal = signatureRefusal({ verdict, isMerge, isMergedByForge });
  const { base, source } = input;
  if (refusal !== null && base !== null && (await source.isAncestor(commit.oid, base))) return null;
  return { verdict, refusal };
}

const changeOf = async (input: VerifyInput, commit: Commit): Promise<ChangeEvidence | null> =>
  commit.oid === input.head.oid ? input.change : ((await input.changeOf?.(commit)) ?? null);

const isMadeBy = ({ mergeCommit }: ChangeEvidence, oid: string): boolean => mergeCommit === oid;
