// What the guard answers: 404 for what may not be read, 403 with whom to ask for the rest, and a token's scopes.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { approve, ask } from "#access/grants.ts";
import { connectProvider } from "#access/oidc.ts";
import { openSession, sessionDefaults } from "#access/sessions.ts";
import { createToken } from "#access/tokens.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

const finance = { owner: "finance", tags: { domain: ["finance"] } };
const people = { members: [], groups: [] };
const access = await cedarAccess({
  policies: [],
  teams: {
    teams: {
      finance: { ...people, robots: ["close"], roles: ["operator"], tags: {} },
      looking: {
        ...{ members: ["eve@example.com"], groups: [], robots: ["look"] },
        ...{ roles: ["viewer"], tags: { domain: ["finance"] } },
      },
    },
    ...{ people: {}, robots: {}, withoutDefaults: [] },
  },
});

/** Nobody asks it: sessions are opened by hand. */
const issuer = "https://id.example.com";
const claims = { name: "email", groups: "groups" };
const provider = connectProvider({
  ...{ issuer, clientId: "trunkline", clientSecret: "unused", claims },
  scopes: ["email"],
});

async function underTest() {
  const at = await apiUnderTest(
    [pipeline("close", [task("a")], finance), pipeline("payroll", [task("a")])],
    { access, login: { provider, claims, times: sessionDefaults } },
  );
  const bearing = (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return {
      get: (path: string) => at.inject({ method: "GET", url: `/api/v1${path}`, headers }),
      post: (path: string, payload: object = {}) =>
        at.inject({ method: "POST", url: `/api/v1${path}`, headers, payload }),
    };
  };
  const as = async (robot: string, scopes: string[] | null = null) => {
    const made = await createToken(at.pool, { robot, scopes, lifeMs: 10_000_000 }, "ada");
    return bearing(made.token);
  };
  return { ...at, as, bearing, [Symbol.asyncDispose]: at[Symbol.asyncDispose] };
}

test("what may be read and not be done is refused with the right that is missing and whom to ask for it", async () => {
  await using at = await underTest();
  const look = await at.as("look");
  expect(await look.post("/pipelines/test/close/runs")).toMatchObject({
    status: 403,
    body: {
      code: "forbidden",
      action: "trigger",
      policies: [],
      detail: "robot look may not trigger test/close: no policy permits it",
      hint: expect.stringMatching(
        /^Ask team finance, .*`trunkline access who-can trigger test\/close`/,
      ),
    },
  });
  expect((await look.get("/pipelines/test/payroll")).status).toBe(404);
  const close = await at.as("close");
  expect((await close.post("/pipelines/test/close/runs")).status).toBe(201);
  expect((await close.get("/status")).body).toMatchObject({ pipelines: 0, runs: { running: 1 } });
});

test("a rerun with other values needs the right to give them, and a hold of all that to pause", async () => {
  await using at = await underTest();
  const close = await at.as("close", ["trigger", "rerun", "hold", "read"]);
  const { id } = (await close.post("/pipelines/-/close/runs")).body;
  expect(
    (await close.post(`/runs/${id}/rerun`, { env: { A: "1" }, reason: "x" })).body.action,
  ).toBe("override");
  expect(
    (await close.post(`/runs/${id}/rerun`, { ignore: ["time"], reason: "x" })).body.action,
  ).toBe("force");
  expect((await close.post(`/runs/${id}/rerun`)).status).toBe(409);
  expect((await close.post("/pipelines/test/close/holds")).body.action).toBe("pause");
  expect((await close.post("/pipelines/test/close/holds", { task: "a" })).status).toBe(200);
});

test("a token that is limited is refused before anything is looked up, and its lists hold nothing", async () => {
  await using at = await underTest();
  const limited = await at.as("close", ["trigger"]);
  for (const path of ["/pipelines/test/close", "/pipelines/test/nosuch", "/pipelines"])
    expect(await limited.get(path)).toMatchObject({
      status: 403,
      body: { detail: "the token of robot close is limited to trigger; this needs read" },
    });
  expect((await limited.post("/pipelines/test/close/runs")).status).toBe(201);
  expect((await limited.post("/pipelines/test/nosuch/runs")).status).toBe(404);
});

test("nobody but the server's own token acts under another name", async () => {
  await using at = await underTest();
  const close = await at.as("close");
  const asked = await close.post("/pipelines/test/close/runs", { actor: "ada" });
  expect(asked).toMatchObject({
    status: 422,
    body: { detail: "you are close, and can't act as ada" },
  });
  expect((await close.post("/pipelines/test/close/runs", { actor: "close" })).body.actor).toBe(
    "close",
  );
  expect((await at.post("/pipelines/test/close/runs", { actor: "ada" })).body.actor).toBe("ada");
});

test("a blackout of every project is the server's, and one of a project is the project's", async () => {
  await using at = await underTest();
  const close = await at.as("close");
  const to = "2099-01-01T00:00:00Z";
  expect((await close.post("/blackouts", { all: true, to })).body.action).toBe("manageServer");
  expect((await close.post("/blackouts", { project: "test", to })).body.action).toBe("blackout");
  expect((await close.post("/blackouts", { project: "other", to })).status).toBe(404);
  expect((await at.post("/blackouts", { all: true, to })).status).toBe(201);
});

test("what a person was granted for a while they may do, that alone, and each use is on record", async () => {
  await using at = await underTest();
  const account = { issuer, subject: "1" };
  const eve = {
    ...({ kind: "user", name: "eve@example.com" } as const),
    ...{ groups: [], mfa: false, scopes: null },
  };
  const session = await openSession(at.pool, "command", eve, account, sessionDefaults);
  const { post } = at.bearing(session?.secret ?? "");
  const trigger = () => post("/pipelines/test/close/runs");
  expect((await trigger()).status).toBe(403);
  const grant = await ask(at.pool, {
    ...({ actor: eve.name, kind: "incident", ticket: "INC1", actions: ["trigger"] } as const),
    ...{ project: "test", pipelines: ["cl*"], tags: {}, reason: "stuck" },
    until: new Date(Date.now() + 3_600_000),
  });
  expect((await trigger()).status).toBe(403);
  expect(await approve(at.pool, grant, "ada")).toBeNull();
  expect((await trigger()).status).toBe(201);
  expect((await post("/pipelines/test/close/holds")).status).toBe(403);
  const { rows } = await at.pool.query(
    "select actor, subject from trunkline.audit where act = 'access-grant-use'",
  );
  expect(rows).toEqual([{ actor: eve.name, subject: `grant ${grant}` }]);
});
