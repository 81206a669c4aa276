// Who may ask a server why somebody may do something, and that its answer goes by what holds there now.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { approve, ask } from "#access/grants.ts";
import { connectProvider } from "#access/oidc.ts";
import { readOwnPolicies } from "#access/policy-set.ts";
import { openSession, sessionDefaults } from "#access/sessions.ts";
import { createToken } from "#access/tokens.ts";
import type { Teams } from "#core/access/teams.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

const people = { members: [], groups: [], robots: [], tags: {} };
const teams: Teams = {
  teams: {
    gl: { ...people, members: ["olga@example.com"], groups: ["grp-gl"], roles: ["operator"] },
    readers: {
      ...{ ...people, members: ["vera@example.com"], robots: ["look"], roles: ["viewer"] },
      tags: { domain: ["finance"] },
    },
    admins: { ...people, robots: ["root"], roles: ["admin"] },
  },
  people: {},
  robots: { empty: { roles: [], tags: {} } },
  withoutDefaults: [],
};
const cedar = await loadCedar();
const own = '@id("closed") forbid (principal, action == trunkline::Action::"backfill", resource);';
const rules = await cedarAccess({
  ...{ teams, projects: { test: { owner: "gl", tags: { domain: ["finance"] } } } },
  policies: readOwnPolicies(cedar, "test", [["policies/own.cedar", own]]).policies,
});
const issuer = "https://id.example.com";
const claims = { name: "email", groups: "groups" };
const provider = connectProvider({
  ...{ issuer, clientId: "trunkline", clientSecret: "unused", claims, scopes: ["email"] },
});

async function underTest() {
  const at = await apiUnderTest(
    [
      pipeline("close", [task("a")], { owner: "gl", tags: { domain: ["finance"] } }),
      pipeline("salaries", [task("a")], { owner: "hr", tags: { domain: ["hr"] } }),
      pipeline("people", [task("a")], { owner: "gl", tags: { data: ["pii"] } }),
    ],
    {
      ...{ access: rules, rules: () => rules },
      login: { provider, claims, times: sessionDefaults },
    },
  );
  const bearing = (token: string) => (path: string) =>
    at.inject({
      ...{ method: "GET", url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } },
    });
  const as = async (robot: string, scopes: string[] | null = null) =>
    bearing((await createToken(at.pool, { robot, scopes, lifeMs: 10_000_000 }, "ada")).token);
  const person = async (name: string, groups: string[], mfa = false) => {
    const identity = { ...({ kind: "user", name } as const), groups, mfa, scopes: null };
    const account = { issuer, subject: name };
    const session = await openSession(at.pool, "command", identity, account, sessionDefaults);
    return bearing(session?.secret ?? "");
  };
  return { ...at, as, person, [Symbol.asyncDispose]: at[Symbol.asyncDispose] };
}

test("everybody may ask about themselves, about others only whoever may read rights", async () => {
  await using at = await underTest();
  const look = await at.as("look");
  const may = await look("/pipelines/test/close/access");
  expect(may).toMatchObject({
    status: 200,
    body: {
      ...{ who: "robot:look", action: "read", what: "test/close", allowed: true, mfa: false },
      standing: { teams: ["readers"], roles: ["viewer"], tags: { domain: ["finance"] } },
      facts: { owner: "gl", project: "test", environment: "test" },
      deciding: [{ id: "built-in/default.cedar#view-by-domain" }],
    },
  });
  const not = await look("/pipelines/test/close/access?action=trigger&who=robot:look");
  expect(not.body).toMatchObject({
    ...{ allowed: false, deciding: [] },
    nearest: [{ id: expect.stringContaining("operate-own") }, {}],
  });
  expect((await look("/access?action=readAudit")).body).toMatchObject({ allowed: false });
  for (const path of ["/pipelines/test/close/access", "/projects/test/access", "/access"]) {
    const other = await look(`${path}?who=olga@example.com`);
    expect(other).toMatchObject({ status: 403, body: { action: "readAccess" } });
    const able = await look(path.replace(/access$/, "able"));
    expect(able).toMatchObject({ status: 403, body: { action: "readAccess" } });
  }
  // A token for less may still ask what it may.
  const narrow = await at.as("look", ["read"]);
  expect((await narrow("/pipelines/test/close/access?action=readLogs")).body).toMatchObject({
    ...{ allowed: false, deciding: [{ id: "built-in/default.cedar#token-scopes" }] },
  });
  const scoped = await at.as("root", ["read"]);
  expect(await scoped("/pipelines/test/close/able")).toMatchObject({ status: 403 });
});

