// Gitea's and Forgejo's API as it is used, against a server that refuses other calls.

import { afterEach, beforeEach, expect, test } from "vitest";
import { approversOf } from "#core/evidence.ts";
import type { Done } from "#core/forges/desired.ts";
import { giteaForge } from "#git/forges/gitea.ts";
import { giteaServer, type PlainForge } from "#test/support/forges/plain-servers.ts";

let gitea: PlainForge;
beforeEach(async () => {
  gitea = await giteaServer();
});
afterEach(async () => {
  expect(gitea.violations).toEqual([]);
  await gitea[Symbol.asyncDispose]();
});

const head = "a".repeat(40);
const older = "b".repeat(40);
const merge = "c".repeat(40);
const forge = () =>
  giteaForge({
    ...{ kind: "gitea", api: gitea.url, repository: "acme/finance" },
    ...{ identity: { kind: "token", token: gitea.token } },
    ...{ comment: true, checks: true, deployments: true },
  });
const pull = (number: number, fields: object = {}) => ({
  ...{ number, title: `t${number}`, html_url: `https://gitea.example/${number}`, merged: false },
  ...{ user: { login: "ada" }, head: { sha: head, ref: "feature" }, base: { ref: "main" } },
  ...{
    updated_at: "2026-11-20T10:00:00Z",
    merged_at: null,
    merged_by: null,
    merge_commit_sha: null,
  },
  ...fields,
});

test("open pull requests into the branch, over all pages", async () => {
  gitea.changes.push(pull(1, { base: { ref: "other" } }));
  for (let number = 2; number < 122; number++) gitea.changes.push(pull(number));
  expect(await forge().openChanges("main")).toHaveLength(120);
});

test("the change of a merge, with the commit that each review was of", async () => {
  gitea.changes.push(
    pull(5, {
      ...{ merged: true, merged_at: "2026-11-20T12:00:00Z", merged_by: { login: "grace" } },
      merge_commit_sha: merge,
    }),
  );
  const review = (login: string, state: string, commit_id: string, dismissed = false) => ({
    ...{ user: { login }, state, commit_id, dismissed, submitted_at: "2026-11-20T10:00:00Z" },
  });
  gitea.reviews.push(
    review("linus", "APPROVED", older),
    {
      ...review("rob", "APPROVED", head),
      ...{ official: true, user: { login: "rob", full_name: "Rob P" } },
    },
    review("ken", "APPROVED", head, true),
    review("eve", "REQUEST_REVIEW", head),
  );
  gitea.commits.push({
    commit: { message: "m", author: { name: "C" } },
    author: { login: "carol" },
  });
  const change = await forge().changeForCommit(merge, "main");
  expect(change).toMatchObject({
    ...{ number: 5, author: "ada", mergedBy: "grace", coauthors: ["carol"], headCommit: head },
  });
  expect(change?.reviews[1]).toMatchObject({ user: "rob", name: "Rob P" });
  expect(change?.reviews.map(({ mayWrite }) => mayWrite)).toEqual([undefined, true, undefined]);
  expect(change && approversOf(change)).toEqual(["rob"]);
  expect(await forge().changeForCommit(head, "main")).toBeNull();
  expect(await forge().changeForCommit(merge, "release")).toBeNull();
});

test("a token that may not ask whose it is takes nobody else's comment for its own", async () => {
  const kept: Done[] = [];
  const keep = async (done: Done) => void kept.push(done);
  const marker = "<!-- m -->";
  const comment = (body: string) => ({ kind: "comment", change: 5, marker, body }) as const;
  gitea.notes.push({ id: 1, body: `${marker}\nforged`, user: { login: "mallory" } });
  gitea.faults.push({ operation: "user", status: 403 });
  await forge().upsertComment(comment("one"), {}, keep);
  gitea.faults.push(
    { operation: "change-comment", status: 403 },
    { operation: "user", status: 403 },
  );
  await forge().upsertComment(comment("two"), { id: "1" }, keep);
  expect(gitea.notes.map(({ body }) => body)).toEqual([
    ...[`${marker}\nforged`, `${marker}\none`, `${marker}\ntwo`],
  ]);
});

test("statuses, and one comment that is changed in place", async () => {
  const kept: Done[] = [];
  const keep = async (done: Done) => void kept.push(done);
  const comment = (body: string) =>
    ({ kind: "comment", change: 5, marker: "<!-- m -->", body }) as const;
  gitea.faults.push({ operation: "add-comment", status: 500, afterwards: true });
  await expect(forge().upsertComment(comment("one"), {}, keep)).rejects.toThrow("answered 500");
  await forge().upsertComment(comment("one"), {}, keep);
  await forge().upsertComment(comment("two"), kept.at(-1) ?? {}, keep);
  expect(gitea.notes.map(({ body }) => body)).toEqual(["<!-- m -->\ntwo"]);
  await forge().setStatus({
    ...{ kind: "status", commit: merge, context: "trunkline/sync (f)", state: "success" },
    description: "Deployed",
  });
  expect(gitea.statuses).toMatchObject([{ sha: merge, state: "success", description: "Deployed" }]);
});

test("an open pull request is asked for its author and reviews as a merged one is", async () => {
  gitea.changes.push(pull(5));
  gitea.reviews.push({
    ...{ user: { login: "linus" }, state: "APPROVED", commit_id: head, dismissed: false },
    submitted_at: "2026-11-20T10:00:00Z",
  });
  const change = await forge().evidenceOf(5);
  expect(change).toMatchObject({ author: "ada", headCommit: head, mergedAt: null });
  expect(approversOf(change)).toEqual(["linus"]);
});

test("asks for a merge once", async () => {
  const wanted = { branch: "import-gl", onto: "main", title: "Import", body: "**2 of 2**" };
  const made = await forge().requestChange(wanted);
  expect(made.url).toContain("https://gitea.example/");
  expect(await forge().requestChange(wanted)).toEqual(made);
  expect(gitea.changes).toHaveLength(1);
  const other = await forge().requestChange({ ...wanted, branch: "import-hr" });
  expect(other.number).not.toBe(made.number);
});
