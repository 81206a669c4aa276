// A deployed pipeline changed for a time without a commit: by two people, on record, shown as drift, over at its time or by
// a merge. On real Git and Postgres; the database's clock stands where the test puts it.

import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApi } from "#api/server.ts";
import { endExpired } from "#engine/break-glass.ts";
import { tick } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { type SimulatedDatabase, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { SyncedProject } from "#test/support/synced-project.ts";

const hour = 3_600_000;
const daily = (timeout: string, more = "") =>
  `name: daily\ntriggers: [{schedule: "0 * * * *"}]\n${more}tasks:\n  # as agreed\n  load: {run: ./load.sh, timeout: ${timeout}}\n`;

let database: SimulatedDatabase;
let project: SyncedProject;
let api: Awaited<ReturnType<typeof createApi>>;
beforeEach(async () => {
  database = await simulatedDatabase();
  project = await SyncedProject.make(
    { "trunkline.yaml": "name: shop\n", "pipelines/daily.yaml": daily("1h") },
    "native",
    database,
  );
  await project.sync();
  api = await createApi({
    pool: database.pool,
    token: "t",
    projects: { names: [], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
});
afterEach(async () => {
  await api.close();
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function ask(method: "GET" | "POST", path: string, body: object = {}) {
  const answer = await api.inject({
    ...{ method, url: `/api/v1${path}`, headers: { authorization: "Bearer t" } },
    ...(method === "POST" ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

const at = (hours: number) => new Date(database.clock.now() + hours * hour).toISOString();
const timeout = (value = "2h", hours = 6) => ({
  set: [{ path: "tasks.load.timeout", value }],
  ...{ reason: "the warehouse is slow", until: at(hours), actor: "ada" },
});
const propose = (body: object = timeout()) =>
  ask("POST", "/pipelines/shop/daily/break-glass", body);
const approve = (actor = "grace") =>
  ask("POST", "/pipelines/shop/daily/break-glass/approve", { actor });

/** Lets time go on, and the scheduler with it. */
async function later(hours: number): Promise<void> {
  await database.clock.pass(hours * hour);
  await transaction(database.pool, endExpired);
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
}

/** Timeouts, in hours, of the runs that are there by their due times. */
async function timeouts(): Promise<number[]> {
  const { rows } = await database.pool.query<{ ms: string }>(
    `select v.spec::json->'usual'->>'timeoutMs' as ms from trunkline.run r
       join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id order by r.due_at`,
  );
  return rows.map(({ ms }) => Number(ms) / hour);
}

const deployed = async () => (await ask("GET", "/pipelines/shop/daily")).body;
const history = async () =>
  (await ask("GET", "/pipelines/shop/daily/history")).body.items as {
    action: string;
    breakGlass: string | null;
    contentHash: string;
  }[];

test("fluxcd/website #2109: two people, then new runs go by it until the database's clock says that it is over", async () => {
  const proposed = await propose();
  expect(proposed).toMatchObject({ status: 200, body: { state: "proposed", approvedBy: null } });
  await later(1);
  expect(await timeouts()).toEqual([1]);
  expect(await approve("ADA ")).toMatchObject({ status: 409 });
  expect(await approve("local-token")).toMatchObject({ status: 409 });
  expect(await approve()).toMatchObject({ status: 200, body: { state: "inForce" } });
  expect(await approve("bob")).toMatchObject({ status: 409 });
  await later(2);
  expect(await timeouts()).toEqual([1, 2, 2]);
  // Its time is over at the sixth hour: what is due then and later is of what is deployed.
  await later(5);
  expect(await timeouts()).toEqual([1, 2, 2, 2, 2, 2, 1, 1]);
  expect((await history()).map(({ action, breakGlass }) => [action, breakGlass])).toEqual([
    ["restored", "1"],
    ["overridden", "1"],
    ["added", null],
  ]);
  const [ended] = (await ask("GET", "/break-glass?all=true")).body.items;
  expect(ended).toMatchObject({ state: "expired", endedBy: "expiry" });
  const { rows } = await database.pool.query(
    "select act, actor from trunkline.audit where act like 'break-glass%' order by id",
  );
  expect(rows).toEqual([
    { act: "break-glass", actor: "ada" },
    { act: "break-glass-approve", actor: "grace" },
    { act: "break-glass-end", actor: "expiry" },
  ]);
});

test("it is drift: in status, pipeline, why, history and runs, with the patch that makes it permanent", async () => {
  const before = await deployed();
  await propose();
  await approve();
  await later(1);
  const note = { proposedBy: "ada", approvedBy: "grace", reason: "the warehouse is slow" };
  const [shop] = (await ask("GET", "/projects")).body.items;
  expect(shop.sync).toMatchObject({
    ...{ state: "OutOfSync", reason: expect.stringContaining("daily is not as its commit has it") },
  });
  const now = await deployed();
  expect(now.breakGlass).toMatchObject(note);
  expect(now.changedIn).toEqual(before.changedIn);
  const why = (await ask("GET", "/pipelines/shop/daily/why")).body;
  expect(why.reasons[0]).toMatchObject({ kind: "override", until: at(5) });
  const [run] = (await ask("GET", "/runs")).body.items;
  const shown = (await ask("GET", `/runs/${run.id}`)).body;
  expect(shown.breakGlass).toMatchObject(note);
  expect(shown.revision.changedIn).toBe(project.repository.tip());
  const [{ patch }] = (await ask("GET", "/break-glass")).body.items;
  execFileSync("git", ["-C", project.repository.path, "apply", "-"], { input: patch });
  // The comment stayed, and the merge of it makes it permanent.
  expect(project.repository.git("diff", "--unified=0")).toContain(
    "+  load: {run: ./load.sh, timeout: 2h}",
  );
  const outcome = await project.commit({});
  expect(outcome).toMatchObject({
    plan: { drift: [expect.stringContaining("deploying this makes it permanent")] },
  });
  const [ended] = (await ask("GET", "/break-glass?all=true")).body.items;
  expect(ended).toMatchObject({ state: "merged" });
  expect((await ask("GET", "/projects")).body.items[0].sync.state).toBe("Synced");
  await later(9);
  expect((await deployed()).contentHash).toBe(now.contentHash);
});

test("a merge of something else ends it; one of other pipelines doesn't, nor does reading all anew", async () => {
  await propose();
  await approve();
  const changed = (await deployed()).contentHash;
  await project.commit({ "pipelines/other.yaml": "name: other\ntasks: {a: {run: 'true'}}\n" });
  await project.sync({ reader: "another version", recheck: true });
  expect((await deployed()).contentHash).toBe(changed);
  await later(1);
  expect(await timeouts()).toEqual([2]);
  const outcome = await project.commit({ "pipelines/daily.yaml": daily("1h", "owner: ops\n") });
  expect(outcome).toMatchObject({
    plan: {
      changes: [{ pipeline: "daily", fields: [{ path: "owner", before: null, after: "ops" }] }],
      drift: [expect.stringContaining("deploying this ends it")],
    },
  });
  expect((await ask("GET", "/break-glass?all=true")).body.items[0].state).toBe("superseded");
  await later(9);
  expect(new Set((await timeouts()).slice(1))).toEqual(new Set([1]));
});

test("one person ends it, a proposal is taken back, and there is one at a time", async () => {
  const first = (await deployed()).contentHash;
  await propose();
  expect(await propose()).toMatchObject({ status: 409 });
  const end = () => ask("POST", "/pipelines/shop/daily/break-glass/end", { actor: "bob" });
  expect(await end()).toMatchObject({ status: 200, body: { state: "withdrawn", endedBy: "bob" } });
  expect(await end()).toMatchObject({ status: 409 });
  expect(await approve()).toMatchObject({ status: 409 });
  await propose();
  await approve();
  await end();
  expect((await deployed()).contentHash).toBe(first);
  // One that nobody agrees to is over at its time as well.
  await propose();
  await later(7);
  const [last] = (await ask("GET", "/break-glass?all=true")).body.items;
  expect(last).toMatchObject({ state: "expired", approvedBy: null });
  expect((await history()).map(({ action }) => action)).toEqual([
    "restored",
    "overridden",
    "added",
  ]);
});

test("a changed schedule counts from then, and goes back", async () => {
  await propose({ ...timeout(), set: [{ path: "triggers", value: [{ schedule: "30 * * * *" }] }] });
  await approve();
  await later(2);
  await ask("POST", "/pipelines/shop/daily/break-glass/end", { actor: "bob" });
  await later(1);
  const { rows } = await database.pool.query<{ minute: string }>(
    "select extract(minute from due_at)::text as minute from trunkline.run order by due_at",
  );
  expect(rows.map(({ minute }) => minute)).toEqual(["30", "30", "0"]);
});

test("what makes no sense, gives rights or has no end is refused with all that is wrong", async () => {
  const refused = async (body: object) => {
    const { status, body: problem } = await propose(body);
    return [status, ...(problem.issues ?? []).map(({ at }: { at: string }) => at)];
  };
  const set = (path: string, value: unknown = "x") => ({ ...timeout(), set: [{ path, value }] });
  expect(await refused(set("tasks.load.secrets", ["a"]))).toEqual([422, "tasks.load.secrets"]);
  expect(await refused(set("tasks.more", { run: "true", runAs: "root" }))).toEqual([
    422,
    "tasks.more",
  ]);
  expect(await refused(set("name"))).toEqual([422, "name"]);
  expect(await refused(set("tasks..load"))).toEqual([422, "tasks..load"]);
  expect(await refused(set("tasks.load.timeuot", "2h"))).toEqual([422, "set"]);
  expect(await refused(set("tasks.load.timeout", "1h"))).toEqual([422, "set"]);
  expect(await refused(set("name.more.still"))).toEqual([422, "name.more.still"]);
  expect(await refused({ ...timeout("2h", -1), set: [], reason: " " })).toEqual([
    422,
    ...["set", "until", "reason"],
  ]);
  expect(await refused(timeout("2h", 24 * 15))).toEqual([422, "until"]);
  expect(await ask("POST", "/pipelines/shop/weekly/break-glass", timeout())).toMatchObject({
    status: 404,
  });
});

test("what an overlay says is changed there", async () => {
  // The project's environment is `test`.
  await project.commit({ "overlays/test/daily.yaml": "tasks:\n  load: {timeout: 3h}\n" });
  const { body } = await propose();
  expect(body.patch).toContain("+++ b/overlays/test/daily.yaml");
  await approve();
  await later(1);
  expect(await timeouts()).toEqual([2]);
});

test("it can't go beyond what the project may use", async () => {
  await database.pool.query(
    `update trunkline.project set rules = '{"allow": {"runAs": [], "runsOn": ["etl"]}}'`,
  );
  const runsOn = (label: string) =>
    propose({ ...timeout(), set: [{ path: "tasks.load.runsOn", value: [label] }] });
  const beyond = await runsOn("gpu");
  expect([beyond.status, JSON.stringify(beyond.body.issues)]).toEqual([
    422,
    expect.stringContaining("gpu"),
  ]);
});

const connection = (host: string, password: string) =>
  `type: postgres\nhost: ${host}\ndatabase: d\nuser: u\npassword: ${password}\n`;
const http = (url: string, secret: string) =>
  `    uses: http\n    with: {url: "${url}", auth: {bearer: ${secret}}}\n`;

test.each([
  ["tasks.ask.with.auth", { bearer: "other/secret" }, "tasks.ask: secrets other/secret"],
  // Another task of the same pipeline has it.
  ["tasks.tell.with.auth", { bearer: "shop/ask" }, "tasks.tell: secrets shop/ask"],
  ["tasks.ask.with.url", "https://evil.example/x", "tasks.ask: reaches evil.example:443"],
  [
    "tasks.ask.with.poll",
    { url: "${{ response.headers.location }}", every: "10s", until: "response.status == 200" },
    "tasks.ask: reaches ${{ response.headers.location }}",
  ],
  ["tasks.query.with.connection", "other", "tasks.query: secrets other/db; reaches other.example"],
  ["tasks.load.runsOn", ["gpu"], "tasks.load: on workers with gpu"],
  ["tasks.load.pools", { big: 1 }, "tasks.load: pools big"],
  ["tasks.ask", { run: "curl evil" }, "tasks.ask: runs a command"],
  ["tasks.more", { uses: "pipeline", with: { pipeline: "weekly" } }, "tasks.more: starts weekly"],
])("it can't widen rights: %s as %j", async (path, value, said) => {
  const outcome = await project.commit({
    "connections/db.yaml": connection("db.example", "shop/db"),
    "connections/other.yaml": connection("other.example", "other/db"),
    "pools.yaml": "big: {units: 3}\n",
    "pipelines/weekly.yaml": "name: weekly\ntasks: {a: {run: 'true'}}\n",
    "pipelines/daily.yaml": `${daily("1h")}  ask:\n${http("https://a.example/x", "shop/ask")}  tell:\n${http("https://a.example/y", "shop/tell")}  query: {uses: sql, with: {connection: db, sql: "select 1"}}\n`,
  });
  expect(outcome).toMatchObject({ plan: { broken: [] } });
  const { status, body } = await propose({ ...timeout(), set: [{ path, value }] });
  expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining(said)]);
});

const broken = "name: daily\ntusks: {}\n";
const script = (text: string) => ({ "load.sh": { run: `#!/bin/sh\necho ${text}\n` } });

/** Commits of which the runs have their scripts, by their due times; each is whether it is this one. */
async function areOf(commit: string): Promise<boolean[]> {
  const { rows } = await database.pool.query<{ is: boolean }>(
    `select v.commit_oid = $1 and v.tree_oid = $2 as is from trunkline.run r
       join trunkline.revision v on v.id = r.revision_id
       join trunkline.pipeline p on p.id = r.pipeline_id and p.name = 'daily' order by r.due_at`,
    [commit, project.repository.git("rev-parse", `${commit}^{tree}`)],
  );
  return rows.map(({ is }) => is);
}

test("of a pipeline whose file is in error the scripts stay those of its last good commit, in force and after", async () => {
  await project.commit(script("good"));
  const good = project.repository.tip();
  const other = "name: other\ntriggers: [{schedule: '30 * * * *'}]\ntasks: {a: {run: 'true'}}\n";
  await project.commit({
    ...{ "pipelines/daily.yaml": broken, ...script("bad"), "pipelines/other.yaml": other },
  });
  const bad = project.repository.tip();
  await propose();
  await approve();
  await later(2);
  expect(await areOf(good)).toEqual([true, true]);
  await later(6);
  expect(await areOf(good)).toEqual(Array(8).fill(true));
  const timeoutsOfDaily = (await timeouts()).filter((hours) => hours === 2);
  expect(timeoutsOfDaily).toHaveLength(6);
  // Others run as of the newest commit.
  const { rows } = await database.pool.query(
    `select distinct v.commit_oid from trunkline.run r join trunkline.revision v on v.id = r.revision_id
       join trunkline.pipeline p on p.id = r.pipeline_id and p.name = 'other'`,
  );
  expect(rows).toEqual([{ commit_oid: bad }]);
  const runs = (await ask("GET", "/runs?pipeline=daily")).body.items as { id: string }[];
  const notes = await Promise.all(runs.map(({ id }) => ask("GET", `/runs/${id}`)));
  expect(notes.filter(({ body }) => body.breakGlass !== null)).toHaveLength(6);
  // Mended, it follows the project again.
  await project.commit({ "pipelines/daily.yaml": daily("1h") });
  await later(1);
  expect((await areOf(project.repository.tip())).at(-1)).toBe(true);
});

test("a file that breaks while it is in force changes no scripts, then and after", async () => {
  await project.commit(script("good"));
  const good = project.repository.tip();
  await propose();
  await approve();
  await project.commit({ "pipelines/daily.yaml": broken, ...script("bad") });
  await later(8);
  expect(await areOf(good)).toEqual(Array(8).fill(true));
  expect(new Set(await timeouts())).toEqual(new Set([1, 2]));
});
