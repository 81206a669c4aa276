// An organisation's rules on a pull request: a server that follows a control repository, and a GitHub that refuses what
// GitHub refuses. The check fails at the line, a waiver of the control repository lets it pass, and its end takes that back.

import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "#server";
import { untilLastConnection } from "#store/last-connection.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { type GitHubServer, githubServer } from "#test/support/forges/github-server.ts";
import { TestRepository } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const stack = new AsyncDisposableStack();
const control = stack.use(new TestRepository());
const repository = stack.use(new TestRepository());
const secret = "the-secret-of-the-webhook";
const hour = 3_600_000;
let github: GitHubServer;
let database: TestDatabase;
let server: Server;

const day = (days: number): string => Temporal.Now.plainDateISO("UTC").add({ days }).toString();
const rules = `rules:
  has-owner:
    message: somebody must answer for it
    when: {environments: [prod]}
    require: pipeline.owner != ""
  has-timeout:
    message: each task is stopped after an hour at most
    when: {environments: [prod]}
    each: task
    require: task.timeout > 0 && task.timeout <= 3600
`;
const waiver = (rule: string, expires: string) =>
  `rule: ${rule}\npipelines: [shop/b]\nreason: a founding\napprover: ada\nexpires: "${expires}"\n`;
const kept = spec("a", "true", "owner: finance\ndefaults: {timeout: 10m}\n");
/** Has no owner, and a task that takes as long as it likes at the file's fourth line. */
const broken = "name: b\ntasks:\n  load:\n    timeout: 2h\n    run: 'true'\n";

beforeAll(async () => {
  github = stack.use(await githubServer());
  database = stack.use(await testDatabase());
  stack.defer(() => untilLastConnection(database.connectionString));
  repository.commit({ "trunkline.yaml": "name: shop\n", "pipelines/a.yaml": kept });
  const forge = `{kind: github, api: "${github.url}", repository: ${github.repository}, app: {id: ${github.app.id}}}`;
  control.commit({
    "projects/shop.yaml": `name: shop\nenvironment: prod\nsource: {repository: ${repository.path}}\nforge: ${forge}\n`,
    "rules/all.yaml": rules,
  });
  const { path: state } = stack.use(temporaryDirectory());
  server = await startServer({
    ...{ connectionString: database.connectionString, cacheDir: `${state}/mirrors`, projects: [] },
    control: { repository: control.path, branch: "main", path: "" },
    ...{ host: "127.0.0.1", ports: [0], token: "t", pollMs: hour, forgePollMs: hour },
    env: {
      TRUNKLINE_FORGE_APP_KEY: `${new URL(github.url).host}=${github.app.privateKey}`,
      TRUNKLINE_FORGE_WEBHOOK_SECRET: secret,
    },
    onMessage: (message) => messages.push(message),
  });
  stack.defer(() => server.stop());
  await server.lookAtControl();
});
const messages: string[] = [];
afterAll(async () => {
  await stack.disposeAsync();
  expect(github.violations).toEqual([]);
});

function propose(files: Record<string, string | null>): string {
  repository.branch("change");
  const head = repository.commit(files);
  repository.git("update-ref", "refs/pull/7/head", head);
  repository.branch("main");
  const pull = { number: 7, title: "One more", author: "ada", head, branch: "change" };
  github.pulls.splice(0, 1, pull);
  return head;
}

