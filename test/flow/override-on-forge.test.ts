// A wave goes live by the word of two people, as forges have them: a whole server, a merged change, and what the forge says over
// HTTP of who made it and who approved it.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { ForgeSpec } from "#schemas/types.ts";
import { type Server, startServer } from "#server";
import { untilLastConnection } from "#store/last-connection.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import type { ForgeServer } from "#test/support/forges/forge-server.ts";
import { githubServer, type TestPull } from "#test/support/forges/github-server.ts";
import { giteaServer, gitlabServer } from "#test/support/forges/plain-servers.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

interface Forge extends ForgeServer {
  spec: ForgeSpec;
  env: NodeJS.ProcessEnv;
  /** Ada asks for it; those who are named have approved its newest commit. */
  ask(number: number, head: string, ...approvers: string[]): void;
  /** Grace merges it. */
  merged(number: number, commit: string): void;
}

const moment = "2026-11-20T10:00:00Z";

const github = async (): Promise<Forge> => {
  const server = await githubServer();
  const pulls = new Map<number, TestPull>();
  return {
    ...server,
    spec: { kind: "github", api: server.url, repository: server.repository },
    env: { TRUNKLINE_FORGE_TOKEN: server.token },
    ask(number, head, ...approvers) {
      const reviews = approvers.map((user) => ({ user, state: "APPROVED", commit: head }));
      const pull: TestPull = { number, title: "t", author: "ada", head, reviews };
      pulls.set(number, pull);
      server.pulls.push(pull);
    },
    merged(number, commit) {
      Object.assign(pulls.get(number) as TestPull, { merged: { commit, by: "grace", at: moment } });
    },
  };
};

const gitlab = async (): Promise<Forge> => {
  const server = await gitlabServer();
  return {
    ...server,
    spec: { kind: "gitlab", api: server.url, repository: "acme/eu/finance" },
    env: { TRUNKLINE_FORGE_TOKEN: server.token },
    ask(number, head, ...approvers) {
      server.changes.push({
        ...{ iid: number, title: "t", web_url: "w", state: "opened", sha: head },
        ...{ target_branch: "main", author: { username: "ada" }, merge_user: null },
        ...{ updated_at: moment, merged_at: null, merge_commit_sha: null, squash_commit_sha: null },
      });
      server.reviews.splice(0, Infinity, ...approvers.map((username) => ({ user: { username } })));
    },
    merged(number, commit) {
      const request = server.changes.find(({ iid }) => iid === number);
      Object.assign(request, { state: "merged", merged_at: moment, merge_commit_sha: commit });
      request.merge_user = { username: "grace" };
    },
  };
};

const gitea = async (): Promise<Forge> => {
  const server = await giteaServer();
  return {
    ...server,
    spec: { kind: "gitea", api: server.url, repository: "acme/finance" },
    env: { TRUNKLINE_FORGE_TOKEN: server.token },
    ask(number, head, ...approvers) {
      server.changes.push({
        ...{ number, title: "t", html_url: "w", user: { login: "ada" }, updated_at: moment },
        ...{ head: { sha: head, ref: "change" }, base: { ref: "main" }, merged: false },
        ...{ merged_at: null, merged_by: null, merge_commit_sha: null },
      });
      const reviews = approvers.map((login) => ({
        ...{ user: { login }, state: "APPROVED", commit_id: head, dismissed: false },
        submitted_at: moment,
      }));
      server.reviews.splice(0, Infinity, ...reviews);
    },
    merged(number, commit) {
      const pull = server.changes.find((one) => one.number === number);
      Object.assign(pull, { merged: true, merged_at: moment, merge_commit_sha: commit });
      pull.merged_by = { login: "grace" };
    },
  };
};

const gl = "migration/waves/gl.yaml";
const wave = (stage: string, override = "") =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\n${override}`;
const days = (count: number): string =>
  Temporal.Now.plainDateISO("UTC").add({ days: count }).toString();
const override = (until: string, by = "[ada, linus]") =>
  `override: {reason: the old host is gone, until: ${until}, by: ${by}}\n`;

let stack: AsyncDisposableStack;
let db: TestDatabase;
let repository: TestRepository;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  repository = stack.use(new TestRepository());
  db = stack.use(await testDatabase());
  stack.defer(() => untilLastConnection(db.connectionString));
  repository.commit({
    "trunkline.yaml": "name: finance\n",
    "pipelines/close.yaml":
      'name: close\ntriggers: [{schedule: "0 22 * * *"}]\nlegacy: {system: autosys, job: CLOSE}\ntasks: {a: {run: "true"}}\n',
    [gl]: wave("observe"),
  });
});
afterEach(() => stack.disposeAsync());

async function serve({ spec, env }: Forge): Promise<Server> {
  const { path } = stack.use(temporaryDirectory());
  const project = {
    ...{ name: "finance", environment: "prod", repository: repository.path },
    ...{ branch: "main", path: "", forge: spec },
  };
  const server = await startServer({
    ...{ connectionString: db.connectionString, cacheDir: `${path}/mirrors`, projects: [project] },
    ...{ host: "127.0.0.1", ports: [0], token: "t", pollMs: 3_600_000, forgePollMs: 3_600_000 },
    ...{ env, onMessage: () => {} },
  });
  stack.defer(() => server.stop());
  return server;
}

/** Why it stays as it is; null: it is live. */
async function refusal(): Promise<string | null> {
  const { rows: pipelines } = await db.pool.query("select stage from trunkline.pipeline");
  if (pipelines[0].stage === "live") return null;
  const { rows } = await db.pool.query(
    "select detail->>'reason' as reason from trunkline.audit where act = 'refuse-live' order by id desc limit 1",
  );
  return /its override does not count: (.*)$/.exec(rows[0]?.reason)?.[1] ?? "it was not refused";
}

test.each([
  ["GitHub", github],
  ["GitLab", gitlab],
  ["Gitea", gitea],
] as const)(
  "%s: two people, one of whom made the change and one of whom approved it, until their day",
  async (_, open) => {
    const forge = stack.use(await open());
    const server = await serve(forge);
    await server.sync("finance");
    let number = 0;
    const merge = async (text: string, ...approvers: string[]) => {
      number++;
      repository.branch(`change-${number}`);
      const head = repository.commit({ [gl]: text });
      repository.branch("main");
      forge.ask(number, head, ...approvers);
      forge.merged(number, repository.merge(`change-${number}`, "Merge"));
      await server.sync("finance");
      return refusal();
    };
    expect(await merge(wave("live", override(days(14))))).toBe(
      "linus has not approved change #1, which brought it",
    );
    // Grace merged it, and is neither.
    expect(await merge(wave("live", override(days(14), "[grace, linus]")), "linus")).toBe(
      "neither grace nor linus has made change #2, which brought it",
    );
    expect(await merge(wave("live", override(days(-1))), "linus")).toBe(
      `it expired on ${days(-1)}`,
    );
    expect(await merge(wave("live", override(days(60))), "linus")).toBe(
      `${days(60)} is more than 31 days ahead`,
    );
    expect(await merge(wave("live", override(days(14))), "linus")).toBeNull();
    const { rows } = await db.pool.query(
      "select detail from trunkline.audit where act = 'go-live'",
    );
    expect(rows).toMatchObject([
      {
        detail: {
          override: { by: ["ada", "linus"], until: days(14), reason: "the old host is gone" },
          ...{ wave: "gl", pipelines: ["close"], missing: [{ job: "close" }] },
        },
      },
    ]);
    expect(forge.violations).toEqual([]);
  },
);
