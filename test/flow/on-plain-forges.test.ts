// A whole server with GitLab and with Gitea: statuses and notes of changes, the state of a sync, who approved; and what
// it does without any of that.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { ForgeSpec } from "#schemas/types.ts";
import { type Server, startServer } from "#server";
import { untilLastConnection } from "#store/last-connection.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { giteaServer, gitlabServer, type PlainForge } from "#test/support/forges/plain-servers.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const spec = (name: string) => `name: ${name}\ntasks: {load: {run: "true"}}\n`;

let stack: AsyncDisposableStack;
let db: TestDatabase;
let repository: TestRepository;
let messages: string[];

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  repository = stack.use(new TestRepository());
  db = stack.use(await testDatabase());
  stack.defer(() => untilLastConnection(db.connectionString));
  messages = [];
  repository.commit({ "trunkline.yaml": "name: finance\n", "pipelines/a.yaml": spec("a") });
});
afterEach(() => stack.disposeAsync());

async function serve(forge: ForgeSpec, env: NodeJS.ProcessEnv): Promise<Server> {
  const state = stack.use(temporaryDirectory());
  const server = await startServer({
    connectionString: db.connectionString,
    cacheDir: `${state.path}/mirrors`,
    projects: [
      {
        ...{ name: "finance", environment: "prod", repository: repository.path },
        ...{ branch: "main", path: "", forge },
      },
    ],
    ...{ host: "127.0.0.1", ports: [0], token: "t", pollMs: 3_600_000, forgePollMs: 100 },
    env,
    onMessage: (message) => messages.push(message),
  });
  stack.defer(() => server.stop());
  return server;
}

/** A branch of its own whose newest commit is at the forge's ref. */
function propose(ref: string): string {
  repository.branch("change");
  const head = repository.commit({ "pipelines/b.yaml": spec("b") });
  repository.git("update-ref", ref, head);
  repository.branch("main");
  return head;
}

async function follow(forge: PlainForge, head: string, merge: () => string, server: Server) {
  const isAt = (commit: string, context: string) =>
    forge.statuses.some((one) => one.sha === commit && [one.name, one.context].includes(context));
  await eventually("the plan's status", () => isAt(head, "trunkline/plan (finance)"));
  await eventually("the note", () => forge.notes.length === 1);
  expect(forge.notes[0].body).toContain("| + | `b` |");
  const commit = merge();
  await server.sync("finance");
  await eventually("the sync's status", () => isAt(commit, "trunkline/sync (finance)"));
  const { rows } = await db.pool.query(
    "select change_number, approvers, evidence->'change'->>'author' as author from trunkline.revision order by id desc limit 1",
  );
  expect(rows).toEqual([{ change_number: "7", approvers: ["linus"], author: "ada" }]);
  expect(forge.violations).toEqual([]);
}

test("GitLab", async () => {
  const gitlab = stack.use(await gitlabServer());
  const head = propose("refs/merge-requests/7/head");
  const request = {
    ...{ iid: 7, title: "t", web_url: "w", state: "opened", sha: head, target_branch: "main" },
    ...{ author: { username: "ada" }, merge_user: null as object | null },
    ...{
      updated_at: "2026-11-20T10:00:00Z",
      merged_at: null as string | null,
      merge_commit_sha: null as string | null,
    },
    squash_commit_sha: null,
  };
  gitlab.changes.push(request);
  gitlab.reviews.push({ user: { username: "linus" } });
  const server = await serve(
    { kind: "gitlab", api: gitlab.url, repository: "acme/eu/finance" },
    { TRUNKLINE_FORGE_TOKEN: gitlab.token },
  );
  await server.sync("finance");
  const merge = () => {
    const commit = repository.merge("change", "Merge");
    Object.assign(request, {
      ...{ state: "merged", merged_at: "2026-11-20T12:00:00Z", merge_commit_sha: commit },
      merge_user: { username: "grace" },
    });
    return commit;
  };
  await follow(gitlab, head, merge, server);
});

test("Gitea and Forgejo", async () => {
  const gitea = stack.use(await giteaServer());
  const head = propose("refs/pull/7/head");
  const pull = {
    ...{
      number: 7,
      title: "t",
      html_url: "w",
      user: { login: "ada" },
      head: { sha: head, ref: "change" },
    },
    ...{ base: { ref: "main" }, merged: false, merged_at: null, merged_by: null },
    updated_at: "2026-11-20T10:00:00Z",
    merge_commit_sha: null,
  };
  gitea.changes.push(pull);
  gitea.reviews.push({
    ...{ user: { login: "linus" }, state: "APPROVED", commit_id: head, dismissed: false },
    submitted_at: "2026-11-20T10:00:00Z",
  });
  const server = await serve(
    { kind: "gitea", api: gitea.url, repository: "acme/finance" },
    { TRUNKLINE_FORGE_TOKEN: gitea.token },
  );
  await server.sync("finance");
  const merge = () => {
    const commit = repository.merge("change", "Merge");
    Object.assign(pull, {
      ...{ merged: true, merged_at: "2026-11-20T12:00:00Z", merge_commit_sha: commit },
      merged_by: { login: "grace" },
    });
    return commit;
  };
  await follow(gitea, head, merge, server);
});

test("a forge whose settings are wrong is left out with a reason, and the project is deployed", async () => {
  const server = await serve({ kind: "github", repository: "acme/finance" }, {});
  expect((await server.sync("finance")).state).toBe("Synced");
  expect(messages.join()).toContain(
    "the forge of finance is left out: the address of github's API",
  );
});
