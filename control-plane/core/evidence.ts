// What a forge says of the change that brought a commit: who asked for it, who approved which commit of it, who merged it.

/** A review of a change, as the forge has it now. */
export interface Review {
  user: string;
  /** As the forge shows them: what commits name people by. Left out where it doesn't say. */
  name?: string;
  /** The forge says that they may write to the repository, or belong to who owns it. Left out where it doesn't say so. */
  mayWrite?: boolean;
  state: "approved" | "changesRequested" | "dismissed" | "commented";
  /** The commit that was looked at; null where the forge doesn't say. */
  commit: string | null;
  /** An instant. */
  at: string;
}

/** A pull or merge request. Kept with the revision that it brought, as JSON. */
export interface ChangeEvidence {
  /** Such as `github`, with the host where it isn't the usual one. */
  forge: string;
  number: number;
  url: string;
  title: string;
  author: string;
  /** Others who are named as authors of its commits. */
  coauthors: string[];
  /** Newest commit of the change's branch. */
  headCommit: string;
  /** What the merge made of it: a merge, squash or rebased commit; null before. */
  mergeCommit: string | null;
  mergedBy: string | null;
  /** An instant. */
  mergedAt: string | null;
  /** Who pushed the newest commit, where the forge says. */
  lastPusher: string | null;
  reviews: Review[];
  /** When the forge was asked. */
  readAt: string;
}

/** Whose newest verdict approves exactly the head: an approval of an older commit doesn't count. Each once, in order. */
export function approversOf({ reviews, headCommit }: ChangeEvidence): string[] {
  const verdicts = new Map<string, Review>();
  for (const review of reviews.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)))
    if (review.state !== "commented") verdicts.set(review.user, review);
  return [...verdicts.values()]
    .filter(({ state, commit }) => state === "approved" && commit === headCommit)
    .map(({ user }) => user);
}

/** Of people, those that the forge says may write: on a public repository anybody may approve. */
export const writersAmong = (users: readonly string[], { reviews }: ChangeEvidence): string[] =>
  users.filter((user) => reviews.some((one) => one.user === user && one.mayWrite === true));