test("what may not be read is not there, whoever it is asked about", async () => {
  await using at = await underTest();
  const look = await at.as("look");
  const root = await at.as("root");
  const missing = "?who=vera@example.com&action=read";
  for (const path of ["access", "able"]) {
    const query = path === "able" ? "" : missing;
    expect(await look(`/pipelines/test/salaries/${path}${query}`)).toMatchObject({
      ...{ status: 404, body: { detail: 'there is no pipeline "test/salaries"' } },
    });
    expect(await look(`/pipelines/test/nothing/${path}${query}`)).toMatchObject({
      ...{ status: 404, body: { detail: 'there is no pipeline "test/nothing"' } },
    });
    expect((await root(`/pipelines/test/nothing/${path}`)).status).toBe(404);
    expect((await root(`/projects/nothing/${path}`)).status).toBe(404);
  }
  const empty = await at.as("empty");
  expect((await empty("/projects/test/access")).status).toBe(404);
  expect((await empty("/pipelines/test/close/access")).status).toBe(404);
});

test("groups of a login, rights for a while and what the project forbids count as they are now", async () => {
  await using at = await underTest();
  const root = await at.as("root");
  const ofEve = "who=eve@example.com&action=cancel";
  const explained = () => root(`/pipelines/test/close/access?${ofEve}`);
  expect((await explained()).body).toMatchObject({ allowed: false, standing: { teams: [] } });
  const eve = await at.person("eve@example.com", ["grp-gl"]);
  expect((await explained()).body).toMatchObject({
    ...{ allowed: true, standing: { teams: ["gl"], roles: ["viewer", "operator"] } },
  });
  expect((await eve("/pipelines/test/close/access?action=cancel")).body).toMatchObject({
    ...{ who: "eve@example.com", allowed: true },
  });
  expect((await eve("/pipelines/test/close/access?action=backfill")).body).toMatchObject({
    deciding: [{ id: "test/policies/own.cedar#closed", file: "test/policies/own.cedar" }],
  });
  const able = async (path: string) =>
    // biome-ignore lint/suspicious/noExplicitAny: an answer's item
    (await root(path)).body.items.map((one: any) => one.who);
  const ids = ["eve@example.com", "group:grp-gl", "local", "olga@example.com", "robot:root"];
  expect(await able("/pipelines/test/close/able?action=cancel")).toEqual(ids);

  const vera = await at.person("vera@example.com", []);
  const grant = await ask(at.pool, {
    ...({ actor: "vera@example.com", kind: "incident", ticket: "INC1" } as const),
    ...{ actions: ["cancel"], project: "test", pipelines: ["cl*"], tags: {}, reason: "stuck" },
    until: new Date(Date.now() + 3_600_000),
  });
  const cancels = "/pipelines/test/close/access?action=cancel";
  expect((await vera(cancels)).body).toMatchObject({ allowed: false, grants: [] });
  await approve(at.pool, grant, "ada");
  expect((await vera(cancels)).body).toMatchObject({
    ...{ allowed: true, grants: ["incident"] },
    deciding: [{ id: "built-in/default.cedar#granted-for-now" }],
  });
  expect(await able("/pipelines/test/close/able?action=cancel")).toEqual([
    ...[...ids, "vera@example.com"].sort(),
  ]);
  // Asking uses nothing up.
  const uses = "select from trunkline.audit where act = 'access-grant-use'";
  expect((await at.pool.query(uses)).rowCount).toBe(0);
});

test("of a project also what would be of a pipeline with some tags; what isn't done to it is a mistake", async () => {
  await using at = await underTest();
  const root = await at.as("root");
  const ask = (query: string) => root(`/projects/test/access?who=vera@example.com&${query}`);
  expect((await ask("action=read&tag=domain=finance&tag=tier=gold")).body).toMatchObject({
    ...{ allowed: true, what: "test" },
    facts: { owner: "gl", folder: "pipelines", tags: { domain: ["finance"], tier: ["gold"] } },
  });
  expect((await ask("action=read&tag=domain=hr")).body).toMatchObject({ allowed: false });
  expect((await ask("action=readProject")).body).toMatchObject({
    ...{
      allowed: true,
      facts: { environment: "test", owner: "gl", tags: { domain: ["finance"] } },
    },
  });
  expect((await ask("action=read&tag=nonsense")).status).toBe(422);
  expect((await ask("action=nonsense")).status).toBe(422);
  expect((await ask("action=manageServer")).status).toBe(422);
  expect((await root("/pipelines/test/close/access?action=sync")).status).toBe(422);
  expect((await root("/access?action=useSecret")).status).toBe(422);
  // With a second factor it may be another answer.
  const factor = await root("/pipelines/test/close/able?action=mark");
  expect(factor.body.items.map(({ who }: { who: string }) => who)).toContain("olga@example.com");
});

test("without teams the server's own token may everything, and that is what decides", async () => {
  await using at = await apiUnderTest([pipeline("close", [task("a")])]);
  expect((await at.get("/pipelines/test/close/access")).body).toMatchObject({
    ...{ who: "local", allowed: true, deciding: [{ id: "built-in#local-token" }] },
  });
  expect((await at.get("/pipelines/test/close/access?who=a@example.com")).body).toMatchObject({
    ...{ allowed: false, deciding: [], nearest: [] },
  });
  expect((await at.get("/pipelines/test/close/able")).body.items).toEqual([
    { who: "local", policies: ["built-in#local-token"], needsMfa: false },
  ]);
  expect((await at.get("/pipelines/test/nothing/access")).status).toBe(404);
});