let deliveries = 0;
/** Has the server look at its pull requests now: no test waits for the minute. */
async function hint(): Promise<void> {
  const text = JSON.stringify({ n: ++deliveries });
  const answer = await fetch(`${server.url}/webhooks/shop`, {
    ...{ method: "POST", body: text },
    headers: {
      ...{ "content-type": "application/json", "x-github-event": "pull_request" },
      "x-github-delivery": `d-${deliveries}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
    },
  });
  expect(answer.status).toBe(202);
}

const checks = () => github.checkRuns.filter(({ name }) => name === "trunkline/plan (shop)");
/** The newest check, once there are as many. */
async function check(count: number) {
  await hint();
  await eventually(`check ${count}; ${messages.join("\n")}`, () => checks().length >= count);
  expect(checks()).toHaveLength(count);
  const { head_sha, conclusion, annotations } = checks().at(-1);
  return {
    ...{ head: head_sha, conclusion },
    remarks: annotations.map(
      (one: Record<string, string>) =>
        `${one.path}:${one.start_line} ${one.annotation_level} ${one.title}: ${one.message}`,
    ),
  };
}
const said = (rule: string, line: number, message: string) =>
  `${message}\n\nrule ${rule}, rules/all.yaml:${line}:3 in the control repository; a waiver there may allow it for a while`;
const ownerless = `pipelines/b.yaml:1 failure rule-broken: ${said("has-owner", 2, "somebody must answer for it")}`;
const endless = `pipelines/b.yaml:4 failure rule-broken: ${said("has-timeout", 6, 'task "load": each task is stopped after an hour at most')}`;

test("a pull request that breaks rules gets a failed check with each rule's words at the line", async () => {
  const head = propose({ "pipelines/b.yaml": broken });
  const found = await check(1);
  expect(found).toEqual({ head, conclusion: "failure", remarks: [ownerless, endless] });
  expect(checks()[0].output.title).toContain("2 errors");
});

test("a waiver in the pull request is none: only those of the control repository count", async () => {
  const head = propose({
    "pipelines/b.yaml": broken,
    "waivers/b.yaml": waiver("has-owner", day(30)),
    "rules/all.yaml": "rules: {}\n",
  });
  const found = await check(2);
  expect(found).toEqual({ head, conclusion: "failure", remarks: [ownerless, endless] });
});

test("a waiver in the control repository has the check made anew, and what is waived is said no more", async () => {
  control.commit({ "waivers/owner.yaml": waiver("has-owner", day(30)) });
  await server.lookAtControl();
  expect(await check(3)).toMatchObject({ conclusion: "failure", remarks: [endless] });
  control.commit({ "waivers/timeout.yaml": waiver("has-timeout", day(3)) });
  await server.lookAtControl();
  // One that ends soon is told, and stops nothing.
  expect(await check(4)).toMatchObject({
    conclusion: "success",
    remarks: [expect.stringMatching(/^pipelines\/b\.yaml:4 warning waiver-ending: .*until/)],
  });
});

test("once a waiver has expired the check fails again, though nobody changed anything", async () => {
  const { pool } = database;
  // As if midnight had passed.
  const { rowCount } = await pool.query(
    `update trunkline.project set rules = jsonb_set(rules::jsonb, '{checks,waivers}',
       (select jsonb_agg(w || jsonb_build_object('expires', $1::text)) from jsonb_array_elements(rules::jsonb -> 'checks' -> 'waivers') w))
      where name = 'shop'`,
    [day(-1)],
  );
  expect(rowCount).toBe(1);
  expect(await check(5)).toMatchObject({ conclusion: "failure", remarks: [ownerless, endless] });
});

test("a rule that comes fails the check of an open pull request that was fine, and one that goes lets it pass", async () => {
  propose({ "pipelines/b.yaml": spec("b", "true", "owner: finance\ndefaults: {timeout: 10m}\n") });
  expect(await check(6)).toMatchObject({ conclusion: "success", remarks: [] });
  const described =
    '  described:\n    message: it says what it is for\n    require: pipeline.description != ""\n';
  control.commit({ "rules/all.yaml": rules + described });
  await server.lookAtControl();
  expect(await check(7)).toMatchObject({
    conclusion: "failure",
    remarks: [
      `pipelines/b.yaml:1 failure rule-broken: ${said("described", 11, "it says what it is for")}`,
    ],
  });
  control.commit({ "rules/all.yaml": rules });
  await server.lookAtControl();
  expect(await check(8)).toMatchObject({ conclusion: "success", remarks: [] });
});
