// Judges the signatures of the commits that a revision brings, by the keys that the project's registration trusts.
// Never by anything in the repository itself: a commit must not vouch for itself.

import type { ChangeEvidence } from "#core/evidence.ts";
import type { SignatureEvidence } from "#core/provenance.ts";
import type { SignatureSettings } from "#core/registration.ts";
import { signatureHold, signatureRefusal } from "#core/signatures/judge.ts";
import { readTrust, type Trust, trustText } from "#core/signatures/trust.ts";
import type { SignatureVerdict } from "#core/signatures/verdict.ts";
import { commitsBetween, type RawCommit, rawCommit } from "#git/commit-range.ts";
import { verifyCommit } from "#git/signatures/verify-commit.ts";
import { type Commit, GitError } from "#git/source.ts";
import { seeCommits } from "#store/evidence.sql.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";
import { sha256 } from "./revision-plan.ts";

/** That so many came in at once is no ordinary change; each takes 0.2 ms, and its verdict a row's space. */
const mostCommits = 1_000;

/** Nothing is refused and nothing kept where the project's registration asks for no signatures. */
export async function verifyRevision(input: VerifyInput): Promise<Verification> {
  const settings = input.project.rules.sync.signatures;
  if (settings === null) return { refused: null, evidence: {} };
  const trust = readTrust(settings);
  const commits = await commitsOf(input);
  const evidence = (verdicts: SignatureVerdict[], at: string): SignatureEvidence => ({
    ...{ required: settings.required, trust: trustHash(settings), judgedAt: at },
    commits: verdicts,
  });
  if (typeof commits === "string")
    return {
      refused: settings.required ? commits : null,
      evidence: { signatures: evidence([], new Date(0).toISOString()) },
    };
  const seen = await seenAt(input, commits);
  const judged: { verdict: SignatureVerdict; refusal: string | null }[] = [];
  for (const raw of commits) {
    const one = await judgeOne(input, raw, trust, seen.get(raw.commit.oid) ?? latest(seen));
    if (one !== null) judged.push(one);
  }
  const hold = signatureHold(judged.flatMap(({ refusal }) => refusal ?? []));
  const [problem] = trust.problems;
  const because =
    hold !== null && problem
      ? `${hold}; of the keys that are trusted line ${problem.line} can't be read: ${problem.message}`
      : hold;
  return {
    refused: settings.required ? because : null,
    evidence: {
      signatures: evidence(
        judged.map(({ verdict }) => verdict),
        latest(seen).toString(),
      ),
    },
  };
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

type Seen = ReadonlyMap<string, Temporal.Instant>;

async function seenAt(input: VerifyInput, commits: readonly RawCommit[]): Promise<Seen> {
  const oids = [...new Set([input.head.oid, ...commits.map(({ commit }) => commit.oid)])];
  const rows = await seeCommits(input.pool, { project: input.project.id, commits: oids });
  return new Map(
    rows.map(({ commit, seenAt }) => [
      commit,
      Temporal.Instant.fromEpochMilliseconds(seenAt.getTime()),
    ]),
  );
}

const latest = (seen: Seen): Temporal.Instant =>
  [...seen.values()].reduce(
    (a, b) => (Temporal.Instant.compare(a, b) > 0 ? a : b),
    Temporal.Instant.fromEpochMilliseconds(0),
  );

/** Null for one that the deployed commit leads to already: with wrong clocks the walk finds some of those as well. */
async function judgeOne(
  input: VerifyInput,
  { commit, content }: RawCommit,
  trust: Trust,
  at: Temporal.Instant,
): Promise<{ verdict: SignatureVerdict; refusal: string | null } | null> {
  const verdict = await verifyCommit(commit.oid, content, trust, at);
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
