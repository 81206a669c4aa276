// Who made what a revision brings, and who approved it, as far as that is known: by the forge, by signatures, or by the
// word of its commits.

import type { MadeChange } from "#access/deploy-judge.ts";
import type { Maker } from "#core/access/deploy-denied.ts";
import { isSamePerson, reviewersOf } from "#core/owners/reviewers.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import { type Step, stepsSince } from "#git/incoming.ts";
import { branchedFrom } from "#git/merge-base.ts";
import type { Commit } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import { type Incoming, incomingChanges } from "./incoming-changes.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";

export interface BroughtChange extends MadeChange {
  /** Files that it changed, from the project's folder; null: the tip of a first deployment vouches for all. */
  paths: string[] | null;
}

/** What is in error may have been for long; the forge is asked about each. */
const mostSteps = 300;

/**
 * What came in since a commit, newest first; of a first deployment the tip, which vouches for what it leads to.
 * @throws GitError `missing`, `tooLarge` where that can't be told, others where the forge doesn't answer.
 */
export async function broughtSince(
  base: string | null,
  input: VerifyInput,
  verify: (input: VerifyInput) => Promise<Verification>,
): Promise<BroughtChange[]> {
  const { source, head, project } = input;
  const { evidence } = await verify({ ...input, base });
  if (base === null) return [{ ...atTip(input, evidence), paths: null }];
  const steps = await stepsSince(source, base, head.oid, project.path, mostSteps);
  const byCommit = new Map(steps.map((step) => [step.commit.oid, step]));
  const brought: BroughtChange[] = [];
  for (const change of await incomingChanges(input, steps)) {
    const { changes } = await readDiff(source, change.before, change.after);
    const own = change.commits.flatMap((oid) => byCommit.get(oid) ?? []);
    brought.push({
      what: nameOf(change.evidence, change.commits[0] as string),
      makers: await makersOf(change, own, input, evidence),
      approvers: change.doubt === null ? change.approvers : [],
      paths: changes.map(({ path }) => path),
    });
  }
  return brought;
}

function atTip({ change, head }: VerifyInput, evidence: RevisionEvidence): MadeChange {
  const isThis = change?.mergeCommit === head.oid || change?.headCommit === head.oid;
  return {
    what: nameOf(change, head.oid),
    makers: change ? byForge(change, isThis) : byCommit(head, evidence),
    approvers: change && isThis ? reviewersOf(change).counted : [],
  };
}

const nameOf = (change: { number: number } | null, commit: string): string =>
  change ? `change #${change.number}` : `commit ${commit.slice(0, 12)}`;

/** Where what came in isn't what the forge shows, its authors are named and not proven, and so are those of the commits. */
async function makersOf(
  { evidence, doubt }: Incoming,
  steps: readonly Step[],
  { source }: VerifyInput,
  signed: RevisionEvidence,
): Promise<Maker[]> {
  const makers = evidence ? byForge(evidence, doubt === null) : [];
  if (evidence && doubt === null) return makers;
  for (const { commit, from } of steps) {
    // A merge may bring what none of its parents has: whoever made it is one of them.
    const { own } = await branchedFrom(source, commit.oid, from);
    for (const one of own.length === 0 ? [commit] : own) makers.push(...byCommit(one, signed));
  }
  return [...new Map(makers.map((one) => [`${one.proven} ${one.name}`, one])).values()];
}

/** Who asks for a change answers for all of it; so does whoever pushed its newest commit, who may be another. */
export function byForge(
  { author, lastPusher }: { author: string; lastPusher: string | null },
  proven: boolean,
): Maker[] {
  const isOther = lastPusher !== null && !isSamePerson(author, lastPusher);
  return [author, ...(isOther ? [lastPusher] : [])].map((name) => ({ name, proven }));
}

/** Whose signature it is counts for more than whom it names. */
function byCommit({ oid, author }: Commit, { signatures }: RevisionEvidence): Maker[] {
  const verdict = signatures?.commits.find(({ commit }) => commit === oid);
  if (verdict?.state === "good" && !verdict.isForge && verdict.signer !== null)
    return [{ name: verdict.signer, proven: true }];
  return [{ name: author.email, proven: false }];
}
