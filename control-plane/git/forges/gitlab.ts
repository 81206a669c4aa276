// GitLab: commit statuses and notes by plain HTTP, and what it says of merge requests.

import type { ChangeEvidence, Review } from "#core/evidence.ts";
import { coauthorsIn } from "#core/forges/coauthors.ts";
import { type Forge, ForgeError } from "./forge.ts";
import { bringNote, type Notes, unlessDenied } from "./notes.ts";
import { type Rest, restClient } from "./rest.ts";
import { type ForgeSettings, forgeName } from "./settings.ts";

interface MergeRequest {
  iid: number;
  title: string;
  web_url: string;
  state: string;
  /** Its newest commit. */
  sha: string;
  target_branch: string;
  author: { username: string } | null;
  merge_user?: { username: string } | null;
  merged_by?: { username: string } | null;
  merged_at: string | null;
  updated_at?: string;
  merge_commit_sha: string | null;
  squash_commit_sha: string | null;
}

const states = {
  pending: "pending",
  success: "success",
  failure: "failed",
  error: "failed",
} as const;
const longestDescription = 255;

export function gitlabForge(settings: ForgeSettings): Forge {
  const name = forgeName(settings);
  const { identity } = settings;
  const rest = restClient({
    ...{ api: settings.api, place: `${name}, ${settings.repository}` },
    headers: identity.kind === "token" ? { "private-token": identity.token } : {},
    ...{ sizeName: "per_page", size: 100 },
  });
  const project = `/projects/${encodeURIComponent(settings.repository)}`;
  const noteList = (change: number) => `${project}/merge_requests/${change}/notes`;
  const notes: Notes = {
    self: async () =>
      (
        await unlessDenied(
          rest.ask<{ username: string }>("asking who the token is", "GET", "/user"),
        )
      )?.username ?? null,
    async list(change, until) {
      type Item = { id: number; body: string; author: { username: string } | null };
      const noteOf = ({ id, body, author }: Item) => ({
        id,
        body,
        author: author?.username ?? null,
      });
      const items = await rest.pages<Item>(
        "listing notes",
        `${noteList(change)}?sort=asc&order_by=created_at`,
        (item) => until(noteOf(item)),
      );
      return items.map(noteOf);
    },
    add: async (change, body) =>
      (await rest.ask<{ id: number }>("adding a note", "POST", noteList(change), { body })).id,
    async change(change, id, body) {
      await rest.ask("changing a note", "PUT", `${noteList(change)}/${id}`, { body });
    },
  };

  return {
    name,
    async openChanges(branch) {
      const target = encodeURIComponent(branch);
      const found = await rest.pages<MergeRequest>(
        "listing merge requests",
        `${project}/merge_requests?state=opened&target_branch=${target}&order_by=created_at&sort=asc`,
      );
      return found.map(({ iid, title, sha, author, updated_at = "" }) => ({
        ...{ number: iid, title, headCommit: sha, author: author?.username ?? "ghost" },
        updatedAt: updated_at,
      }));
    },
    async requestChange({ branch, onto, title, body }) {
      const wanted = { source_branch: branch, target_branch: onto };
      const query = new URLSearchParams({ ...wanted, state: "opened" });
      const path = `${project}/merge_requests`;
      const [open] = await rest.pages<MergeRequest>(
        "looking for the merge request",
        `${path}?${query}`,
      );
      const { iid, web_url } =
        open ??
        (await rest.ask<MergeRequest>("asking for a merge request", "POST", path, {
          ...{ ...wanted, title, description: body },
        }));
      return { number: iid, url: web_url };
    },
    async evidenceOf(number) {
      const path = `${project}/merge_requests/${number}`;
      const change = await rest.ask<MergeRequest>("reading a merge request", "GET", path);
      return evidenceOf(rest, project, name, change);
    },
    changeForCommit: (commit, branch) => readChangeOf(rest, project, name, commit, branch),
    changeRef: (number) => `refs/merge-requests/${number}/head`,
    async setStatus({ commit, context, state, description }) {
      const body = {
        ...{ state: states[state], name: context },
        description: description.slice(0, longestDescription),
      };
      try {
        await rest.ask("setting a status", "POST", `${project}/statuses/${commit}`, body);
      } catch (error) {
        // The same state again is refused: it is there already.
        if (error instanceof ForgeError && /Cannot transition status/i.test(error.failure.message))
          return;
        throw error;
      }
    },
    upsertComment: (comment, done, keep) => bringNote(notes, comment, done, keep),
  };
}

async function readChangeOf(
  rest: Rest,
  project: string,
  forge: string,
  commit: string,
  branch: string,
): Promise<ChangeEvidence | null> {
  const found = await unlessDenied(
    rest.pages<MergeRequest>(
      "asking for a commit's merge requests",
      `${project}/repository/commits/${commit}/merge_requests`,
    ),
  );
  const merged = (found ?? [])
    .filter((one) => one.state === "merged" && one.target_branch === branch)
    .toSorted((a, b) => String(b.merged_at).localeCompare(String(a.merged_at)));
  const isMerge = (one: MergeRequest) =>
    one.merge_commit_sha === commit || one.squash_commit_sha === commit;
  const change = merged.find(isMerge) ?? merged[0];
  return change === undefined ? null : evidenceOf(rest, project, forge, change);
}

async function evidenceOf(
  rest: Rest,
  project: string,
  forge: string,
  change: MergeRequest,
): Promise<ChangeEvidence> {
  const at = `${project}/merge_requests/${change.iid}`;
  type Item = { message: string; author_name: string };
  const commits = await rest.pages<Item>("reading a merge request's commits", `${at}/commits`);
  const author = change.author?.username ?? "ghost";
  const authors = commits.flatMap((one) => [one.author_name, ...coauthorsIn(one.message)]);
  return {
    ...{ forge, number: change.iid, url: change.web_url, title: change.title, author },
    coauthors: [...new Set(authors)].filter((one) => one !== author),
    headCommit: change.sha,
    mergeCommit: change.merge_commit_sha ?? change.squash_commit_sha,
    mergedBy: (change.merge_user ?? change.merged_by)?.username ?? null,
    mergedAt: change.merged_at,
    lastPusher: null,
    reviews: await approvalsOf(rest, project, at, change.sha),
    readAt: Temporal.Now.instant().round("second").toString(),
  };
}

/**
 * GitLab doesn't say which commit was approved. Where the project takes approvals back at a push, it was the newest one;
 * elsewhere nobody knows, and null says so.
 */
async function approvalsOf(
  rest: Rest,
  project: string,
  at: string,
  head: string,
): Promise<Review[]> {
  type Given = { user: { username: string; name?: string }; approved_at?: string };
  const given = await unlessDenied(
    rest.ask<{ approved_by: Given[] }>("reading approvals", "GET", `${at}/approvals`),
  );
  if (given === null || given.approved_by.length === 0) return [];
  const rules = await unlessDenied(
    rest.ask<{ reset_approvals_on_push?: boolean }>(
      "asking whether a push takes approvals back",
      "GET",
      `${project}/approvals`,
    ),
  );
  const commit = rules?.reset_approvals_on_push === true ? head : null;
  const read = Temporal.Now.instant().round("second").toString();
  return given.approved_by.map(({ user, approved_at }) => ({
    // It lets nobody approve but members from the role of a developer on, and those whom a rule of the project names.
    ...(user.name && { name: user.name }),
    ...{ user: user.username, mayWrite: true, state: "approved" as const, commit },
    at: approved_at ?? read,
  }));
}
