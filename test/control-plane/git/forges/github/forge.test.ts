// GitHub's API as it is used, against a server that refuses whatever its contract doesn't have.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DesiredCheck, Done } from "#core/forges/desired.ts";
import { ForgeError } from "#git/forges/forge.ts";
import { githubForge } from "#git/forges/github/forge.ts";
import type { ForgeIdentity } from "#git/forges/settings.ts";
import { type GitHubServer, githubServer } from "#test/support/forges/github-server.ts";

let github: GitHubServer;
beforeEach(async () => {
  github = await githubServer();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

const commit = "c".repeat(40);

const forgeAs = (identity: ForgeIdentity) =>
  githubForge({
    ...{ kind: "github", api: github.url, repository: github.repository, identity },
    ...{ comment: true, checks: true, deployments: true },
  });
const asApp = () => forgeAs({ kind: "app", ...github.app });
const asToken = () => forgeAs({ kind: "token", token: github.token });

const keeper = () => {
  const kept: Done[] = [];
  return { kept, keep: async (done: Done) => void kept.push(done) };
};

const check = (annotations: number, externalId = "plan/1"): DesiredCheck => ({
  ...{ kind: "check", commit, name: "trunkline/plan", externalId, conclusion: "failure" },
  ...{ title: "1 error", summary: "a table", text: "the plan" },
  annotations: Array.from({ length: annotations }, (_, index) => ({
    ...{ path: "pipelines/a.yaml", line: index + 1, endLine: index + 1, level: "failure" as const },
    ...{ title: "unknown-property", message: `wrong ${index}` },
  })),
});

describe("check runs", () => {
  test.each([0, 1, 50, 51, 120])("with %i annotations, fifty a request", async (count) => {
    const { keep, kept } = keeper();
    await asApp().annotate?.(check(count), keep);
    expect(github.checkRuns).toMatchObject([
      { head_sha: commit, status: "completed", conclusion: "failure" },
    ]);
    const messages = github.checkRuns[0].annotations.map((one: { message: string }) => one.message);
    expect(messages).toEqual(Array.from({ length: count }, (_, index) => `wrong ${index}`));
    expect(kept.at(-1)).toMatchObject({ sent: count });
  });

  test.each([
    ["checks/create", false],
    ["checks/create", true],
    ["checks/update", false],
    ["checks/update", true],
  ])("are made once when %s fails, its act done: %s", async (operation, afterwards) => {
    const { keep } = keeper();
    github.faults.push({ operation, status: 502, afterwards });
    const forge = asApp();
    await expect(forge.annotate?.(check(120), keep)).rejects.toThrow(ForgeError);
    await forge.annotate?.(check(120), keep);
    expect(github.checkRuns).toHaveLength(1);
    expect(github.checkRuns[0]).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(github.checkRuns[0].annotations).toHaveLength(120);
  });

  test("of another content are another run: annotations only add up", async () => {
    const { keep } = keeper();
    await asApp().annotate?.(check(2, "plan/1"), keep);
    await asApp().annotate?.(check(1, "plan/2"), keep);
    expect(github.checkRuns.map((run) => run.annotations.length)).toEqual([2, 1]);
  });

  test("of a content that another has replaced are made anew, so that the newest one says how it is", async () => {
    const { keep } = keeper();
    for (const content of ["failed", "passed", "failed"])
      await asApp().annotate?.(check(1, content), keep);
    expect(github.checkRuns.map((run) => run.external_id)).toEqual(["failed", "passed", "failed"]);
    // Tried again, it is found, in whatever order they are listed.
    github.checkRuns.reverse();
    await asApp().annotate?.(check(1, "failed"), keep);
    expect(github.checkRuns).toHaveLength(3);
  });

  test("are the App's alone: a token has none", () => {
    expect(asToken().annotate).toBeUndefined();
  });
});

describe("the comment", () => {
  const comment = (body: string) => ({
    ...{ kind: "comment" as const, change: 7, marker: "<!-- trunkline:plan:finance -->", body },
  });

  test.each([asApp, asToken])("is one, changed in place", async (as) => {
    const { keep, kept } = keeper();
    await as().upsertComment(comment("first"), {}, keep);
    await as().upsertComment(comment("second"), kept.at(-1) ?? {}, keep);
    await as().upsertComment(comment("third"), {}, keep);
    expect(github.comments.map(({ body }) => body)).toEqual([
      "<!-- trunkline:plan:finance -->\nthird",
    ]);
  });

  test("is found on the third page, and one of somebody else with our marker is left alone", async () => {
    const others = Array.from({ length: 210 }, (_, index) => ({
      ...{ id: index, on: 7, body: "hello", by: "somebody" },
    }));
    const marker = "<!-- trunkline:plan:finance -->";
    others.unshift({ id: 900, on: 7, body: `${marker}\nforged`, by: "mallory" });
    github.comments.push(...others, { id: 901, on: 7, body: `${marker}\nold`, by: "app" });
    const { keep } = keeper();
    await asApp().upsertComment(comment("new"), {}, keep);
    expect(github.comments).toHaveLength(212);
    expect(github.comments.find(({ id }) => id === 901).body).toBe(`${marker}\nnew`);
    expect(github.comments.find(({ id }) => id === 900).body).toBe(`${marker}\nforged`);
  });

  test("that was deleted is written again", async () => {
    const { keep } = keeper();
    await asApp().upsertComment(comment("new"), { id: "123456" }, keep);
    expect(github.comments).toHaveLength(1);
  });

  test("of a token that may not ask whose it is takes nobody else's for its own, and is changed in place and not doubled", async () => {
    const marker = "<!-- trunkline:plan:finance -->";
    github.comments.push({ id: 900, on: 7, body: `${marker}\nforged`, by: "mallory" });
    const { keep, kept } = keeper();
    const unknown = () => {
      github.faults.push({ operation: "users/get-authenticated", status: 403 });
      return asToken();
    };
    github.faults.push({ operation: "issues/create-comment", status: 500, afterwards: true });
    await expect(unknown().upsertComment(comment("new"), {}, keep)).rejects.toThrow("answered 500");
    await unknown().upsertComment(comment("new"), {}, keep);
    await asToken().upsertComment(comment("newer"), kept.at(-1) ?? {}, keep);
    expect(github.comments.map(({ body }) => body)).toEqual([
      `${marker}\nforged`,
      `${marker}\nnewer`,
    ]);
  });

  test("that may not be changed is written anew; a limit is waited for", async () => {
    const { keep } = keeper();
    await asToken().upsertComment(comment("new"), {}, keep);
    const operation = "issues/update-comment";
    const id = String(github.comments[0].id);
    github.faults.push({ operation, status: 403, message: "You have exceeded a rate limit" });
    await expect(asToken().upsertComment(comment("newer"), { id }, keep)).rejects.toThrow("rate");
    expect(github.comments).toHaveLength(1);
    github.faults.push({ operation, status: 403 }, { operation, status: 403 });
    await asToken().upsertComment(comment("newer"), { id }, keep);
    expect(github.comments).toHaveLength(2);
  });

  test("whose first answer was lost is not doubled", async () => {
    const { keep } = keeper();
    github.faults.push({ operation: "issues/create-comment", status: 500, afterwards: true });
    await expect(asApp().upsertComment(comment("new"), {}, keep)).rejects.toThrow("answered 500");
    await asApp().upsertComment(comment("new"), {}, keep);
    expect(github.comments).toHaveLength(1);
  });
});

describe("deployments", () => {
  const deployment = (states: string[]) => ({
    ...{ kind: "deployment" as const, commit, environment: "prod", isProduction: true },
    ...{ externalId: "finance/1", description: "finance" },
    states: states.map((state) => ({ state: state as "queued", description: `now ${state}` })),
  });

  test("go from queued to success, each state once whatever answer is lost", async () => {
    const { keep } = keeper();
    const forge = asToken();
    github.faults.push(
      { operation: "repos/create-deployment", status: 502, afterwards: true },
      { operation: "repos/create-deployment-status", status: 502, afterwards: true },
    );
    const all = deployment(["queued", "in_progress", "success"]);
    await expect(forge.deployment?.(all, keep)).rejects.toThrow("answered 502");
    await expect(forge.deployment?.(all, keep)).rejects.toThrow("answered 502");
    await forge.deployment?.(all, keep);
    expect(github.deployments).toHaveLength(1);
    expect(github.deployments[0]).toMatchObject({
      ...{ ref: commit, auto_merge: false, required_contexts: [], production_environment: true },
    });
    const states = github.deployments[0].states.map(({ state }: { state: string }) => state);
    expect(states).toEqual(["queued", "in_progress", "success"]);
  });
});

test("a status is set with a description that GitHub takes", async () => {
  await asToken().setStatus({
    ...{ kind: "status", commit, context: "trunkline/sync", state: "success" },
    description: "x".repeat(500),
  });
  expect(github.statuses).toMatchObject([{ sha: commit, state: "success" }]);
  expect(github.statuses[0].description).toHaveLength(140);
});

test("open changes are listed over all pages", async () => {
  for (let number = 1; number <= 130; number++)
    github.pulls.push({ number, title: `t${number}`, author: "ada", head: commit });
  expect(await asApp().openChanges("main")).toHaveLength(130);
});

describe("faults", () => {
  test("a limit says how long to wait, for everybody", async () => {
    github.faults.push({
      ...{ status: 403, message: "You have exceeded a secondary rate limit." },
      headers: { "retry-after": "90" },
    });
    const error = await asToken()
      .openChanges("main")
      .catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(ForgeError);
    expect((error as ForgeError).retry(1, 0)).toEqual({
      ...{ giveUp: false, afterMs: 90_000, everybody: true },
    });
  });

  test("say operation and place, and never the token", async () => {
    const wrong = forgeAs({ kind: "token", token: "ghp_secret-and-wrong" });
    const error = await wrong.openChanges("main").catch((fault: unknown) => fault as ForgeError);
    expect(String(error)).toBe(
      `ForgeError: listing pull requests at github at ${new URL(github.url).host}, acme/finance: answered 401: Bad credentials`,
    );
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  test("no answer is an error that is tried again", async () => {
    const forge = asToken();
    const { url } = github;
    await github[Symbol.asyncDispose]();
    const error = await forge.openChanges("main").catch((fault: unknown) => fault as ForgeError);
    expect(error).toMatchObject({ failure: { status: null } });
    expect(String(error)).toContain(new URL(url).host);
    expect(String(error)).toMatch(/no answer: .*ECONNREFUSED/);
    github = await githubServer();
  });

  test("a key that is none is no crash, and is not in the message", async () => {
    const forge = forgeAs({ kind: "app", id: "1", privateKey: "secret-that-is-no-key" });
    const error = await forge.openChanges("main").catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(ForgeError);
    expect(String(error)).not.toContain("secret-that");
  });
});

test("asks for a pull request once", async () => {
  const wanted = { branch: "import-gl", onto: "main", title: "Import", body: "**2 of 2**" };
  const made = await asToken().requestChange(wanted);
  expect(made.url).toBe(`https://github.example/acme/finance/pull/${made.number}`);
  expect(await asToken().requestChange(wanted)).toEqual(made);
  expect(github.pulls).toMatchObject([
    { branch: "import-gl", title: "Import", body: "**2 of 2**" },
  ]);
  const other = await asToken().requestChange({ ...wanted, branch: "import-hr" });
  expect(other.number).not.toBe(made.number);
});
