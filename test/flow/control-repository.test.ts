// Projects that a control repository registers: from several repositories, branches and folders, over real servers; what
// becomes of them when their files change, break or go.

import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Server, startServer } from "#server";
import { listProjects } from "#store/projects.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { GitServer } from "#test/support/git-server.ts";
import { type Files, TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

interface Controlled extends AsyncDisposable {
  control: TestRepository;
  server: Server;
  messages: string[];
  /** Another server on the same database and control repository. */
  another(more?: Partial<Parameters<typeof startServer>[0]>): Promise<Server>;
  /** By name: what is deployed, and how the project stands. */
  projects(): Promise<
    Record<string, { state: string; reason: string | null; pipelines: string[] }>
  >;
  query<T>(text: string, values?: unknown[]): Promise<T[]>;
}

/** A server that follows a control repository with these files; tests look when they mean to. */
async function controlled(
  files: Files,
  { env = {} }: { env?: NodeJS.ProcessEnv } = {},
): Promise<Controlled> {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const control = stack.use(new TestRepository());
  control.commit(files);
  const { pool, connectionString } = stack.use(await testDatabase());
  const messages: string[] = [];
  const start = async (more: Partial<Parameters<typeof startServer>[0]> = {}) => {
    const server = await startServer({
      ...{ connectionString, cacheDir: `${state}/mirrors`, projects: [], env, token: "t" },
      control: { repository: control.path, branch: "main", path: "" },
      ...{ host: "127.0.0.1", ports: [0], pollMs: 3_600_000 },
      onMessage: (message) => messages.push(message),
      ...more,
    });
    stack.defer(() => server.stop());
    return server;
  };
  const server = await start();
  await server.lookAtControl();
  return {
    control,
    server,
    messages,
    another: start,
    async projects() {
      const rows = await listProjects(pool, {});
      const { rows: live } = await pool.query(
        "select project_id, name from trunkline.pipeline where removed_at is null order by name",
      );
      return Object.fromEntries(
        rows.map((row) => [
          row.name,
          {
            state: row.sync_state,
            reason: row.registration_reason ?? row.sync_reason,
            pipelines: live.filter((one) => one.project_id === row.id).map(({ name }) => name),
          },
        ]),
      );
    },
    query: async (text, values) => (await pool.query(text, values)).rows,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const registration = (name: string, repository: string, more = "", source = ""): string =>
  `name: ${name}\nenvironment: test\nsource: {repository: "${repository}"${source}}\n${more}`;

/** Some repositories behind one HTTP server. */
async function served(names: readonly string[], token?: string) {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryFolder());
  const git = stack.use(await GitServer.start(path, token === undefined ? {} : { token }));
  const repositories = new Map(
    names.map((name) => {
      mkdirSync(`${path}/${name}`);
      return [name, new TestRepository(`${path}/${name}`)];
    }),
  );
  return {
    git,
    url: (name: string) => git.url(`${name}/.git`),
    repository(name: string): TestRepository {
      const found = repositories.get(name);
      if (!found) throw new Error(`no repository ${name}`);
      return found;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("projects of two hosts, and two environments of one repository by branch and by folder", async () => {
  await using one = await served(["finance"], "token-one");
  await using two = await served(["sales"], "token-two");
  one.repository("finance").commit({
    "prd/pipelines/load.yaml": spec("load"),
    "dev/pipelines/draft.yaml": spec("draft"),
  });
  one.repository("finance").branch("next");
  one.repository("finance").commit({ "prd/pipelines/next.yaml": spec("next") });
  two.repository("sales").commit({ "pipelines/report.yaml": spec("report") });
  await using it = await controlled(
    {
      "projects/prd.yaml": registration("finance-prd", one.url("finance"), "", ", path: prd"),
      "projects/dev.yaml": registration("finance-dev", one.url("finance"), "", ", path: dev"),
      "projects/next.yaml": registration(
        "finance-next",
        one.url("finance"),
        "",
        ", path: prd, branch: next",
      ),
      "projects/sales.yaml": registration("sales", two.url("sales")),
      "README.md": "Who runs what\n",
    },
    { env: { TRUNKLINE_GIT_TOKENS: `${one.git.host}=token-one\n${two.git.host}=token-two` } },
  );
  expect(it.messages.filter((message) => message.includes("was not"))).toEqual([]);
  expect(await it.projects()).toMatchObject({
    "finance-prd": { state: "Synced", pipelines: ["load"] },
    "finance-dev": { state: "Synced", pipelines: ["draft"] },
    "finance-next": { state: "Synced", pipelines: ["load", "next"] },
    sales: { state: "Synced", pipelines: ["report"] },
  });
  expect(it.server.projects()).toEqual(["finance-dev", "finance-next", "finance-prd", "sales"]);
  // Another project of a known repository; a change of one that is registered.
  it.control.commit({
    "projects/sales-next.yaml": registration("sales-next", two.url("sales")),
    "projects/prd.yaml": registration("finance-prd", one.url("finance"), "", ", path: dev"),
  });
  await it.server.lookAtControl();
  expect(await it.projects()).toMatchObject({
    "finance-prd": { state: "Synced", pipelines: ["draft"] },
    "sales-next": { state: "Synced", pipelines: ["report"] },
  });
  const acts = await it.query<{ subject: string; act: string }>(
    "select subject, act from trunkline.audit where act like '%regist%' order by id",
  );
  expect(acts.map(({ act, subject }) => `${act} ${subject}`)).toEqual([
    "register finance-dev",
    "register finance-next",
    "register finance-prd",
    "register sales",
    "change registration finance-prd",
    "register sales-next",
  ]);
});

test("a token goes to its own host, and to no other that a file names", async () => {
  await using own = await served(["a"], "token-own");
  await using other = await served(["b"], "token-own");
  own.repository("a").commit({ "pipelines/a.yaml": spec("a") });
  other.repository("b").commit({ "pipelines/b.yaml": spec("b") });
  await using it = await controlled(
    {
      "projects/a.yaml": registration("a", own.url("a")),
      "projects/b.yaml": registration("b", other.url("b")),
    },
    {
      env: { TRUNKLINE_GIT_TOKENS: `${own.git.host}=token-own`, TRUNKLINE_GIT_TOKEN: "token-own" },
    },
  );
  expect(await it.projects()).toMatchObject({
    a: { state: "Synced" },
    b: { state: "Unknown", reason: expect.stringContaining(other.git.host), pipelines: [] },
  });
});

test("a control repository on a server: its own token, its branch and folder, and what a relative path is there", async () => {
  await using forge = await served(["control", "estate"], "token-of-the-forge");
  forge.repository("estate").commit({ "pipelines/p.yaml": spec("p") });
  const control = forge.repository("control");
  control.branch("live");
  control.commit({
    "fleet/projects/a.yaml": registration("a", forge.url("estate")),
    "fleet/projects/b.yaml": registration("b", "../estate"),
    "projects/not-here.yaml": registration("c", forge.url("estate")),
  });
  await using it = await controlled({ "projects/x.yaml": registration("x", "/nowhere") });
  const server = await it.another({
    control: { repository: forge.url("control"), branch: "live", path: "fleet" },
    env: { TRUNKLINE_GIT_TOKEN: "token-of-the-forge" },
  });
  await server.lookAtControl();
  expect(server.projects()).toEqual(["a"]);
  expect((await it.projects()).a).toMatchObject({ state: "Synced", pipelines: ["p"] });
  expect(it.messages).toContainEqual(
    expect.stringMatching(
      /^projects\/b\.yaml:3:22: error\[invalid-source\]: a relative path leads nowhere/,
    ),
  );
  // One that hangs holds up neither its projects nor a stop.
  forge.git.options = { fault: ({ url }) => (url?.includes("/control/") ? { hang: true } : null) };
  const look = server.lookAtControl();
  forge.repository("estate").commit({ "pipelines/q.yaml": spec("q") });
  await server.sync("a");
  expect((await it.projects()).a?.pipelines).toEqual(["p", "q"]);
  const start = performance.now();
  await server.stop();
  await look.catch(() => {});
  expect(performance.now() - start).toBeLessThan(15_000);
});

describe("what goes wrong in a control repository touches nothing else", () => {
  const files = (path: string): Files => ({
    "projects/a.yaml": registration("a", path),
    "projects/b.yaml": registration("b", path),
  });
  const twoProjects = async () => {
    const source = new TestRepository();
    source.commit({ "pipelines/p.yaml": spec("p") });
    const it = await controlled(files(source.path));
    return {
      ...it,
      source,
      async [Symbol.asyncDispose]() {
        await it[Symbol.asyncDispose]();
        source[Symbol.dispose]();
      },
    };
  };

  test("a broken file keeps its project as it was registered, and says where it is broken", async () => {
    await using it = await twoProjects();
    it.control.commit({
      "projects/a.yaml": "name: a\nsource: {repositry: x}\n",
      "projects/c.yaml": registration("c", it.source.path),
    });
    await it.server.lookAtControl();
    const projects = await it.projects();
    expect(projects.a?.reason).toBe("projects/a.yaml:2:1: `source` has no `repository`");
    expect(projects).toMatchObject({
      a: { state: "Synced", pipelines: ["p"] },
      c: { state: "Synced" },
    });
    expect(it.messages).toContainEqual(
      expect.stringMatching(/^projects\/a\.yaml:2:10: error\[unknown-property\]/),
    );
    // It goes on as it was registered.
    it.source.commit({ "pipelines/q.yaml": spec("q") });
    expect(await it.server.sync("a")).toMatchObject({ state: "Synced" });
    expect((await it.projects()).a?.pipelines).toEqual(["p", "q"]);
    it.control.commit(files(it.source.path));
    await it.server.lookAtControl();
    expect((await it.projects()).a?.reason).toBeNull();
  });

  test("a file that isn't YAML at all, a link, or a second file of the same name keep it as well", async () => {
    await using it = await twoProjects();
    it.control.commit({ "projects/a.yaml": "name: [a\n" });
    await it.server.lookAtControl();
    expect((await it.projects()).a).toMatchObject({ pipelines: ["p"], state: "Synced" });
    it.control.commit({ "projects/a.yaml": null });
    it.control.commit({ "projects/a.yaml": { link: "b.yaml" } });
    await it.server.lookAtControl();
    expect((await it.projects()).a?.reason).toContain("projects/a.yaml");
    it.control.commit({ "projects/a.yaml": null });
    it.control.commit({
      "projects/a.yaml": registration("a", "/elsewhere"),
      "projects/a2.yaml": registration("a", it.source.path),
    });
    await it.server.lookAtControl();
    expect((await it.projects()).a?.reason).toContain("registered by two files");
    expect(it.server.projects()).toEqual(["a", "b"]);
  });

  test("a branch without any registration, or a missing one, unregisters nobody", async () => {
    await using it = await twoProjects();
    it.control.commit({ projects: null, "README.md": "moved\n" });
    await it.server.lookAtControl();
    expect(it.server.projects()).toEqual(["a", "b"]);
    expect(it.messages.at(-1)).toContain("there is no projects/*.yaml");
    expect(await it.projects()).toMatchObject({ a: { reason: null }, b: { reason: null } });
    const [control] = await it.query<{ reason: string }>("select reason from trunkline.control");
    expect(control?.reason).toContain("Every project stays as it is registered");
  });

  test("a removed file holds its project until that is confirmed: nothing runs less, nothing is lost", async () => {
    await using it = await twoProjects();
    it.control.commit({ "projects/a.yaml": null });
    await it.server.lookAtControl();
    const held = (await listProjectRows(it)).find(({ name }) => name === "a");
    expect(held).toMatchObject({ sync_state: "Held", registration: "unregistered" });
    expect(held?.sync_reason).toMatch(
      /^projects\/a\.yaml is gone from the control repository at \w{12}; .*remove all 1 pipelines/,
    );
    // It is synced no more.
    it.source.commit({ "pipelines/q.yaml": spec("q") });
    expect(await it.server.sync("a")).toMatchObject({ state: "Held" });
    expect(await it.server.sync("b")).toMatchObject({ state: "Synced" });
    expect(await it.projects()).toMatchObject({
      a: { pipelines: ["p"] },
      b: { pipelines: ["p", "q"] },
    });
    const hash = held?.held_plan_hash ?? "";
    expect(await it.server.sync("a", { confirm: "another", actor: "ada" })).toMatchObject({
      state: "Held",
    });
    // Whoever confirms is asked whether they may touch all of it.
    const mayConfirm = async (touched: unknown) => {
      expect(touched).toMatchObject([{ project: "a", folder: "pipelines" }]);
      throw new Error("not theirs");
    };
    const refused = it.server.sync("a", { confirm: hash, actor: "eve", mayConfirm });
    await expect(refused).rejects.toThrow("not theirs");
    expect(await it.server.sync("a", { confirm: hash, actor: "ada" })).toMatchObject({
      state: "Synced",
      plan: { changes: [{ action: "removed", pipeline: "p" }] },
    });
    expect(Object.keys(await it.projects())).toEqual(["b"]);
    expect(it.server.projects()).toEqual(["b"]);
    // Registered again it is deployed anew, from the same commit.
    it.control.commit({ "projects/a.yaml": registration("a", it.source.path) });
    await it.server.lookAtControl();
    expect((await it.projects()).a).toMatchObject({ state: "Synced", pipelines: ["p", "q"] });
  });

  test("a file that comes back before its removal was confirmed is as if it had never gone", async () => {
    await using it = await twoProjects();
    it.control.commit({ "projects/a.yaml": null });
    await it.server.lookAtControl();
    it.control.commit(files(it.source.path));
    await it.server.lookAtControl();
    expect((await it.projects()).a).toMatchObject({ state: "Synced", reason: null });
    const [row] = (await listProjectRows(it)).filter(({ name }) => name === "a");
    expect(row).toMatchObject({ held_plan_hash: null, registration: "registered" });
  });

  test("a control repository that is away leaves the projects of before in step", async () => {
    await using it = await twoProjects();
    const server = await it.another({
      control: { repository: it.control.path, branch: "main", path: "" },
    });
    it.control.git("branch", "-m", "main", "elsewhere");
    await server.lookAtControl();
    it.source.commit({ "pipelines/q.yaml": spec("q") });
    expect(server.projects()).toEqual(["a", "b"]);
    expect(await server.sync("a")).toMatchObject({ state: "Synced" });
    expect((await it.projects()).a?.pipelines).toEqual(["p", "q"]);
  });
});

test("two servers that start at once register each project once, and both keep all of them in step", async () => {
  using source = new TestRepository();
  source.commit({ "pipelines/p.yaml": spec("p") });
  await using it = await controlled({ "projects/a.yaml": registration("a", source.path) });
  await it.server.stop();
  const names = ["a", "b", "c", "d"];
  it.control.commit(
    Object.fromEntries(
      names.map((name) => [`projects/${name}.yaml`, registration(name, source.path)]),
    ),
  );
  const servers = [await it.another(), await it.another()];
  await Promise.all(servers.map((server) => server.lookAtControl()));
  for (const server of servers) expect(server.projects()).toEqual(names);
  const acts = await it.query<{ subject: string }>(
    "select subject from trunkline.audit where act = 'register' order by subject",
  );
  expect(acts.map(({ subject }) => subject)).toEqual(names);
  source.commit({ "pipelines/q.yaml": spec("q") });
  for (const [index, name] of names.entries()) await servers[index % 2]?.sync(name);
  expect(Object.values(await it.projects()).map(({ pipelines }) => pipelines.join())).toEqual(
    names.map(() => "p,q"),
  );
});

const listProjectRows = (it: Controlled) =>
  it.query<{
    name: string;
    sync_state: string;
    sync_reason: string;
    registration: string;
    held_plan_hash: string | null;
  }>("select * from trunkline.project order by name");

test("ceilings: a narrower one refuses what is deployed, and says which line of which file", async () => {
  using source = new TestRepository();
  source.commit({ "pipelines/p.yaml": `${spec("p")}    secrets: [shop/token]\n` });
  const file = (allow: string) =>
    registration("shop", source.path, `allow: {secrets: [${allow}]}\n`);
  await using it = await controlled({ "projects/shop.yaml": file("shop/*") });
  expect((await it.projects()).shop).toMatchObject({ state: "Synced", pipelines: ["p"] });
  it.control.commit({ "projects/shop.yaml": file("none") });
  await it.server.lookAtControl();
  expect((await it.projects()).shop?.pipelines).toEqual(["p"]);
  const [broken] = await it.query<{ diagnostics: { message: string; help: string }[] }>(
    "select diagnostics from trunkline.pipeline_source where broken",
  );
  expect(broken?.diagnostics).toMatchObject([
    {
      code: "ceiling-exceeded",
      line: 5,
      help: "projects/shop.yaml:4:18 in the control repository allows for `secrets`: none",
    },
  ]);
});

test("a plain folder registers as well, with paths from there, without a commit", async () => {
  await using it = await controlled({ "projects/a.yaml": registration("a", "/nowhere") });
  using folder = temporaryFolder();
  mkdirSync(`${folder.path}/source`);
  mkdirSync(`${folder.path}/projects`);
  using source = new TestRepository(`${folder.path}/source`);
  source.commit({ "pipelines/p.yaml": spec("p") });
  const write = (name: string) =>
    writeFileSync(`${folder.path}/projects/${name}.yaml`, registration(name, "source"));
  write("c");
  const control = { repository: folder.path, branch: "", path: "" };
  const server = await it.another({ control });
  await server.lookAtControl();
  write("d");
  write("a");
  await server.lookAtControl();
  expect(server.projects()).toEqual(["c", "d"]);
  expect(await it.projects()).toMatchObject({
    a: { state: "Unknown", pipelines: [] },
    c: { state: "Synced", pipelines: ["p"] },
    d: { state: "Synced", pipelines: ["p"] },
  });
  expect(it.messages.at(-1)).toMatch(
    /^projects\/a\.yaml:1:7: error\[duplicate-project\]: "a" is registered by another control/,
  );
});

test("many projects of one repository cost one question a look, and a server that hangs delays no other", async () => {
  await using shared = await served(["estate"]);
  await using hanging = await served(["slow"]);
  const files: Files = {};
  for (let n = 0; n < 20; n++) {
    const branch = n % 2 === 0 ? "main" : "next";
    files[`projects/p${n}.yaml`] = registration(
      `p${n}`,
      shared.url("estate"),
      "",
      `, branch: ${branch}, path: e${n}`,
    );
  }
  const estate = shared.repository("estate");
  const pipelines = (run: string): Files =>
    Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`e${n}/pipelines/p.yaml`, spec("p", run)]),
    );
  estate.commit(pipelines("true"));
  estate.branch("next");
  estate.commit({ "README.md": "next\n" });
  hanging.repository("slow").commit({ "pipelines/p.yaml": spec("p") });
  hanging.git.options = { fault: () => ({ hang: true }) };
  await using it = await controlled(files);
  expect(Object.values(await it.projects()).every(({ state }) => state === "Synced")).toBe(true);
  await it.server.stop();
  it.control.commit({ "projects/slow.yaml": registration("slow", hanging.url("slow")) });
  const server = await it.another({ pollMs: 300 });
  await eventually("the slow one is asked", () => hanging.git.requests.length > 0);
  estate.commit(pipelines("echo next"));
  estate.branch("main");
  estate.commit(pipelines("echo main"));
  const tips = [estate.tip("main"), estate.tip("next")];
  await eventually(
    "all others are deployed",
    async () => {
      const rows = await it.query(
        `select from trunkline.project p join trunkline.revision r on r.id = p.revision_id
        where r.commit_oid = any ($1)`,
        [tips],
      );
      return rows.length === 20;
    },
    60_000,
  );
  const [before] = await it.query<{ now: string }>("select clock_timestamp()::text as now");
  shared.git.requests.length = 0;
  await eventually("each of them was looked at again", async () => {
    const later = "select from trunkline.project where checked_at > $1::timestamptz";
    return (await it.query(later, [before?.now])).length === 20;
  });
  // A question is two requests, of what the server can and of the tips; the next look may have begun.
  expect(shared.git.requests.length).toBeLessThanOrEqual(6);
  expect(server.projects()).toContain("slow");
}, 120_000);
