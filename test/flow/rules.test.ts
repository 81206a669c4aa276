// An organisation's rules over a whole server: what breaks one isn't deployed, what was deployed before doesn't start,
// a waiver lets it through for a while, and rules with a mistake take the place of none that were good.

import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureToken, writeServerFile } from "#cli/server-file.ts";
import { type Server, startServer } from "#server";
import { untilLastConnection } from "#store/last-connection.ts";
import { getProject } from "#store/projects.sql.ts";
import { brokenSources } from "#store/sources.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { TestRepository } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";
import { startWorkerProcess } from "#worker";

const stack = new AsyncDisposableStack();
const control = stack.use(new TestRepository());
const repository = stack.use(new TestRepository());
const messages: string[] = [];
let server: Server;
let pool: Awaited<ReturnType<typeof testDatabase>>["pool"];
let env: NodeJS.ProcessEnv;

const day = (days: number): string => Temporal.Now.plainDateISO("UTC").add({ days }).toString();
const owner = (message: string, expression = 'pipeline.owner != ""') =>
  `rules:\n  has-owner:\n    message: ${message}\n    when: {environments: [prod]}\n    require: ${expression}\n`;
const waiver = (expires: string, pipelines = "shop/b") =>
  `rule: has-owner\npipelines: ["${pipelines}"]\nreason: a founding\napprover: ada\nexpires: "${expires}"\n`;
const owned = (name: string, run = "true") => spec(name, run, "owner: finance\n");

beforeAll(async () => {
  repository.commit({ "pipelines/a.yaml": owned("a"), "pipelines/b.yaml": spec("b") });
  control.commit({
    "projects/shop.yaml": `name: shop\nenvironment: prod\nsource: {repository: ${repository.path}}\n`,
  });
  const { path: state } = stack.use(temporaryDirectory());
  const database = stack.use(await testDatabase());
  const { connectionString } = database;
  stack.defer(() => untilLastConnection(connectionString));
  pool = database.pool;
  server = await startServer({
    ...{ connectionString, cacheDir: `${state}/mirrors`, projects: [], env: {} },
    control: { repository: control.path, branch: "main", path: "" },
    ...{ host: "127.0.0.1", ports: [0], pollMs: 3_600_000, token: await ensureToken(state) },
    onMessage: (message) => messages.push(message),
  });
  stack.defer(() => server.stop());
  const worker = await startWorkerProcess({
    ...{ connectionString, workDirectory: `${state}/work`, slots: 2, onMessage: () => {} },
  });
  stack.defer(() => worker.abandon());
  await writeServerFile(state, { url: server.url, pid: process.pid });
  env = { TRUNKLINE_STATE: state };
  await server.lookAtControl();
});
afterAll(() => stack.disposeAsync());

const trunkline = (...words: string[]) => trunklineHere(words, { env });

/** Findings in files on record. */
async function broken(): Promise<string[]> {
  const project = await getProject(pool, { name: "shop" });
  const rows = await brokenSources(pool, { project: project?.id ?? 0 });
  return rows.flatMap(({ diagnostics }) =>
    (
      diagnostics as { file: string; line: number; column: number; code: string; help: string }[]
    ).map(({ file, line, column, code, help }) => `${file}:${line}:${column} ${code} ${help}`),
  );
}

/** The state of a run now asked for, and what `why` says of it. */
async function started(pipeline: string): Promise<{ state: string; why: string }> {
  const { stdout } = await trunkline("run", pipeline, "--wait", "--output", "json");
  const { id, state } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
  return { state, why: (await trunkline("why", id)).stdout };
}

test("a rule that comes after a deployment: the file is in error, and the next run doesn't start", async () => {
  expect(await started("b")).toMatchObject({ state: "succeeded" });
  control.commit({ "rules/owners.yaml": owner("somebody answers for it") });
  await server.lookAtControl();
  expect(await broken()).toEqual([
    "pipelines/b.yaml:1:7 rule-broken rule has-owner, rules/owners.yaml:2:3 in the control repository; a waiver there may allow it for a while",
  ]);
  expect(messages).toContain("Changed what the organisation asks of specs: has-owner");
  expect(await started("a")).toMatchObject({ state: "succeeded" });
  await eventually("the worker has read the rule", async () => {
    const { state, why } = await started("b");
    return (
      state === "failed" && why.includes("Refused by the rule has-owner: somebody answers for it")
    );
  });
});

