// Logging in at a real identity provider over real HTTP: by browser and by code, and what is tried with what one sees of it.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Access } from "#access/access.ts";
import { connectProvider } from "#access/oidc.ts";
import { sessionDefaults } from "#access/sessions.ts";
import { Browser } from "#test/support/browser.ts";
import { eventually } from "#test/support/eventually.ts";
import { type IdentityProvider, identityProvider } from "#test/support/identity-provider.ts";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

/** Members of one group may everything. */
const access: Access = {
  version: "test",
  decide: ({ kind, groups }) => ({
    allowed: kind === "local" || groups.includes("finance"),
    policies: ["test"],
    errors: [],
  }),
};
const ada = { sub: "1001", email: "Ada@Example.com", email_verified: true, groups: ["finance"] };
const claims = { name: "email", groups: "groups" };

let idp: IdentityProvider;
let api: ApiUnderTest;
let url: string;
beforeAll(async () => {
  idp = await identityProvider();
  const { clientId, clientSecret } = idp;
  const provider = connectProvider({
    ...{ issuer: idp.url, clientId, clientSecret, claims },
    scopes: ["email", "profile"],
  });
  api = await apiUnderTest([], {
    access,
    login: { provider, claims, times: sessionDefaults },
  });
  url = await api.api.listen({ host: "127.0.0.1", port: 0 });
  idp.lead([`${url}/login/callback`]);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await idp[Symbol.asyncDispose]();
});
beforeEach(() => {
  idp.person = { ...ada, amr: ["pwd", "mfa"] };
});

const isCallback = (address: string) => address.startsWith(`${url}/login/callback`);
/** The address that the provider leads back to, not yet opened. */
const upToCallback = async (browser: Browser): Promise<string> =>
  (await browser.visit(`${url}/login`, isCallback)).url;
const session = "trunkline_session";
const sql = (text: string) => api.pool.query(text);
const forgetBegun = () => sql("delete from trunkline.login_attempt");
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    ...{ method: "POST", body: JSON.stringify(body) },
    headers: { "content-type": "application/json", ...headers },
  });
const bearer = (token: string) =>
  fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });

test("a person is led to the provider and back, and is who it says, with groups and second factor", async () => {
  const browser = new Browser();
  const seen = await browser.visit(`${url}/login`);
  expect(seen.url).toBe(`${url}/api/v1/me`);
  expect(JSON.parse(seen.text)).toMatchObject({
    ...{ kind: "user", name: "ada@example.com", groups: ["finance"], mfa: true, scopes: null },
  });
  const { rows } = await sql(
    "select actor, act, subject, kind from trunkline.audit order by id desc limit 1",
  );
  expect(rows[0]).toMatchObject({ actor: "ada@example.com", act: "login", kind: "user" });
  expect((await browser.ask(`${url}/api/v1/tokens`)).status).toBe(200);
});

test("without the second factor it is not said that there was one; without a group nothing is allowed", async () => {
  idp.person = { sub: "1002", email: "bob@example.com", groups: [] };
  const browser = new Browser();
  const { text } = await browser.visit(`${url}/login`);
  expect(JSON.parse(text)).toMatchObject({ name: "bob@example.com", mfa: false, groups: [] });
  expect((await browser.ask(`${url}/api/v1/tokens`)).status).toBe(403);
});

test("the session's cookie is for no script and no other page; the database has its digest", async () => {
  const browser = new Browser();
  const answer = await browser.ask(await upToCallback(browser));
  const cookies = answer.headers.getSetCookie();
  expect(cookies.find((each) => each.startsWith(`${session}=`))).toMatch(
    /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
  );
  const secret = browser.cookie(session)?.slice(-43) as string;
  const { rows } = await sql(
    "select to_jsonb(s)::text as text from trunkline.session s union all select to_jsonb(a)::text from trunkline.audit a",
  );
  for (const { text } of rows) expect(text).not.toContain(secret);
});

test("what came back is good once: neither the address again nor the same code in another browser gets in", async () => {
  const browser = new Browser();
  const address = await upToCallback(browser);
  const before = browser.cookie("trunkline_login") as string;
  expect((await browser.ask(address)).status).toBe(302);
  browser.set("trunkline_login", before);
  const again = await browser.ask(address);
  expect([again.status, JSON.parse(again.text).code]).toEqual([401, "login-failed"]);
  const other = new Browser();
  await upToCallback(other);
  expect((await other.ask(address)).status).toBe(401);
  expect(other.cookie(session)).toBeUndefined();
});

