// What GitHub says of the pull request that brought a commit: squash, rebase and merge commits alike.

import type { ChangeEvidence, Review } from "#core/evidence.ts";
import { coauthorsIn } from "#core/forges/coauthors.ts";
import { ForgeError } from "../forge.ts";
import type { GitHubClient } from "./client.ts";

/** Null for a commit that no merged pull request has brought to the branch. */
export async function readChangeOf(
  client: GitHubClient,
  forge: string,
  commit: string,
  branch: string,
): Promise<ChangeEvidence | null> {
  const number = await findChange(client, commit, branch);
  return number === null ? null : readChange(client, forge, number);
}

/** Of an open one as of one that was merged. */
export async function readChange(
  client: GitHubClient,
  forge: string,
  number: number,
): Promise<ChangeEvidence> {
  const pull = await client.ask(
    "reading a pull request",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { pull_number: number },
  );
  const author = pull.user?.login ?? "ghost";
  const head = pull.head.sha;
  const coauthors = await authorsOf(client, number);
  return {
    ...{ forge, number, url: pull.html_url, title: pull.title, author },
    coauthors: coauthors.filter((one) => one !== author),
    headCommit: head,
    mergeCommit: pull.merge_commit_sha ?? null,
    mergedBy: pull.merged_by?.login ?? null,
    mergedAt: pull.merged_at,
    lastPusher: await pusherOf(client, pull.head.ref, head, pull.head.repo?.full_name),
    reviews: await reviewsOf(client, number),
    readAt: Temporal.Now.instant().round("second").toString(),
  };
}

async function findChange(
  client: GitHubClient,
  commit: string,
  branch: string,
): Promise<number | null> {
  const pulls = await client
    .pages(
      "asking for a commit's pull requests",
      "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
      { commit_sha: commit },
      (data) => data,
    )
    .catch((error: unknown) => {
      // Its words for a commit that it doesn't have (yet).
      const { status } = error instanceof ForgeError ? error.failure : { status: null };
      if (status === 404 || status === 422) return [];
      throw error;
    });
  const merged = pulls
    .filter((pull) => pull.merged_at !== null && pull.base.ref === branch)
    .toSorted((a, b) => String(b.merged_at).localeCompare(String(a.merged_at)));
  const exact = merged.find((pull) => pull.merge_commit_sha === commit);
  // A rebase makes several commits, of which only the last is named.
  return (exact ?? merged[0])?.number ?? null;
}

async function reviewsOf(client: GitHubClient, number: number): Promise<Review[]> {
  const reviews = await client.pages(
    "reading reviews",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    { pull_number: number },
    (data) => data,
  );
  return reviews.flatMap(({ state, user, commit_id, submitted_at, author_association }) => {
    const known = reviewStates[state];
    // One that is still being written has no instant, and belongs to nobody else.
    if (known === undefined || user === null || submitted_at === undefined) return [];
    const mayWrite = belongs.has(author_association) ? { mayWrite: true } : {};
    return { user: user.login, ...mayWrite, state: known, commit: commit_id, at: submitted_at };
  });
}

/** As near as reviews come to it: members of an organisation and invited people may also have the right to read alone. */
const belongs: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

const reviewStates: Readonly<Record<string, Review["state"]>> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changesRequested",
  COMMENTED: "commented",
  DISMISSED: "dismissed",
};

/** By account where GitHub knows it, else by name, with those that messages name; GitHub lists 250 commits at most. */
async function authorsOf(client: GitHubClient, number: number): Promise<string[]> {
  const commits = await client.pages(
    "reading a pull request's commits",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
    { pull_number: number },
    (data) => data,
  );
  const authors = commits.flatMap(({ commit, author }) => {
    const login = (author as { login?: string } | null)?.login;
    return [login ?? commit.author?.name ?? [], coauthorsIn(commit.message)].flat();
  });
  return [...new Set(authors)];
}

/** Authors and committers are what a commit says; who pushed it is GitHub's own record. Null where we may not read it. */
async function pusherOf(
  client: GitHubClient,
  branch: string,
  head: string,
  repository: string | undefined,
): Promise<string | null> {
  if (repository !== client.repository) return null;
  try {
    const acts = await client.ask("asking who pushed", "GET /repos/{owner}/{repo}/activity", {
      ref: `refs/heads/${branch}`,
      per_page: 100,
    });
    return acts.find((act) => act.after === head)?.actor?.login ?? null;
  } catch (error) {
    const { status } = error instanceof ForgeError ? error.failure : { status: null };
    if (status === 403 || status === 404 || status === 422) return null;
    throw error;
  }
}