test("a change that breaks a rule isn't deployed, and its plan says so; the rest is", async () => {
  repository.commit({
    "pipelines/a.yaml": spec("a", "echo without"),
    "pipelines/c.yaml": owned("c"),
  });
  const outcome = await server.sync("shop");
  expect(outcome.state === "Synced" && outcome.plan?.changes.map((one) => one.pipeline)).toEqual([
    "c",
  ]);
  expect(await started("a")).toMatchObject({ state: "succeeded" });
  repository.commit({ "pipelines/a.yaml": owned("a") });
  await server.sync("shop");
  expect((await broken()).map((line) => line.split(":")[0])).toEqual(["pipelines/b.yaml"]);
});

test("a waiver lets it through to the end of its day", async () => {
  control.commit({ "waivers/b.yaml": waiver(day(3)) });
  await server.lookAtControl();
  expect(await broken()).toEqual([]);
  await eventually(
    "the worker has read the waiver",
    async () => (await started("b")).state === "succeeded",
  );
  control.commit({ "waivers/b.yaml": waiver(day(-1)) });
  await server.lookAtControl();
  expect((await broken())[0]).toContain("rule-broken");
  const controls = await pool.query("select diagnostics from trunkline.control");
  expect(controls.rows[0].diagnostics).toMatchObject([{ code: "waiver-unused", line: 5 }]);
});

test("an expired waiver has the tip judged again, though nobody changed anything", async () => {
  control.commit({ "waivers/b.yaml": waiver(day(0)) });
  await server.lookAtControl();
  expect(await broken()).toEqual([]);
  // As if midnight had passed.
  await pool.query(
    `update trunkline.project set rules = jsonb_set(rules::jsonb, '{checks,waivers,0,expires}', to_jsonb($1::text))`,
    [day(-1)],
  );
  const project = await getProject(pool, { name: "shop" });
  expect(project?.sync_state).toBe("Synced");
  await server.sync("shop");
  expect((await broken())[0]).toContain("rule-broken");
});

test("rules or waivers with a mistake, or a link in their place, take nothing away", async () => {
  const before = (await pool.query("select rules from trunkline.project")).rows;
  const wrong: Parameters<typeof control.commit>[0][] = [
    { "rules/owners.yaml": owner("somebody answers for it", "pipeline.ownr != 1") },
    { "rules/owners.yaml": owner("somebody"), "waivers/b.yaml": "rule: has-owner\n" },
    { "rules/owners.yaml": { link: "../projects/shop.yaml" } },
  ];
  for (const files of wrong) {
    control.commit({ "rules/owners.yaml": null, "README.md": String(wrong.indexOf(files)) });
    control.commit(files);
    await server.lookAtControl();
    expect((await pool.query("select rules from trunkline.project")).rows).toEqual(before);
  }
  expect((await broken())[0]).toContain("rule-broken");
  // A new project is not registered while nobody could say what it has to keep to, but by the last good set.
  control.commit({
    "projects/next.yaml": `name: next\nenvironment: prod\nsource: {repository: ${repository.path}}\n`,
  });
  await server.lookAtControl();
  const next = await getProject(pool, { name: "next" });
  expect(next?.rules).toMatchObject({ checks: { rules: [{ name: "has-owner" }] } });
});

test("a project whose registration is broken or gone keeps to new rules all the same", async () => {
  control.commit({
    "projects/next.yaml": null,
    "projects/shop.yaml": "name: shop\n",
    "rules/owners.yaml": null,
    "waivers/b.yaml": null,
  });
  control.commit({ "rules/owners.yaml": owner("everybody answers for it") });
  await server.lookAtControl();
  for (const name of ["shop", "next"]) {
    const project = await getProject(pool, { name });
    const { checks } = (project?.rules ?? {}) as { checks?: object };
    expect(checks).toMatchObject({ rules: [{ message: "everybody answers for it" }], waivers: [] });
  }
  const acts = await pool.query(
    "select count(*)::int as count from trunkline.audit where act = 'change rules'",
  );
  expect(acts.rows[0].count).toBeGreaterThanOrEqual(4);
});