test("an address that somebody else began is refused: nobody is logged in as another by a link", async () => {
  const address = await upToCallback(new Browser());
  const victim = new Browser();
  expect((await victim.ask(address)).status).toBe(401);
  await upToCallback(victim);
  expect((await victim.ask(address)).status).toBe(401);
  expect(victim.cookie(session)).toBeUndefined();
});

test.for([
  ["another state", (at: URL) => at.searchParams.set("state", "A".repeat(43))],
  ["no state", (at: URL) => at.searchParams.delete("state")],
  ["another code", (at: URL) => at.searchParams.set("code", "A".repeat(43))],
  ["a code that is cut off", (at: URL) => at.searchParams.set("code", "A")],
  ["no code", (at: URL) => at.searchParams.delete("code")],
  ["another issuer", (at: URL) => at.searchParams.set("iss", "https://evil.example")],
  ["no issuer, though this provider names itself", (at: URL) => at.searchParams.delete("iss")],
  ["two codes", (at: URL) => at.searchParams.append("code", "B")],
] as const)("coming back with %s proves nothing", async ([, change]) => {
  const browser = new Browser();
  const address = new URL(await upToCallback(browser));
  const code = address.searchParams.get("code") as string;
  change(address);
  const { status, text } = await browser.ask(address.href);
  expect([status, JSON.parse(text).code]).toEqual([401, "login-failed"]);
  expect(text).not.toContain(code);
  expect(browser.cookie(session)).toBeUndefined();
  await forgetBegun();
});

test("who refuses at the provider is told so", async () => {
  idp.person = null;
  const { status, text } = await new Browser().visit(`${url}/login`);
  expect(status).toBe(401);
  expect(JSON.parse(text).detail).toContain("refused at the identity provider");
});

test("an address that the provider calls unverified is nobody's, and a name is of one account", async () => {
  idp.person = { ...ada, sub: "6666", email_verified: false };
  expect((await new Browser().visit(`${url}/login`)).status).toBe(401);
  idp.person = { ...ada, sub: "6666" };
  const { status, text } = await new Browser().visit(`${url}/login`);
  expect(status).toBe(401);
  expect(JSON.parse(text).detail).toContain("another account");
});

test.for([
  ["/api/v1/status", "/api/v1/status"],
  ["//evil.example", "/api/v1/me"],
  ["/\\evil.example", "/api/v1/me"],
  ["https://evil.example/", "/api/v1/me"],
  ["/%0d%0aset-cookie:%20x=y", "/%0d%0aset-cookie:%20x=y"],
] as const)("after `next=%s` it goes on at %s", async ([next, expected]) => {
  const browser = new Browser();
  const first = await browser.visit(`${url}/login?next=${encodeURIComponent(next)}`, isCallback);
  const { headers } = await browser.ask(first.url);
  expect(headers.get("location")).toBe(expected);
});

test("a page leads who isn't logged in to the provider, and back to its own address with all that was chosen", async () => {
  const address = "/audit?act=login&actor=https%3A%2F%2Fevil.example%2F&subject=a+b";
  const browser = new Browser();
  const led = await browser.ask(`${url}${address}`);
  expect([led.status, led.headers.get("location")]).toEqual([
    302,
    `/login?next=${encodeURIComponent(address)}`,
  ]);
  const callback = await browser.visit(`${url}${address}`, isCallback);
  const back = await browser.ask(callback.url);
  expect(back.headers.get("location")).toBe(address);
  const seen = await browser.ask(`${url}${address}`);
  expect(seen.status).toBe(200);
  expect(seen.text).toContain("<h1>Audit</h1>");
  expect(seen.text).toContain("ada@example.com");
  // An address of elsewhere is no page's, however it is written.
  for (const elsewhere of ["//evil.example/runs", "/\\evil.example/runs"]) {
    const { headers } = await new Browser().ask(`${url}${elsewhere}`);
    const next = new URL(headers.get("location") ?? "/", url);
    expect(next.origin).toBe(url);
  }
});

