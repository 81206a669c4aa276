// What is read of the pull request that brought a commit.

import { afterEach, beforeEach, expect, test } from "vitest";
import { approversOf } from "#core/evidence.ts";
import { githubForge } from "#git/forges/github/forge.ts";
import { type GitHubServer, githubServer } from "#test/support/forges/github-server.ts";

let github: GitHubServer;
beforeEach(async () => {
  github = await githubServer();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

const head = "a".repeat(40);
const older = "b".repeat(40);
const merge = "c".repeat(40);

const forge = () =>
  githubForge({
    ...{ kind: "github", api: github.url, repository: github.repository },
    identity: { kind: "token", token: github.token },
    ...{ comment: true, checks: true, deployments: true },
  });

const merged = { commit: merge, by: "grace", at: "2026-11-20T12:00:00Z" };

test("a squashed change: number, author, merger, approvers of the head, pusher", async () => {
  github.pulls.push({
    ...{ number: 12, title: "Later close", author: "ada", head, merged },
    reviews: [
      { user: "linus", state: "APPROVED", commit: older, is: "CONTRIBUTOR" },
      { user: "grace", state: "APPROVED", commit: head, is: "MEMBER" },
      { user: "rob", state: "COMMENTED", commit: head },
      { user: "ken", state: "DISMISSED", commit: head },
      { user: "eve", state: "PENDING", commit: head },
    ],
    commits: [
      {
        sha: older,
        message: "One\n\nCo-authored-by: Bob <12+bob@users.noreply.github.com>",
        login: "ada",
      },
      { sha: head, message: "Two", name: "Carol" },
    ],
  });
  github.pushes.push({ after: head, ref: "refs/heads/feature", actor: "dora" });
  const change = await forge().changeForCommit(merge, "main");
  expect(change).toMatchObject({
    ...{ number: 12, title: "Later close", author: "ada", headCommit: head, mergeCommit: merge },
    ...{ mergedBy: "grace", mergedAt: merged.at, lastPusher: "dora" },
    coauthors: ["bob", "Bob", "Carol"],
  });
  expect(change?.reviews.map(({ user, state }) => [user, state])).toEqual([
    ["linus", "approved"],
    ["grace", "approved"],
    ["rob", "commented"],
    ["ken", "dismissed"],
  ]);
  expect(change && approversOf(change)).toEqual(["grace"]);
  expect(change?.reviews.map(({ mayWrite }) => mayWrite)).toEqual([
    ...[undefined, true, undefined, undefined],
  ]);
});

test("all commits of a rebase lead to their change", async () => {
  github.pulls.push({ number: 3, title: "t", author: "ada", head, merged, brought: [older] });
  expect((await forge().changeForCommit(older, "main"))?.number).toBe(3);
});

test("of two changes that a commit went through, the one whose merge it is", async () => {
  const other = { commit: older, by: "x", at: "2026-11-21T12:00:00Z" };
  github.pulls.push(
    { number: 3, title: "t", author: "ada", head, merged },
    { number: 4, title: "t", author: "eve", head, merged: other, brought: [merge] },
  );
  expect((await forge().changeForCommit(merge, "main"))?.number).toBe(3);
});

test("a commit that was pushed to the branch has none, though an open change has it too", async () => {
  github.pulls.push({ number: 5, title: "t", author: "ada", head });
  expect(await forge().changeForCommit(head, "main")).toBeNull();
});

test("who pushed to a fork isn't asked: it is no repository of ours", async () => {
  github.pulls.push({ number: 6, title: "t", author: "ada", head, merged, from: "ada/finance" });
  expect((await forge().changeForCommit(merge, "main"))?.lastPusher).toBeNull();
});

test("more reviews than fit a page all count", async () => {
  github.pulls.push({
    ...{ number: 8, title: "t", author: "ada", head, merged },
    reviews: Array.from({ length: 150 }, (_, index) => ({
      ...{ user: `u${index}`, state: "APPROVED", commit: head },
      at: new Date(Date.UTC(2026, 10, 20, 0, 0, index)).toISOString(),
    })),
  });
  expect((await forge().changeForCommit(merge, "main"))?.reviews).toHaveLength(150);
});
