// A control repository whose commits must be signed and approved by a second person: what lacks that is held, and what is
// registered stays.

import { writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import type { StatusView } from "#api/client.ts";
import type { ControlGuard } from "#git/control-source.ts";
import { type Server, startServer } from "#server";
import { testDatabase } from "#test/support/database.ts";
import { githubServer } from "#test/support/forges/github-server.ts";
import { TestRepository } from "#test/support/repository.ts";
import { hasSshKeygen, KeyRing, signWith } from "#test/support/signing.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());

const unasked: ControlGuard = {
  ...{ signers: null, forge: null },
  approvals: { atLeast: 0, from: "forge", approvers: [] },
};

/** One project, registered before anything is asked for. */
async function guarded() {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const finance = stack.use(new TestRepository());
  finance.commit({ "pipelines/load.yaml": spec("load") });
  const control = stack.use(new TestRepository());
  const registration = (allow = "") =>
    `name: finance\nsource: {repository: ${finance.path}}\n${allow}`;
  control.commit({ "projects/finance.yaml": registration() });
  const { pool, connectionString } = stack.use(await testDatabase());
  const start = async (guard: ControlGuard | null, env: NodeJS.ProcessEnv = {}) => {
    const server = await startServer({
      ...{ connectionString, cacheDir: `${state}/mirrors`, projects: [], env, token: "t" },
      control: { repository: control.path, branch: "main", path: "", guard },
      ...{ host: "127.0.0.1", ports: [0], pollMs: 3_600_000, onMessage: () => {} },
    });
    stack.defer(() => server.stop());
    await server.lookAtControl();
    return server;
  };
  await start(null);
  return {
    ...{ control, state, start, registration },
    /** What the project may run on, as it is registered; null: anywhere. */
    async allowed(): Promise<string[] | null> {
      const { rows } = await pool.query("select rules from trunkline.project");
      return rows[0].rules.allow?.runsOn ?? null;
    },
    async held(server: Server): Promise<{ commit: string; reason: string } | null> {
      const headers = { authorization: "Bearer t" };
      const answer = await fetch(`${server.url}/api/v1/status`, { headers });
      const { controls } = (await answer.json()) as StatusView;
      return controls[0]?.held ?? null;
    },
    async acts() {
      const { rows } = await pool.query(
        "select detail from trunkline.audit where act = 'apply control repository' order by id",
      );
      return rows.map(({ detail }) => detail);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("each commit must be signed by a key of the server's file; what isn't is held, and what is registered stays", async (context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
  await using it = await guarded();
  const { control, registration } = it;
  const [ada, eve] = [keys.ssh(), keys.ssh()];
  const file = `${it.state}/signers`;
  writeFileSync(file, `ada@example.com ${ada.publicKey}\n`);
  const signers = { allowedSigners: file, pgpKeys: null, forges: [] };
  const server = await it.start({ ...unasked, signers });
  expect(await it.held(server)).toBeNull();

  const now = Math.ceil(Date.now() / 1000);
  signWith(control, ada);
  control.commit({ "projects/finance.yaml": registration("allow: {runsOn: [a]}\n") }, { at: now });
  await server.lookAtControl();
  expect(await it.allowed()).toEqual(["a"]);

  signWith(control, eve);
  const strange = control.commit({
    "projects/finance.yaml": registration("allow: {runsOn: [b]}\n"),
    // What the repository itself says of keys counts for nothing.
    signers: `eve@example.com ${eve.publicKey}\n`,
  });
  await server.lookAtControl();
  expect(await it.held(server)).toEqual({
    commit: strange,
    reason: expect.stringContaining(`is signed by an unknown key (${eve.fingerprint})`),
  });
  expect(await it.allowed()).toEqual(["a"]);
  // Nobody else's commit on top of it makes it good; a key that is added on the server does, without a restart.
  signWith(control, ada);
  const mended = control.commit({ note: "x" });
  await server.lookAtControl();
  expect(await it.held(server)).toMatchObject({ commit: mended });
  writeFileSync(file, `ada@example.com ${ada.publicKey}\neve@example.com ${eve.publicKey}\n`);
  await server.lookAtControl();
  expect(await it.held(server)).toBeNull();
  expect(await it.allowed()).toEqual(["b"]);
  expect(await it.acts()).toMatchObject([
    { evidence: { signatures: { commits: [{ signer: "ada@example.com", state: "good" }] } } },
    { commit: mended, evidence: { signatures: { commits: [{}, { signer: "eve@example.com" }] } } },
  ]);

  // Without the file nobody is trusted, and it says so.
  writeFileSync(`${it.state}/gone`, "");
  const without = await it.start({
    ...unasked,
    signers: { ...signers, allowedSigners: `${it.state}/nowhere` },
  });
  control.commit({ "projects/finance.yaml": registration() });
  await without.lookAtControl();
  expect(await it.allowed()).toEqual(["b"]);
});

test("a change needs a second person's line in its commit, where the server's options say that such lines count", async () => {
  await using it = await guarded();
  const { control, registration } = it;
  const approvers = ["grace@example.com"];
  const approvals = { atLeast: 1, from: "trailers", approvers } as const;
  const server = await it.start({ ...unasked, approvals });
  const file = "projects/finance.yaml";
  const alone = control.commit({ [file]: registration("allow: {runsOn: [a]}\n") });
  await server.lookAtControl();
  expect(await it.held(server)).toEqual({
    commit: alone,
    reason: expect.stringContaining(
      "it needs 1 approval of whom --control-approver names (--control-approvals, for projects/finance.yaml) and has none",
    ),
  });
  expect(await it.allowed()).toBeNull();

  const say = (who: string) => {
    control.forceTo("HEAD~1");
    control.commit(
      { [file]: registration("allow: {runsOn: [a]}\n") },
      { message: `Change it\n\nReviewed-by: ${who}` },
    );
    return server.lookAtControl();
  };
  // By its author, and by somebody whom the options don't name.
  for (const who of ["Ada Lovelace <ada@example.com>", "Bob <bob@example.com>"]) {
    await say(who);
    expect(await it.allowed()).toBeNull();
  }
  await say("Grace <grace@example.com>");
  expect(await it.held(server)).toBeNull();
  expect(await it.allowed()).toEqual(["a"]);
  expect((await it.acts())[0].evidence.approvals.changes[0].approvers).toEqual([
    "Grace <grace@example.com>",
  ]);
});

test("a change needs a review of exactly its newest commit on the forge of the control repository", async () => {
  await using it = await guarded();
  await using github = await githubServer();
  const { control, registration } = it;
  const guard: ControlGuard = {
    ...{ signers: null, approvals: { atLeast: 1, from: "forge", approvers: ["linus"] } },
    forge: { kind: "github", api: github.url, repository: github.repository },
  };
  const server = await it.start(guard, { TRUNKLINE_FORGE_TOKEN: github.token });
  control.branch("change-7");
  const older = control.commit({ note: "draft" });
  const head = control.commit({ "projects/finance.yaml": registration("allow: {runsOn: [a]}\n") });
  control.git("update-ref", "refs/pull/7/head", head);
  control.branch("main");
  const commit = control.merge("change-7", "Merge pull request #7 from x");
  const pull = {
    ...{ number: 7, title: "Change it", author: "ada", head, branch: "change-7" },
    merged: { commit, by: "grace", at: "2026-11-20T12:00:00Z" },
    reviews: [{ user: "linus", state: "APPROVED", commit: older }],
  };
  github.pulls.push(pull);
  await server.lookAtControl();
  expect(await it.held(server)).toEqual({
    commit,
    reason: expect.stringContaining("change #7 is not approved: it needs 1 approval"),
  });
  pull.reviews.push({ user: "linus", state: "APPROVED", commit: head });
  // Another server hasn't just asked.
  const other = await it.start(guard, { TRUNKLINE_FORGE_TOKEN: github.token });
  expect(await it.held(other)).toBeNull();
  expect(await it.allowed()).toEqual(["a"]);

  // Pushed past the forge: nobody reviewed it.
  const pushed = control.commit({ "projects/finance.yaml": registration() });
  await other.lookAtControl();
  expect(await it.held(other)).toEqual({
    commit: pushed,
    reason: expect.stringContaining("the forge knows of no pull or merge request"),
  });
  expect(await it.allowed()).toEqual(["a"]);
  expect(github.violations).toEqual([]);
});