test("a write needs what no other page has; a read does not", async () => {
  const browser = new Browser();
  const me = JSON.parse((await browser.visit(`${url}/login`)).text);
  const write = (headers: Record<string, string>) =>
    post(
      "/api/v1/tokens",
      { robot: "r" },
      { cookie: `${session}=${browser.cookie(session)}`, ...headers },
    );
  const csrf = { "x-trunkline-csrf": me.csrf as string };
  for (const headers of [
    {},
    { "x-trunkline-csrf": "A".repeat(43) },
    { ...csrf, origin: "https://evil.example" },
    { ...csrf, origin: "null" },
    { ...csrf, "sec-fetch-site": "cross-site" },
    { ...csrf, "sec-fetch-site": "same-site" },
  ]) {
    const answer = await write(headers as Record<string, string>);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "cross-site" }]);
  }
  const own = { ...csrf, origin: url, "sec-fetch-site": "same-origin" };
  expect((await write(own)).status).toBe(201);
});

test("a session is over after logout, when it was idle too long, and at its end, on the next request", async () => {
  const browser = new Browser();
  const me = JSON.parse((await browser.visit(`${url}/login`)).text);
  const cookie = `${session}=${browser.cookie(session)}`;
  const ask = async () => (await fetch(`${url}/api/v1/me`, { headers: { cookie } })).status;
  const set = (what: string) =>
    sql(`update trunkline.session set ${what} where id = '${me.token}'`);
  expect(await ask()).toBe(200);
  await set("seen_at = now() - interval '121 minutes'");
  expect(await ask()).toBe(401);
  await set("seen_at = now() - interval '119 minutes'");
  expect(await ask()).toBe(200);
  await set("expires_at = now()");
  expect(await ask()).toBe(401);
  await set("expires_at = now() + interval '1 hour'");
  const out = await post("/api/v1/logout", {}, { cookie, "x-trunkline-csrf": me.csrf });
  expect(out.status).toBe(200);
  expect(out.headers.getSetCookie()[0]).toContain("Max-Age=0");
  expect(await ask()).toBe(401);
});

test("a cookie's secret is no bearer, a token is no cookie, and a cookie that is there twice is none", async () => {
  const browser = new Browser();
  await browser.visit(`${url}/login`);
  const secret = browser.cookie(session) as string;
  expect((await bearer(secret)).status).toBe(401);
  const { body } = await api.post("/tokens", { robot: "nightly" });
  for (const cookie of [`${session}=${body.token}`, `${session}=${secret}; ${session}=${secret}`])
    expect((await fetch(`${url}/api/v1/me`, { headers: { cookie } })).status).toBe(401);
});

test("by a code that a person enters anywhere the command line gets a session of its own, once", async () => {
  const json = async (path: string, body: object) =>
    // biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
    (await (await post(path, body)).json()) as any;
  const begun = await json("/login/device", {});
  const { handle } = begun;
  const waiting = await json("/login/device/result", { handle });
  expect(waiting).toEqual({ finished: false });
  const { rows } = await sql(
    "select encode(sealed, 'escape') as text from trunkline.login_attempt",
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { text } of rows) expect(text).not.toContain("deviceCode");
  await new Browser().visit(begun.verificationUriComplete);
  let done = waiting;
  await eventually("the server hears of it", async () => {
    done = await json("/login/device/result", { handle });
    return done.finished;
  });
  expect(done).toMatchObject({ name: "ada@example.com" });
  const me = await (await bearer(done.token)).json();
  expect(me).toMatchObject({ kind: "user", name: "ada@example.com", csrf: null });
  expect((await post("/login/device/result", { handle })).status).toBe(401);
  expect(
    (await fetch(`${url}/api/v1/me`, { headers: { cookie: `${session}=${done.token}` } })).status,
  ).toBe(401);
  const headers = { authorization: `Bearer ${done.token}` };
  expect((await post("/api/v1/logout", {}, headers)).status).toBe(200);
  expect((await bearer(done.token)).status).toBe(401);
});

test("a handle that nobody was given finishes nothing", async () => {
  for (const handle of ["", "A".repeat(43), "'; drop table trunkline.session; --"])
    expect((await post("/login/device/result", { handle })).status).toBe(401);
});

test("no secret of the client, code or token is in the server's messages", () => {
  expect(api.messages.join("\n")).not.toMatch(/a-secret-of-the-client|eyJ|trunkline_[0-9a-z]{12}_/);
});

test("who begins logins by the dozen waits", async () => {
  const statuses = new Set<number>();
  for (let n = 0; n < 70; n++) {
    const answer = await fetch(`${url}/login`, { redirect: "manual" });
    statuses.add(answer.status);
    await answer.body?.cancel();
  }
  expect([...statuses].at(-1)).toBe(429);
});
