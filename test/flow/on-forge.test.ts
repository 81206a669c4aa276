// From a pull request to its check, its comment, its deployment and the evidence of its revision: a whole server, a Git
// repository, and a GitHub that refuses what GitHub refuses.

import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Server, startServer } from "#server";
import { checkPostgres } from "#store/embedded/doctor.ts";
import { untilLastConnection } from "#store/last-connection.ts";
import { registerProject } from "#store/projects.sql.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { type GitHubServer, githubServer } from "#test/support/forges/github-server.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const hour = 3_600_000;
const spec = (name: string, at = "0 6 * * *") =>
  `name: ${name}\ntriggers: [{schedule: "${at}"}]\ntasks: {load: {run: "true"}}\n`;

let github: GitHubServer;
let db: TestDatabase;
let repository: TestRepository;
let messages: string[];
const stack = { current: new AsyncDisposableStack() };

beforeEach(async () => {
  stack.current = new AsyncDisposableStack();
  repository = stack.current.use(new TestRepository());
  github = stack.current.use(await githubServer());
  db = stack.current.use(await testDatabase());
  stack.current.defer(() => untilLastConnection(db.connectionString));
  messages = [];
  repository.commit({ "trunkline.yaml": "name: finance\n", "pipelines/a.yaml": spec("a") });
});
afterEach(async () => {
  const { violations } = github;
  await stack.current.disposeAsync();
  expect(violations).toEqual([]);
});

const secret = "the-secret-of-the-webhook";

async function serve(as: "app" | "token" = "app"): Promise<Server> {
  const state = stack.current.use(temporaryDirectory());
  const server = await startServer({
    connectionString: db.connectionString,
    cacheDir: `${state.path}/mirrors`,
    projects: [
      {
        ...{ name: "finance", environment: "prod", repository: repository.path },
        ...{ branch: "main", path: "" },
        forge: {
          ...{ kind: "github", api: github.url, repository: github.repository },
          ...(as === "app" ? { app: { id: Number(github.app.id) } } : {}),
        },
      },
    ],
    ...{ host: "127.0.0.1", ports: [0], token: "t", pollMs: hour, forgePollMs: hour },
    env: {
      TRUNKLINE_FORGE_APP_KEY: github.app.privateKey,
      TRUNKLINE_FORGE_TOKEN: github.token,
      TRUNKLINE_FORGE_WEBHOOK_SECRET: secret,
    },
    onMessage: (message) => messages.push(message),
  });
  stack.current.defer(() => server.stop());
  return server;
}

/** A pull request from a branch of its own; the checkout is back on main. */
function propose(
  number: number,
  files: Record<string, string | null>,
  branch = `change-${number}`,
) {
  repository.branch(branch);
  const head = repository.commit(files, { message: "Change it" });
  repository.git("update-ref", `refs/pull/${number}/head`, head);
  repository.branch("main");
  const pull = { number, title: "Change it", author: "ada", head, branch };
  const at = github.pulls.findIndex((one) => one.number === number);
  if (at < 0) github.pulls.push(pull);
  else github.pulls[at] = { ...github.pulls[at], ...pull };
  return head;
}

/** What GitHub's button does. */
function merge(number: number): string {
  const pull = github.pulls.find((one) => one.number === number);
  if (!pull) throw new Error("no such pull request");
  const commit = repository.merge(pull.branch ?? "", `Merge pull request #${number} from x`);
  pull.merged = { commit, by: "grace", at: "2026-11-20T12:00:00Z" };
  return commit;
}

let deliveries = 0;
async function hint(server: Server, event = "push", body: object = {}): Promise<number> {
  const text = JSON.stringify({ n: ++deliveries, ...body });
  const response = await fetch(`${server.url}/webhooks/finance`, {
    method: "POST",
    body: text,
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": `d-${deliveries}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
    },
  });
  return response.status;
}

