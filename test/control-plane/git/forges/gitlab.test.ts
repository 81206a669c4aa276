// GitLab's API as it is used, against a server that refuses other calls.

import { afterEach, beforeEach, expect, test } from "vitest";
import { approversOf } from "#core/evidence.ts";
import type { DesiredStatus, Done } from "#core/forges/desired.ts";
import { reviewersOf } from "#core/owners/reviewers.ts";
import { gitlabForge } from "#git/forges/gitlab.ts";
import { gitlabServer, type PlainForge } from "#test/support/forges/plain-servers.ts";

let gitlab: PlainForge;
beforeEach(async () => {
  gitlab = await gitlabServer();
});
afterEach(async () => {
  expect(gitlab.violations).toEqual([]);
  await gitlab[Symbol.asyncDispose]();
});

const head = "a".repeat(40);
const merge = "c".repeat(40);
const forge = (token = gitlab.token) =>
  gitlabForge({
    ...{ kind: "gitlab", api: gitlab.url, repository: "acme/eu/finance" },
    ...{ identity: { kind: "token", token }, comment: true, checks: true, deployments: true },
  });
const request = (iid: number, fields: object = {}) => ({
  ...{
    iid,
    title: `t${iid}`,
    web_url: `https://gitlab.example/-/${iid}`,
    state: "opened",
    sha: head,
  },
  ...{ target_branch: "main", author: { username: "ada" }, merge_user: null, merged_at: null },
  ...{ updated_at: "2026-11-20T10:00:00Z", merge_commit_sha: null, squash_commit_sha: null },
  ...fields,
});
const merged = {
  ...{ state: "merged", merge_user: { username: "grace" }, merged_at: "2026-11-20T12:00:00Z" },
  merge_commit_sha: merge,
};

test("open merge requests into the branch, over all pages", async () => {
  gitlab.changes.push(request(1, { target_branch: "other" }), request(2, merged));
  for (let iid = 3; iid < 153; iid++) gitlab.changes.push(request(iid));
  const open = await forge().openChanges("main");
  expect(open).toHaveLength(150);
  expect(open[0]).toEqual({
    ...{ number: 3, headCommit: head, title: "t3", author: "ada" },
    updatedAt: "2026-11-20T10:00:00Z",
  });
  expect(forge().changeRef(3)).toBe("refs/merge-requests/3/head");
});

test.each([
  [true, ["linus"]],
  [false, []],
])("approvals are of the head only where a push takes them back: %s", async (reset, approvers) => {
  gitlab.settings.reset_approvals_on_push = reset;
  gitlab.changes.push(request(5, merged));
  gitlab.reviews.push({ user: { username: "linus" } });
  gitlab.commits.push({
    message: "m\n\nCo-authored-by: Bob <bob@example.com>",
    author_name: "Ada L",
  });
  const change = await forge().changeForCommit(merge, "main");
  expect(change).toMatchObject({
    ...{ number: 5, author: "ada", mergedBy: "grace", mergeCommit: merge, headCommit: head },
    ...{ coauthors: ["Ada L", "Bob"], lastPusher: null },
  });
  expect(change?.reviews).toMatchObject([{ user: "linus", mayWrite: true }]);
  expect(change && approversOf(change)).toEqual(approvers);
});

test("who wrote commits of it doesn't approve it, though commits say names and approvals logins", async () => {
  gitlab.settings.reset_approvals_on_push = true;
  gitlab.changes.push(request(5, merged));
  gitlab.reviews.push({ user: { username: "lt", name: "Linus T" } }, { user: { username: "rob" } });
  gitlab.commits.push({ message: "m", author_name: "Linus T" });
  const change = await forge().changeForCommit(merge, "main");
  expect(change && reviewersOf(change).counted).toEqual(["rob"]);
});

test("a commit of no merged request has none", async () => {
  gitlab.changes.push(request(5));
  expect(await forge().changeForCommit(head, "main")).toBeNull();
});

test("a status that is there already is no error", async () => {
  const status: DesiredStatus = {
    ...{ kind: "status", commit: merge, context: "trunkline/sync (f)", state: "failure" },
    description: "d".repeat(400),
  };
  await forge().setStatus(status);
  await forge().setStatus(status);
  expect(gitlab.statuses).toMatchObject([
    { sha: merge, name: "trunkline/sync (f)", state: "failed" },
  ]);
});

test("one note, changed in place; another's with our marker is left alone", async () => {
  const marker = "<!-- m -->";
  for (let id = 1; id <= 120; id++)
    gitlab.notes.push({ id, body: `${marker}\nforged`, author: { username: "mallory" } });
  const kept: Done[] = [];
  const keep = async (done: Done) => void kept.push(done);
  const note = (body: string) => ({ kind: "comment", change: 5, marker, body }) as const;
  await forge().upsertComment(note("one"), {}, keep);
  await forge().upsertComment(note("two"), {}, keep);
  await forge().upsertComment(note("three"), kept.at(-1) ?? {}, keep);
  expect(gitlab.notes).toHaveLength(121);
  expect(gitlab.notes.at(-1).body).toBe(`${marker}\nthree`);
});

test("faults have operation and place, and never the token", async () => {
  const error = await forge("glpat-wrong-secret")
    .openChanges("main")
    .catch((fault: unknown) => fault);
  expect(String(error)).toMatch(
    /listing merge requests at gitlab at .*: answered 401: 401 Unauthorized/,
  );
  expect(JSON.stringify(error)).not.toContain("secret");
});

test("an open merge request is asked for its author and approvals as a merged one is", async () => {
  gitlab.changes.push(request(5));
  gitlab.reviews.push({ user: { username: "linus" } });
  const change = await forge().evidenceOf(5);
  expect(change).toMatchObject({ author: "ada", headCommit: head, mergedAt: null });
  expect(approversOf(change)).toEqual(["linus"]);
});

test("asks for a merge once", async () => {
  const wanted = { branch: "import-gl", onto: "main", title: "Import", body: "**2 of 2**" };
  const made = await forge().requestChange(wanted);
  expect(made.url).toContain("https://gitlab.example/");
  expect(await forge().requestChange(wanted)).toEqual(made);
  expect(gitlab.changes).toHaveLength(1);
  const other = await forge().requestChange({ ...wanted, branch: "import-hr" });
  expect(other.number).not.toBe(made.number);
});
