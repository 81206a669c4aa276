// Gitea and Forgejo: commit statuses and comments by plain HTTP, and what they say of pull requests.

import type { ChangeEvidence, Review } from "#core/evidence.ts";
import { coauthorsIn } from "#core/forges/coauthors.ts";
import { type Forge, ForgeError } from "./forge.ts";
import { bringNote, type Notes, unlessDenied } from "./notes.ts";
import { type Rest, restClient } from "./rest.ts";
import { type ForgeSettings, forgeName } from "./settings.ts";

type User = { login: string; full_name?: string } | null;

interface Pull {
  number: number;
  title: string;
  html_url: string;
  user: User;
  head: { sha: string; ref: string };
  base: { ref: string };
  merged: boolean;
  merged_at: string | null;
  updated_at?: string;
  merged_by: User;
  merge_commit_sha: string | null;
}

export function giteaForge(settings: ForgeSettings): Forge {
  const name = forgeName(settings);
  const { identity } = settings;
  const rest = restClient({
    ...{ api: settings.api, place: `${name}, ${settings.repository}` },
    headers: identity.kind === "token" ? { authorization: `token ${identity.token}` } : {},
    ...{ sizeName: "limit", size: 50 },
  });
  const at = `/repos/${settings.repository}`;
  const notes: Notes = {
    self: async () =>
      (await unlessDenied(rest.ask<{ login: string }>("asking who the token is", "GET", "/user")))
        ?.login ?? null,
    // All of them at once: this list has no pages.
    async list(change) {
      type Item = { id: number; body: string; user: User };
      const path = `${at}/issues/${change}/comments`;
      const items = await rest.ask<Item[]>("listing comments", "GET", path);
      return items.map(({ id, body, user }) => ({ id, body, author: user?.login ?? null }));
    },
    add: async (change, body) =>
      (
        await rest.ask<{ id: number }>("commenting", "POST", `${at}/issues/${change}/comments`, {
          body,
        })
      ).id,
    async change(_, id, body) {
      await rest.ask("changing the comment", "PATCH", `${at}/issues/comments/${id}`, { body });
    },
  };

  return {
    name,
    async openChanges(branch) {
      const pulls = await rest.pages<Pull>(
        "listing pull requests",
        `${at}/pulls?state=open&sort=oldest`,
      );
      return pulls
        .filter(({ base }) => base.ref === branch)
        .map(({ number, title, head, user, updated_at = "" }) => ({
          ...{ number, title, headCommit: head.sha, author: user?.login ?? "ghost" },
          updatedAt: updated_at,
        }));
    },
    async requestChange({ branch, onto, title, body }) {
      const pulls = await rest.pages<Pull>(
        "looking for the pull request",
        `${at}/pulls?state=open`,
        ({ head, base }) => head.ref === branch && base.ref === onto,
      );
      const open = pulls.find(({ head, base }) => head.ref === branch && base.ref === onto);
      const { number, html_url: url } =
        open ??
        (await rest.ask<Pull>("asking for a pull request", "POST", `${at}/pulls`, {
          ...{ head: branch, base: onto, title, body },
        }));
      return { number, url };
    },
    async evidenceOf(number) {
      const pull = await rest.ask<Pull>("reading a pull request", "GET", `${at}/pulls/${number}`);
      return evidenceOf(rest, at, name, pull);
    },
    changeForCommit: (commit, branch) => readChangeOf(rest, at, name, commit, branch),
    changeRef: (number) => `refs/pull/${number}/head`,
    async setStatus({ commit, context, state, description }) {
      await rest.ask("setting a status", "POST", `${at}/statuses/${commit}`, {
        ...{ context, state, description },
      });
    },
    upsertComment: (comment, done, keep) => bringNote(notes, comment, done, keep),
  };
}

async function readChangeOf(
  rest: Rest,
  at: string,
  forge: string,
  commit: string,
  branch: string,
): Promise<ChangeEvidence | null> {
  const pull = await rest
    .ask<Pull>("asking for a commit's pull request", "GET", `${at}/commits/${commit}/pull`)
    .catch((error: unknown) => {
      if (error instanceof ForgeError && error.failure.status === 404) return null;
      throw error;
    });
  if (pull === null || !pull.merged || pull.base.ref !== branch) return null;
  return evidenceOf(rest, at, forge, pull);
}

async function evidenceOf(
  rest: Rest,
  at: string,
  forge: string,
  pull: Pull,
): Promise<ChangeEvidence> {
  const { number } = pull;
  type Item = { commit: { message: string; author: { name: string } | null }; author: User };
  const commits = await rest.pages<Item>(
    "reading a pull request's commits",
    `${at}/pulls/${number}/commits`,
  );
  const author = pull.user?.login ?? "ghost";
  const authors = commits.flatMap((one) => [
    ...[one.author?.login ?? one.commit.author?.name ?? []].flat(),
    ...coauthorsIn(one.commit.message),
  ]);
  return {
    ...{ forge, number, url: pull.html_url, title: pull.title, author },
    coauthors: [...new Set(authors)].filter((one) => one !== author),
    headCommit: pull.head.sha,
    mergeCommit: pull.merge_commit_sha,
    mergedBy: pull.merged_by?.login ?? null,
    mergedAt: pull.merged_at,
    lastPusher: null,
    reviews: await reviewsOf(rest, at, number),
    readAt: Temporal.Now.instant().round("second").toString(),
  };
}

const reviewStates: Readonly<Record<string, Review["state"]>> = {
  APPROVED: "approved",
  REQUEST_CHANGES: "changesRequested",
  COMMENT: "commented",
};

/** Gitea keeps the state of a review that was dismissed, with a mark. */
async function reviewsOf(rest: Rest, at: string, number: number): Promise<Review[]> {
  type Item = {
    user: User;
    state: string;
    commit_id: string;
    dismissed: boolean;
    /** It counts by the rules of the branch, or was given by somebody who may write. */
    official?: boolean;
    submitted_at: string;
  };
  const reviews = await rest.pages<Item>("reading reviews", `${at}/pulls/${number}/reviews`);
  return reviews.flatMap(({ user, state, commit_id, dismissed, official, submitted_at }) => {
    const known = dismissed ? "dismissed" : reviewStates[state];
    if (known === undefined || user === null) return [];
    const mayWrite = official === true ? { mayWrite: true } : {};
    const name = user.full_name ? { name: user.full_name } : {};
    return {
      user: user.login,
      ...name,
      ...mayWrite,
      state: known,
      commit: commit_id,
      at: submitted_at,
    };
  });
}