describe("a pull request", () => {
  test("gets a check with remarks at its lines, and one comment with its plan, which follow it", async () => {
    const server = await serve();
    await server.sync("finance");
    propose(7, {
      "pipelines/a.yaml": spec("a", "0 7 * * *"),
      "pipelines/b.yaml": "name: b\ntaskz: {}\n",
    });
    expect(await hint(server, "pull_request")).toBe(202);
    await eventually("the check", () => github.checkRuns.length === 1);
    await eventually("the comment", () => github.comments.length === 1);
    expect(github.checkRuns[0]).toMatchObject({
      ...{ name: "trunkline/plan (finance)", status: "completed", conclusion: "failure" },
    });
    expect(github.checkRuns[0].annotations[0]).toMatchObject({
      ...{ path: "pipelines/b.yaml", annotation_level: "failure" },
    });
    expect(github.comments[0].body).toMatch(/^<!-- trunkline:plan:finance:prod -->/);
    expect(github.comments[0].body).toContain("| ~ | `a` |");

    const head = propose(7, { "pipelines/b.yaml": spec("b") });
    await hint(server, "pull_request");
    await eventually("the check of the next commit", () => github.checkRuns.length === 2);
    await eventually("the comment's change", () => github.comments[0].body.includes("| + | `b` |"));
    expect(github.checkRuns[1]).toMatchObject({ head_sha: head, conclusion: "success" });
    expect(github.comments).toHaveLength(1);
  });

  test("is told where it leaves the project's ceilings", async () => {
    const server = await serve();
    await server.sync("finance");
    await db.pool.query("update trunkline.project set rules = $1", [
      { allow: { secrets: ["finance/**"] } },
    ]);
    propose(9, { "pipelines/a.yaml": "name: a\ntasks: {t: {run: 'true', secrets: [hr/token]}}\n" });
    await hint(server, "pull_request");
    await eventually("the check", () => github.checkRuns.length === 1);
    expect(github.checkRuns[0]).toMatchObject({ conclusion: "failure" });
    expect(github.checkRuns[0].annotations[0].message).toContain(
      'the project may not use the secret "hr/token"',
    );
  });

  test("is told by which waves of projects it will go", async () => {
    const server = await serve();
    await server.sync("finance");
    await registerProject(db.pool, {
      ...{ name: "later", environment: "prod", repository: repository.path },
      ...{ branch: "main", path: "" },
    });
    const rules = { finance: { wave: 1 }, later: { wave: 2, soak: "30m" } };
    for (const [name, sync] of Object.entries(rules))
      await db.pool.query("update trunkline.project set rules = $2 where name = $1", [
        name,
        { sync },
      ]);
    propose(10, { "pipelines/b.yaml": spec("b") });
    await hint(server, "pull_request");
    await eventually("the comment", () => github.comments.length === 1);
    expect(github.comments[0].body).toContain(
      "Goes by waves: `finance` (1) → `later` (2, after 30m)",
    );
  });

  test("is found by looking, without any webhook", async () => {
    propose(3, { "pipelines/a.yaml": spec("a", "0 7 * * *") });
    const server = await serve();
    await server.sync("finance");
    await eventually("the check", () => github.checkRuns.length === 1);
    // Not against nothing, before anything was deployed.
    expect(github.checkRuns[0].output.title).toBe("0 to add, 1 to change, 0 to remove.");
  });

  test("that touches nothing of the project gets a check and no comment", async () => {
    const server = await serve();
    await server.sync("finance");
    propose(4, { "README.md": "hello" });
    await hint(server);
    await eventually("the check", () => github.checkRuns.length === 1);
    expect(github.checkRuns[0].output.title).toBe("No changes.");
    expect(github.comments).toEqual([]);
  });

  test("that changes who must approve says so, also where no pipeline changes", async () => {
    const server = await serve();
    await server.sync("finance");
    propose(6, { OWNERS: "/pipelines/** @finance/leads\n" });
    await hint(server, "pull_request");
    await eventually("the comment", () => github.comments.length === 1);
    expect(github.comments[0].body).toContain("needs 1 of finance/leads");
    expect(github.checkRuns[0].output.title).toBe("No pipelines change.");
  });

  test("with a token gets a status instead of a check", async () => {
    const server = await serve("token");
    await server.sync("finance");
    const head = propose(5, { "pipelines/b.yaml": spec("b") });
    await hint(server);
    const isPlan = ({ context }: { context: string }) => context === "trunkline/plan (finance)";
    await eventually("the status", () => github.statuses.some(isPlan));
    expect(github.statuses.find(isPlan)).toMatchObject({
      ...{ sha: head, state: "success", description: "1 to add, 0 to change, 0 to remove." },
    });
    expect(github.checkRuns).toEqual([]);
  });

  test("whose check is asked for again gets another one of the same content", async () => {
    const server = await serve();
    await server.sync("finance");
    const head = propose(6, { "pipelines/b.yaml": spec("b") });
    await hint(server);
    await eventually("the check", () => github.checkRuns.length === 1);
    await hint(server, "check_run", { action: "rerequested", check_run: { head_sha: head } });
    await eventually("the other check", () => github.checkRuns.length === 2);
    expect(github.checkRuns[1].output).toEqual(github.checkRuns[0].output);
  });

  test("is planned as it will be once it is merged into what is deployed, again when that moves", async () => {
    const server = await serve();
    await server.sync("finance");
    propose(8, { "pipelines/b.yaml": spec("b"), "pipelines/a.yaml": spec("a", "0 7 * * *") });
    await hint(server);
    await eventually("the comment", () =>
      github.comments[0]?.body.includes("1 to add, 1 to change"),
    );
    repository.commit({
      "pipelines/c.yaml": spec("c"),
      "pipelines/a.yaml": spec("a", "0 8 * * *"),
    });
    await server.sync("finance");
    await eventually("the next comment", () =>
      github.comments[0]?.body.includes("1 file changed since"),
    );
    const { body } = github.comments[0];
    // What was merged meanwhile is not undone by it.
    expect(body).not.toContain("`c`");
    expect(body).toContain("1 to add, 1 to change, 0 to remove.");
    expect(github.comments).toHaveLength(1);
    // Planned again, with the same outcome: nothing is said anew.
    const checks = github.checkRuns.length;
    repository.commit({ "pipelines/d.yaml": spec("d") });
    await server.sync("finance");
    await eventually("the plan", async () => {
      const { rows } = await db.pool.query(
        "select from trunkline.forge_change c join trunkline.revision r on r.commit_oid = c.base_commit where r.subject = 'Change' and r.id = (select max(id) from trunkline.revision)",
      );
      return rows.length === 1;
    });
    expect(github.checkRuns).toHaveLength(checks);
  });

  test("says nothing of what it says to people and markup", async () => {
    const server = await serve();
    await server.sync("finance");
    propose(9, {
      "pipelines/b.yaml":
        'name: b\ndescription: "``` @everyone ![x](http://evil.example)"\ntaskz: {}\n',
    });
    await hint(server);
    await eventually("the comment", () => github.comments.length === 1);
    const outside = github.comments[0].body.replaceAll(/(`+).*?\1(?!`)/g, "");
    expect(outside).not.toMatch(/@\w|!\[|http:\/\//);
  });
});

describe("a merge", () => {
  test("is deployed at a hint, shown as a deployment, and its revision has number, author, approvers", async () => {
    const server = await serve();
    await server.sync("finance");
    const head = propose(12, { "pipelines/b.yaml": spec("b") });
    const pull = github.pulls[0];
    if (pull) pull.reviews = [{ user: "linus", state: "APPROVED", commit: head }];
    const commit = merge(12);
    expect(await hint(server)).toBe(202);
    await eventually("the deployment", () =>
      github.deployments.some((one) => one.sha === commit && one.states.length === 3),
    );
    const deployment = github.deployments.find((one) => one.sha === commit);
    expect(deployment).toMatchObject({ environment: "prod", production_environment: true });
    expect(deployment.states.map(({ state }: { state: string }) => state)).toEqual([
      ...["queued", "in_progress", "success"],
    ]);
    await eventually("the status", () =>
      github.statuses.some((one) => one.sha === commit && one.state === "success"),
    );
    const { rows } = await db.pool.query(
      "select change_number, approvers, evidence->'change'->>'mergedBy' as by from trunkline.revision order by id desc limit 1",
    );
    expect(rows).toEqual([{ change_number: "12", approvers: ["linus"], by: "grace" }]);
  });

  test("is deployed while the forge is down, and gets its change, its status and its deployment later", async () => {
    const server = await serve();
    await server.sync("finance");
    await eventually("the first deployment", () => github.deployments[0]?.states.length === 3);
    propose(13, { "pipelines/b.yaml": spec("b") });
    const commit = merge(13);
    github.faults.push(...Array.from({ length: 6 }, () => ({ status: 503 })));
    const outcome = await server.sync("finance");
    expect(outcome).toMatchObject({ state: "Synced", commit });
    await eventually("the faults are over", async () => {
      await db.pool.query("update trunkline.forge_act set next_at = now() where state = 'waiting'");
      return github.faults.length === 0;
    });
    await hint(server);
    await eventually("the change", async () => {
      await db.pool.query("update trunkline.forge_act set next_at = now() where state = 'waiting'");
      const { rows } = await db.pool.query(
        "select change_number from trunkline.revision where evidence->'change'->>'mergedBy' = 'grace'",
      );
      return rows[0]?.change_number === "13";
    });
    await eventually("the deployment", () => github.deployments.some((one) => one.sha === commit));
    expect(github.deployments).toHaveLength(2);
  });

  test("that OWNERS wants approved waits while the forge is down, and isn't taken for one without a pull request", async () => {
    repository.commit({ OWNERS: "* @linus\n" });
    const server = await serve();
    await server.sync("finance");
    const head = propose(14, { "pipelines/b.yaml": spec("b") });
    const pull = github.pulls.find(({ number }) => number === 14);
    if (pull) pull.reviews = [{ user: "linus", state: "APPROVED", commit: head }];
    const commit = merge(14);
    const operation = "repos/list-pull-requests-associated-with-commit";
    github.faults.push(...Array.from({ length: 6 }, () => ({ operation, status: 503 })));
    const outcome = await server.sync("finance");
    expect(outcome).toMatchObject({ state: "Unknown" });
    expect(JSON.stringify(outcome)).toContain(
      `the forge can't be asked who approved ${commit.slice(0, 12)}`,
    );
    const { rows } = await db.pool.query("select sync_state, sync_reason from trunkline.project");
    expect(rows).toMatchObject([
      { sync_state: "Unknown", sync_reason: expect.stringContaining("who approved") },
    ]);
  });

  test("that is held shows why, and goes on as the same deployment once it is released", async () => {
    const server = await serve();
    await server.sync("finance");
    const commit = repository.commit({ "pipelines/a.yaml": null });
    const held = await server.sync("finance");
    expect(held.state).toBe("Held");
    await eventually("the status", () =>
      github.statuses.some((one) => one.sha === commit && one.state === "pending"),
    );
    await eventually("the deployment", () => github.deployments.some((one) => one.sha === commit));
    const confirm = held.state === "Held" ? (held.plan?.hash ?? null) : null;
    await server.sync("finance", { confirm, actor: "grace" });
    await eventually("its end", () =>
      github.deployments.some((one) => one.sha === commit && one.states.length === 3),
    );
    expect(github.deployments.filter((one) => one.sha === commit)).toHaveLength(1);
  });
});

test("what a forge refuses for good is seen in status and by doctor, and stops nothing", async () => {
  const server = await serve();
  github.faults.push({
    operation: "repos/create-commit-status",
    status: 422,
    message: "No commit",
  });
  expect((await server.sync("finance")).state).toBe("Synced");
  const asked = () =>
    fetch(`${server.url}/api/v1/status`, { headers: { authorization: "Bearer t" } }).then(
      (answer) => answer.json() as Promise<{ forgeTroubles: object[] }>,
    );
  await eventually("the trouble", async () => (await asked()).forgeTroubles.length === 1);
  expect((await asked()).forgeTroubles).toMatchObject([
    { project: "finance", state: "dead", tries: 1, fault: expect.stringContaining("No commit") },
  ]);
  const checks = await checkPostgres({ stateDir: "/nowhere", databaseUrl: db.connectionString });
  expect(checks.find(({ name }) => name === "Forges")).toMatchObject({
    ...{ state: "warning", detail: expect.stringContaining("1 of them are given up") },
  });
  const figures = await (await fetch(`${server.url}/metrics`)).text();
  expect(figures).toContain('trunkline_forge_wishes{state="dead"} 1');
  const words = ["status", "--url", server.url, "--token", "t"];
  expect((await trunklineHere(words)).stdout).toContain("was given up after 1 tries");
});

test("a flood of hints is a few looks, and no secret is in rows or messages", async () => {
  const server = await serve();
  await server.sync("finance");
  const asked = () => github.calls.filter(({ operation }) => operation === "pulls/list").length;
  await eventually("the first looks", () => asked() > 0);
  const before = asked();
  expect(await Promise.all(Array.from({ length: 100 }, () => hint(server)))).toEqual(
    Array.from({ length: 100 }, () => 202),
  );
  expect(asked() - before).toBeLessThan(10);
  const { rows } = await db.pool.query("select * from trunkline.forge_act");
  const all = JSON.stringify([rows, messages]);
  for (const hidden of [secret, github.token, github.app.privateKey.slice(40, 80), "ghs_"])
    expect(all).not.toContain(hidden);
});
