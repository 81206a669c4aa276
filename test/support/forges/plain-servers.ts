// Local HTTP servers that speak what is used of GitLab's and Gitea's APIs.

import { contractOf } from "./contract.ts";
import { type Answer, type ForgeServer, forgeServer, pageOf } from "./forge-server.ts";
import { giteaContract, gitlabContract } from "./plain-contracts.ts";

// biome-ignore lint/suspicious/noExplicitAny: objects as the APIs have them
type Json = any;

export interface PlainForge extends ForgeServer {
  token: string;
  /** Merge or pull requests, as the API has them. */
  changes: Json[];
  commits: Json[];
  reviews: Json[];
  notes: Json[];
  statuses: Json[];
  /** GitLab: whether a push takes approvals back. */
  settings: { reset_approvals_on_push: boolean };
}

const token = "glpat-token-of-the-project";
const missing: Answer = { status: 404, body: { message: "404 Not found" } };
const ok = (body: unknown): Answer => ({ status: 200, body });

const state = () => ({
  ...{ changes: [] as Json[], commits: [] as Json[], reviews: [] as Json[] },
  ...{ notes: [] as Json[], statuses: [] as Json[], settings: { reset_approvals_on_push: true } },
});

export async function gitlabServer(project = "acme/eu/finance"): Promise<PlainForge> {
  const kept = state();
  const { changes, commits, reviews, notes, statuses, settings } = kept;
  let last = 1000;
  const acts: Record<string, (call: Json) => Answer> = {
    user: () => ok({ username: "trunkline-bot" }),
    "merge-requests": (call) =>
      pageOf(
        changes.filter(
          (one) =>
            one.state === call.query.state &&
            one.target_branch === call.query.target_branch &&
            [undefined, one.source_branch].includes(call.query.source_branch),
        ),
        call,
      ),
    "request-merge": ({ body }) => {
      const made = {
        ...{ ...body, iid: ++last, state: "opened", sha: "0".repeat(40) },
        ...{ web_url: `https://gitlab.example/-/merge_requests/${last}`, updated_at: "" },
        ...{ author: { username: "trunkline-bot" }, merge_user: null, merged_at: null },
        ...{ merge_commit_sha: null, squash_commit_sha: null },
      };
      changes.push(made);
      return { status: 201, body: made };
    },
    "merge-request": ({ path }) => {
      const found = changes.find((one) => one.iid === Number(path.iid));
      return found ? ok(found) : missing;
    },
    "commit-merge-requests": (call) =>
      pageOf(
        changes.filter((one) => [one.merge_commit_sha, one.sha].includes(call.path.sha)),
        call,
      ),
    commits: (call) => pageOf(commits, call),
    approvals: () => ok({ approved_by: reviews }),
    "approval-settings": () => ok(settings),
    notes: (call) => pageOf(notes, call),
    "add-note": ({ body }) => {
      const made = { id: ++last, body: body.body, author: { username: "trunkline-bot" } };
      notes.push(made);
      return { status: 201, body: made };
    },
    "change-note": ({ path, body }) => {
      const found = notes.find((one) => one.id === Number(path.note));
      return found ? ok(Object.assign(found, body)) : missing;
    },
    "set-status": ({ path, body }) => {
      const before = statuses.findLast((one) => one.sha === path.sha && one.name === body.name);
      if (before?.state === body.state)
        return {
          status: 400,
          body: { message: "Cannot transition status via :enqueue from :pending" },
        };
      statuses.push({ sha: path.sha, ...body });
      return { status: 201, body: { status: body.state } };
    },
  };
  const server = await forgeServer({
    contract: contractOf(gitlabContract),
    prefix: "/api/v4",
    refuses({ headers }, { path }) {
      if (path.id !== undefined && path.id !== project) return "no such project";
      return headers["private-token"] === token ? null : "401 Unauthorized";
    },
    act: (call) => acts[call.operation]?.(call) ?? missing,
  });
  return { ...server, ...kept, token };
}

export async function giteaServer(): Promise<PlainForge> {
  const kept = state();
  const { changes, commits, reviews, notes, statuses } = kept;
  let last = 1000;
  const acts: Record<string, (call: Json) => Answer> = {
    user: () => ok({ login: "trunkline-bot" }),
    pulls: (call) =>
      pageOf(
        changes.filter((one) => !one.merged),
        call,
      ),
    "request-pull": ({ body }) => {
      const made = {
        ...{ number: ++last, title: body.title, body: body.body, merged: false },
        ...{ html_url: `https://gitea.example/pulls/${last}`, user: { login: "trunkline-bot" } },
        ...{ head: { sha: "0".repeat(40), ref: body.head }, base: { ref: body.base } },
        ...{ merged_at: null, updated_at: "", merged_by: null, merge_commit_sha: null },
      };
      changes.push(made);
      return { status: 201, body: made };
    },
    pull: ({ path }) => {
      const found = changes.find((one) => one.number === Number(path.index));
      return found ? ok(found) : missing;
    },
    "commit-pull": ({ path }) => {
      const found = changes.find((one) => one.merge_commit_sha === path.sha);
      return found ? ok(found) : missing;
    },
    commits: (call) => pageOf(commits, call),
    reviews: (call) => pageOf(reviews, call),
    comments: () => ok(notes),
    "add-comment": ({ body }) => {
      const made = { id: ++last, body: body.body, user: { login: "trunkline-bot" } };
      notes.push(made);
      return { status: 201, body: made };
    },
    "change-comment": ({ path, body }) => {
      const found = notes.find((one) => one.id === Number(path.number));
      return found ? ok(Object.assign(found, body)) : missing;
    },
    "set-status": ({ path, body }) => {
      statuses.push({ sha: path.sha, ...body });
      return { status: 201, body: { status: body.state } };
    },
  };
  const server = await forgeServer({
    contract: contractOf(giteaContract),
    prefix: "/api/v1",
    refuses({ headers }, { path }) {
      if (path.owner !== undefined && `${path.owner}/${path.repo}` !== "acme/finance")
        return "no such repository";
      return headers.authorization === `token ${token}` ? null : "token is required";
    },
    act: (call) => acts[call.operation]?.(call) ?? missing,
  });
  return { ...server, ...kept, token };
}
