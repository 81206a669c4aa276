// Teams and policies of a control repository, and what a project forbids within itself, as a server goes by them.

import { expect, test } from "vitest";
import { createToken } from "#access/tokens.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import type { Identity } from "#core/access/identity.ts";
import { type Server, startServer } from "#server";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { type Files, TestRepository } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const ann: Identity = {
  ...{ kind: "user", name: "ann@example.com", groups: [], mfa: true, scopes: null },
};
const local: Identity = { ...ann, kind: "local", name: "local-token" };
const pipeline = (project: string, tags: Record<string, string[]> = {}) => {
  const facts: AccessFacts = {
    ...{ project, environment: "prod", folder: "pipelines", owner: "gl", tags },
  };
  return { kind: "pipeline", facts } as const;
};

async function controlled(shop: Files, control: Files) {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const project = stack.use(new TestRepository());
  project.commit({ "pipelines/a.yaml": spec("a"), ...shop });
  const repository = stack.use(new TestRepository());
  const registration = (name: string) =>
    `name: ${name}\nenvironment: prod\nowner: gl\ntags: {domain: [finance]}\nsource: {repository: ${project.path}}\n`;
  repository.commit({ "projects/shop.yaml": registration("shop"), ...control });
  const { connectionString, pool } = stack.use(await testDatabase());
  const messages: string[] = [];
  const start = async (settings = repository.path): Promise<Server> => {
    const server = await startServer({
      ...{ connectionString, cacheDir: `${state}/mirrors`, projects: [], env: {}, token: "t" },
      control: { repository: settings, branch: "main", path: "" },
      ...{ host: "127.0.0.1", ports: [0], pollMs: 3_600_000 },
      onMessage: (message) => messages.push(message),
    });
    stack.defer(() => server.stop());
    await server.lookAtControl();
    return server;
  };
  return {
    ...{ project, repository, messages, pool, registration, start },
    server: await start(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const teams = "teams: {gl: {members: [ann@example.com], roles: [operator]}}\n";
const forbidTrigger = `@id("freeze")
forbid (principal, action == trunkline::Action::"trigger", resource is trunkline::Pipeline);
`;

test("without a teams.yaml the local token may everything and nobody else anything", async () => {
  await using estate = await controlled({}, {});
  const { access } = estate.server;
  expect(access.decide(local, "trigger", pipeline("shop")).allowed).toBe(true);
  expect(access.decide(ann, "read", pipeline("shop")).allowed).toBe(false);
});

test("teams and policies hold from the commit that brings them; a broken set leaves the last good one", async () => {
  await using estate = await controlled({}, { "teams.yaml": teams });
  const { server, repository } = estate;
  const may = (action: "read" | "trigger") =>
    server.access.decide(ann, action, pipeline("shop")).allowed;
  expect([may("read"), may("trigger")]).toEqual([true, true]);
  expect(server.access.decide(ann, "sync", { kind: "project", name: "shop", environment: "prod" }))
    // The owner is the registration's.
    .toMatchObject({ policies: ["built-in/default.cedar#operate-own-project-production"] });
  expect(server.access.decide(local, "sync", { kind: "server" }).allowed).toBe(false);
  expect(server.access.decide(local, "trigger", pipeline("shop")).policies).toEqual([
    "built-in/default.cedar#local-token",
  ]);

  repository.commit({ "policies/freeze.cedar": forbidTrigger });
  await server.lookAtControl();
  expect([may("read"), may("trigger")]).toEqual([true, false]);
  expect(server.access.decide(ann, "trigger", pipeline("shop")).policies).toEqual([
    "policies/freeze.cedar#freeze",
  ]);

  repository.commit({
    "policies/freeze.cedar": forbidTrigger.replace("trigger", "triger"),
    "teams.yaml": teams.replace("operator", "admin"),
  });
  await server.lookAtControl();
  expect([may("read"), may("trigger")]).toEqual([true, false]);
  expect(estate.messages.join("\n")).toContain("Teams and policies have mistakes");
  expect(estate.messages.join("\n")).toMatch(
    /policies\/freeze\.cedar:2:\d+: error\[policy-invalid\]: unrecognized action/,
  );

  // What was last right holds for a server that starts now, too, though Git is away.
  repository.commit({ "teams.yaml": null });
  const other = await estate.start();
  expect(other.access.decide(ann, "read", pipeline("shop")).allowed).toBe(false);
  const { rows } = await estate.pool.query<{ act: string }>(
    "select act from trunkline.audit where act = 'change access' order by id",
  );
  expect(rows).toHaveLength(3);
});

test("a policy that fails while it is asked denies, is said in the log and is counted", async () => {
  const overflow = `@id("overflows")
forbid (principal, action == trunkline::Action::"trigger", resource)
when { context.now.toTime().toMilliseconds() + 9223372036854775807 > 0 };
`;
  await using estate = await controlled(
    {},
    {
      "teams.yaml": "teams: {gl: {robots: [probe], roles: [admin]}}\n",
      "policies/limits.cedar": overflow,
    },
  );
  const { server, pool, messages, repository } = estate;
  await server.sync("shop");
  const probe = { robot: "probe", scopes: null, lifeMs: 3_600_000 };
  const { token } = await createToken(pool, probe, "ada");
  const ask = (path: string, method = "GET") =>
    fetch(server.url + path, { method, headers: { authorization: `Bearer ${token}` } });
  const counted = async () =>
    /^trunkline_policy_errors_total (\d+)$/m.exec(await (await ask("/metrics")).text())?.[1];
  const trigger = async () => (await ask("/api/v1/pipelines/shop/a/runs", "POST")).status;
  expect([await counted(), await trigger(), await counted()]).toEqual(["0", 403, "1"]);
  expect(messages.filter((one) => one.includes("is denied"))).toEqual([
    expect.stringMatching(
      /^access of robot probe to trigger is denied: policies\/limits\.cedar#overflows: .*overflow/,
    ),
  ]);
  // The count outlives the set of policies that it was about.
  repository.commit({ "policies/limits.cedar": null });
  await server.lookAtControl();
  expect([await trigger(), await counted()]).toEqual([201, "1"]);
});

test("a policy that permits all holds, and is said once in the log and with what was read", async () => {
  const open = '@id("open") permit (principal, action, resource);\n';
  await using estate = await controlled(
    {},
    { "teams.yaml": teams, "policies/open.cedar": `// Why not.\n${open}` },
  );
  const { server, repository, messages } = estate;
  expect(server.access.decide(ann, "approve", pipeline("shop")).allowed).toBe(true);
  await server.lookAtControl();
  const told = messages.filter((one) => one.includes("policy-permits-all"));
  expect(told).toEqual([
    "policies/open.cedar:2:1: warning[policy-permits-all]: the policy permits everybody everything, and has no condition",
  ]);
  const { rows } = await estate.pool.query("select diagnostics from trunkline.control");
  expect(rows).toMatchObject([{ diagnostics: [{ code: "policy-permits-all", line: 2 }] }]);
  repository.commit({ "policies/open.cedar": null });
  await server.lookAtControl();
  expect(server.access.decide(ann, "approve", pipeline("shop")).allowed).toBe(false);
});

test("attack: a merge that grants itself rights is judged by what held before it", async () => {
  const guard = (file: string) => `@id("${file}")
forbid (principal, action in [trunkline::Action::"deploy", trunkline::Action::"deployProject"], resource)
unless { principal in trunkline::Team::"gl" };
`;
  const people = `${teams}people: {ada@example.com: {}}\n`;
  await using estate = await controlled(
    { "policies/own.cedar": guard("own") },
    { "teams.yaml": people.replace("ann@", "ada@") },
  );
  const { server, project, repository } = estate;
  const mallory = { author: "Mallory <mallory@example.com>" };
  const evil = spec("a").replace("true", "evil");
  const state = async () =>
    (
      await estate.pool.query<{ spec: string; sync_state: string }>(
        `select v.spec, j.sync_state from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
           join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id where j.name = 'shop'`,
      )
    ).rows[0];
  await server.sync("shop");
  expect((await state())?.sync_state).toBe("Synced");
  // Its own policies, who owns the pipeline, its tags, OWNERS: all in the change that is judged.
  project.commit(
    {
      "policies/own.cedar": null,
      OWNERS: "*  @mallory\n",
      "pipelines/a.yaml": `${evil}owner: mallory\ntags: {domain: [mine]}\n`,
    },
    mallory,
  );
  expect(await server.sync("shop")).toMatchObject({
    state: "Held",
    reason: expect.stringMatching(/^mallory@example\.com, .*shop\/policies\/own\.cedar#own/),
  });
  // A copy of the control repository in the project says nothing either.
  project.commit(
    {
      "policies/own.cedar": guard("own"),
      OWNERS: null,
      "pipelines/a.yaml": evil,
      "teams.yaml": "teams: {gl: {members: [mallory@example.com]}}\n",
    },
    mallory,
  );
  await server.sync("shop");
  expect((await state())?.spec).not.toContain("evil");
  // Somebody who keeps the control repository lets it through.
  repository.commit({ "teams.yaml": people.replace("ann@", "mallory@") });
  await server.lookAtControl();
  await server.sync("shop");
  expect((await state())?.spec).toContain("evil");
});

test("what a project forbids holds within it alone, from the revision that has it", async () => {
  await using estate = await controlled(
    { "policies/own.cedar": forbidTrigger },
    { "teams.yaml": teams },
  );
  const { server, project, repository } = estate;
  repository.commit({ "projects/other.yaml": estate.registration("other") });
  const may = (name: string) => server.access.decide(ann, "trigger", pipeline(name)).allowed;
  await eventually("the project's policies hold", () => !may("shop"));
  expect(server.access.decide(ann, "trigger", pipeline("shop")).policies).toEqual([
    "shop/policies/own.cedar#freeze",
  ]);
  expect(may("other")).toBe(true);

  // A permit is refused, and what held before holds on.
  project.commit({
    "policies/own.cedar": '@id("mine") permit (principal, action, resource);\n',
  });
  const outcome = await server.sync("shop");
  expect(outcome).toMatchObject({ state: "Synced", diagnostics: [{ code: "policy-permits" }] });
  expect(may("shop")).toBe(false);

  project.commit({ "policies/own.cedar": null });
  await server.sync("shop");
  await eventually("they hold no more", () => may("shop"));
  const { rows } = await estate.pool.query(
    "select subject, project, revision, detail->'policies' as policies from trunkline.audit where act = 'change policies' order by id",
  );
  const tip = project.tip();
  expect(rows).toEqual([
    {
      ...{ subject: "shop", project: "shop" },
      revision: project.tip("HEAD~2"),
      policies: ["policies/own.cedar"],
    },
    { ...{ subject: "shop", project: "shop" }, revision: tip, policies: null },
  ]);
  const { rows: common } = await estate.pool.query(
    "select actor, revision from trunkline.audit where act = 'change access' order by id limit 1",
  );
  expect(common).toEqual([{ actor: "local-token", revision: repository.tip("HEAD~1") }]);
});
