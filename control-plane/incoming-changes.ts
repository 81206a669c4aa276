// The changes that came in on a branch: who approved each, and whether what was merged is what was reviewed.

import { readChange } from "#core/change.ts";
import { type ChangeEvidence, writersAmong } from "#core/evidence.ts";
import { compareReviewed } from "#core/owners/reviewed.ts";
import { declaredReviewers, type Reviewers, reviewersOf } from "#core/owners/reviewers.ts";
import type { ContentProof } from "#core/provenance.ts";
import type { Step } from "#git/incoming.ts";
import { branchedFrom } from "#git/merge-base.ts";
import { folderTree } from "#git/project-tree.ts";
import { type Commit, GitError } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import type { VerifyInput } from "./revision-facts.ts";

export interface Incoming {
  /** On the branch, newest first. */
  commits: string[];
  before: string | null;
  after: string | null;
  /** What the forge says of it; null where it knows of none, or none was asked. */
  evidence: ChangeEvidence | null;
  content: ContentProof;
  approvers: string[];
  /** Of the approvers, those who may write to the repository. */
  writers: string[];
  passedOver: Reviewers["passedOver"];
  /** Files that both sides had changed and the merge joined. */
  joined: string[];
  /** Why its approvals don't count, though there may be some. */
  doubt: string | null;
}

/** Newest first; what came in one behind the other by one change is one. */
export async function incomingChanges(
  input: VerifyInput,
  steps: readonly Step[],
): Promise<Incoming[]> {
  const isDeclared = input.project.rules.sync.approvals.from === "trailers";
  const found: { steps: Step[]; evidence: ChangeEvidence | null }[] = [];
  for (const step of steps) {
    const evidence = isDeclared || step.isAside ? null : await changeOf(input, step.commit);
    const last = found.at(-1);
    if (evidence && last?.evidence?.url === evidence.url) last.steps.push(step);
    else found.push({ steps: [step], evidence });
  }
  const changes: Incoming[] = [];
  for (const { steps, evidence } of found)
    changes.push(
      isDeclared ? await declared(input, steps) : await asTheForgeSays(input, steps, evidence),
    );
  return changes;
}

/** Of the newest it was asked before, when nobody knew yet that it is needed. */
async function changeOf(input: VerifyInput, commit: Commit): Promise<ChangeEvidence | null> {
  if (commit.oid === input.head.oid && input.change !== null) return input.change;
  return (await input.changeOf?.(commit, true)) ?? null;
}

const rangeOf = (steps: readonly Step[]) => ({
  commits: steps.map(({ commit }) => commit.oid),
  before: steps.at(-1)?.before ?? null,
  after: steps[0]?.after ?? null,
});

/** Lines of the message, which nobody has verified; by none who has a hand in what it brings. */
async function declared({ source }: VerifyInput, steps: readonly Step[]): Promise<Incoming> {
  const { commit, from, isAside } = steps[0] as Step;
  if (isAside) return unreviewed(steps, "declared", aside(from));
  const own = (await branchedFrom(source, commit.oid, from)).own;
  const brought = own.filter(({ oid }) => oid !== commit.oid);
  // Whoever merges wrote the merge, not what it brings.
  const authors = (brought.length > 0 ? brought : [commit]).flatMap(({ author, message }) => [
    `${author.name} <${author.email}>`,
    ...coauthorsIn(message),
  ]);
  const reviewers = declaredReviewers(readChange(commit.message).approvers, authors);
  const is = { evidence: null, content: "declared", doubt: null } as const;
  return {
    ...rangeOf(steps),
    joined: [],
    ...is,
    approvers: reviewers.counted,
    // Who declares them has written to the branch and answers for it.
    writers: reviewers.counted,
    passedOver: reviewers.passedOver,
  };
}

const unreviewed = (steps: readonly Step[], content: ContentProof, doubt: string): Incoming => ({
  ...rangeOf(steps),
  ...{ evidence: null, content, joined: [], approvers: [], writers: [], passedOver: [], doubt },
});

const aside = (from: string): string =>
  `${from.slice(0, 12)}, which was deployed, is not behind it, so nobody reviewed what differs`;

const coauthorsIn = (message: string): string[] =>
  [...message.matchAll(/^co-authored-by:[ \t]*(\S.*?)[ \t]*$/gim)].map(([, name = ""]) => name);

async function asTheForgeSays(
  input: VerifyInput,
  steps: readonly Step[],
  evidence: ChangeEvidence | null,
): Promise<Incoming> {
  const range = rangeOf(steps);
  if (evidence === null) {
    const { from, isAside } = steps[0] as Step;
    const doubt =
      input.changeOf === undefined
        ? "no forge is asked for this project"
        : "the forge knows of no pull or merge request that brought it";
    return unreviewed(steps, "forge", isAside ? aside(from) : doubt);
  }
  const { counted, passedOver } = reviewersOf(evidence);
  const proof = await contentProof(input, steps, evidence);
  const writers = writersAmong(counted, evidence);
  return { ...range, evidence, ...proof, approvers: counted, writers, passedOver };
}

/** Reviews are of the change's newest commit: that is what must have come in. */
async function contentProof(
  { source, project }: VerifyInput,
  steps: readonly Step[],
  { headCommit, mergeCommit }: ChangeEvidence,
): Promise<Pick<Incoming, "content" | "joined" | "doubt">> {
  const { before, after } = rangeOf(steps);
  const oldest = steps.at(-1) as Step;
  const folderOf = async (oid: string) =>
    folderTree(source, (await source.readCommit(oid)).tree, project.path);
  try {
    const reviewed = await folderOf(headCommit);
    const base = (await branchedFrom(source, headCommit, oldest.from)).base;
    const heads = new Map(
      (await readDiff(source, base && (await folderOf(base)), reviewed)).changes.map((change) => [
        change.path,
        change,
      ]),
    );
    const merged = (await readDiff(source, before, after)).changes;
    const { altered, joined } = compareReviewed(
      merged.map((change) => {
        const head = heads.get(change.path);
        const was = (oid: string | null) => (oid === null ? null : `was ${oid}`);
        const is = (one: typeof change) => (one.after === null ? null : `${one.mode} ${one.after}`);
        const start = was(head === undefined ? change.before : head.before);
        return {
          path: change.path,
          before: was(change.before),
          after: is(change),
          base: start,
          head: head === undefined ? start : is(head),
        };
      }),
    );
    const [first] = altered;
    if (first === undefined)
      return { content: joined.length === 0 ? "same" : "joined", joined, doubt: null };
    const more = altered.length === 1 ? "" : ` and ${altered.length - 1} more`;
    const doubt = `${first}${more} came in otherwise than at ${headCommit.slice(0, 12)}, which was reviewed`;
    return { content: "same", joined, doubt };
  } catch (error) {
    if (!(error instanceof GitError) || error.kind !== "missing") throw error;
  }
  // A squash leaves the reviewed commits outside of the branch.
  const isMade = steps.some(({ commit }) => commit.oid === mergeCommit);
  const doubt = isMade
    ? null
    : `the forge has it merged as ${mergeCommit?.slice(0, 12) ?? "nothing yet"}, which is not what came in`;
  return { content: "forge", joined: [], doubt };
}
