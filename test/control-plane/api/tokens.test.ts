// Robots' tokens over the API and a real database: what gets in, for how long, what it may hand on, and what is kept.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Access } from "#access/access.ts";
import {
  type ApiUnderTest,
  apiUnderTest,
  token as localToken,
  type Reply,
} from "./api-under-test.ts";

/** Robots of these names may everything, as a team's members might. */
const access: Access = {
  version: "test",
  decide: ({ kind, name }) => ({
    allowed: kind === "local" || name === "admin-bot",
    policies: ["test"],
    errors: [],
  }),
};

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([], { access });
});
afterAll(() => api[Symbol.asyncDispose]());

const create = async (robot: string, more: object = {}): Promise<{ id: string; token: string }> => {
  const { status, body } = await api.post("/tokens", { robot, ...more });
  expect(status).toBe(201);
  return body;
};
const as = (
  token: string,
  method: "GET" | "POST",
  path: string,
  payload: object = {},
): Promise<Reply> =>
  api.inject({
    ...{ method, url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } },
    ...(method === "POST" ? { payload } : {}),
  });
/** Each time from another address, so that no test is locked out by another's failures. */
let addresses = 0;
const me = (token: string): Promise<Reply> =>
  api.inject({
    ...{ method: "GET", url: "/api/v1/me", remoteAddress: `198.51.100.${++addresses}` },
    headers: { authorization: `Bearer ${token}` },
  });
const sql = (text: string, values: unknown[] = []) => api.pool.query(text, values);

test("a robot gets in with its token, under its own name and no other", async () => {
  const { id, token } = await create("admin-bot", { scopes: ["manageAccess", "read"] });
  expect((await as(token, "GET", "/me")).body).toEqual({
    ...{ kind: "robot", name: "admin-bot", groups: [], mfa: false, token: id, csrf: null },
    scopes: ["manageAccess", "read"],
  });
  const wanted = { robot: "other", scopes: ["read"] };
  expect((await as(token, "POST", "/tokens", { ...wanted, actor: "ada" })).status).toBe(422);
  const made = await as(token, "POST", "/tokens", wanted);
  expect(made.status).toBe(201);
  const { rows } = await sql(
    "select actor, act, subject, detail from trunkline.audit order by id desc limit 1",
  );
  expect(rows[0]).toMatchObject({
    actor: "admin-bot",
    act: "token-create",
    subject: "robot other",
  });
  expect(JSON.stringify(rows)).not.toContain(made.body.token);
});

test("neither a token nor its secret is anywhere in the database, and lists don't show it", async () => {
  const { id, token } = await create("nightly");
  const secret = token.slice(-43);
  const { rows } = await sql(
    "select to_jsonb(t)::text as text from trunkline.api_token t union all select to_jsonb(a)::text from trunkline.audit a",
  );
  for (const { text } of rows) expect(text).not.toContain(secret);
  const { text, body } = await api.get("/tokens?robot=nightly");
  expect(text).not.toContain(secret);
  expect(body.items).toMatchObject([{ id, robot: "nightly", scopes: null, usable: true }]);
});

test("no token that is cut off, changed, expired, revoked or of another id gets in, and all look alike", async () => {
  const { id, token } = await create("nightly");
  const { token: other } = await create("nightly");
  const expired = await create("nightly");
  await sql(
    "update trunkline.api_token set created_at = now() - interval '2 days', expires_at = now() - interval '1 ms' where id = $1",
    [expired.id],
  );
  const revoked = await create("nightly");
  await api.post(`/tokens/${revoked.id}/revoke`, { reason: "leaked" });
  const last = token.at(-1) === "A" ? "B" : "A";
  const wrong = [
    ...[token.slice(0, -1), `${token}A`, `${token.slice(0, -1)}${last}`, token.slice(0, 23)],
    `trunkline_${id}_${other.slice(-43)}`,
    `trunkline_${"0".repeat(12)}_${token.slice(-43)}`,
    `trunkline_${token.slice(-43)}`,
    ...[expired.token, revoked.token],
  ];
  const details = new Set<string>();
  for (const each of wrong) {
    const { status, body, text } = await me(each);
    expect(status).toBe(401);
    expect(text).not.toContain(each.slice(-43));
    details.add(body.detail);
  }
  expect(details.size).toBe(1);
  expect((await as(token, "GET", "/me")).status).toBe(200);
});

test("a rotated token goes on for the overlap, the new one has its scopes, and one is rotated once", async () => {
  const { id, token } = await create("nightly", { scopes: ["read"], expiresIn: "10d" });
  const rotated = await api.post(`/tokens/${id}/rotate`, { overlap: "1h" });
  expect(rotated.status).toBe(201);
  expect(rotated.body).toMatchObject({ robot: "nightly", replaces: id });
  for (const each of [token, rotated.body.token])
    expect((await as(each, "GET", "/me")).body).toMatchObject({
      name: "nightly",
      scopes: ["read"],
    });
  const lifeMs = Date.parse(rotated.body.expiresAt) - Date.now();
  expect(Math.round(lifeMs / 86_400_000)).toBe(10);
  const overlapMs = Date.parse(rotated.body.overlapUntil) - Date.now();
  expect(overlapMs).toBeGreaterThan(3_500_000);
  expect(overlapMs).toBeLessThanOrEqual(3_600_000);
  expect((await api.post(`/tokens/${id}/rotate`)).body).toMatchObject({ code: "conflict" });
  const now = await api.post(`/tokens/${rotated.body.id}/rotate`, { overlap: "0s" });
  expect((await me(rotated.body.token)).status).toBe(401);
  expect((await me(now.body.token)).status).toBe(200);
});

test("an overlap makes no token live longer than it would have", async () => {
  const { id } = await create("nightly", { expiresIn: "1h" });
  const { body } = await api.post(`/tokens/${id}/rotate`, { overlap: "30d" });
  expect(Date.parse(body.overlapUntil)).toBeLessThanOrEqual(Date.now() + 3_600_000);
});

test("a robot without rights replaces and ends its own token, and touches no other", async () => {
  const own = await create("nightly");
  const other = await create("nightly");
  for (const path of [`/tokens/${other.id}/rotate`, `/tokens/${other.id}/revoke`, "/tokens"])
    expect(await as(own.token, "POST", path)).toMatchObject({ status: 403 });
  expect(await as(own.token, "GET", "/tokens")).toMatchObject({ status: 403 });
  const { body } = await as(own.token, "POST", `/tokens/${own.id}/rotate`);
  expect((await as(body.token, "POST", `/tokens/${body.id}/revoke`)).status).toBe(200);
  expect((await me(body.token)).status).toBe(401);
});

test("a limited token can't make itself one with more rights, neither by a new one nor by rotating another", async () => {
  const { token } = await create("admin-bot", { scopes: ["manageAccess"] });
  const unlimited = await create("admin-bot");
  for (const [path, body] of [
    ["/tokens", { robot: "admin-bot" }],
    ["/tokens", { robot: "admin-bot", scopes: ["manageAccess", "breakGlass"] }],
    [`/tokens/${unlimited.id}/rotate`, {}],
  ] as const)
    expect(await as(token, "POST", path, body)).toMatchObject({ status: 403 });
  expect(
    await as(token, "POST", "/tokens", { robot: "admin-bot", scopes: ["manageAccess"] }),
  ).toMatchObject({ status: 201 });
});

test("what can't be a token is refused with what is wrong", async () => {
  for (const body of [
    {},
    { robot: "Ada" },
    { robot: "a", scopes: ["everything"] },
    { robot: "a", scopes: [] },
    { robot: "a", expiresIn: "10y" },
    { robot: "a", expiresIn: "0s" },
    { robot: "a", expiresIn: "400d" },
  ])
    expect(await api.post("/tokens", body)).toMatchObject({
      status: 422,
      body: { code: "invalid" },
    });
  const { id } = await create("nightly");
  expect(await api.post(`/tokens/${id}/rotate`, { overlap: "31d" })).toMatchObject({ status: 422 });
  for (const wrong of ["nothing", "'; drop table trunkline.api_token; --", "%00", "0".repeat(12)])
    expect((await api.post(`/tokens/${encodeURIComponent(wrong)}/revoke`)).status).toBe(404);
});

test("that a token is used is noted once in ten minutes, not with each request", async () => {
  const { id, token } = await create("nightly");
  const lastUse = async () =>
    (await sql("select last_used_at from trunkline.api_token where id = $1", [id])).rows[0]
      .last_used_at;
  expect(await lastUse()).toBeNull();
  await as(token, "GET", "/me");
  const first = await lastUse();
  await as(token, "GET", "/me");
  expect(await lastUse()).toEqual(first);
  await sql(
    "update trunkline.api_token set last_used_at = now() - interval '11 minutes' where id = $1",
    [id],
  );
  await as(token, "GET", "/me");
  expect((await lastUse()).getTime()).toBeGreaterThanOrEqual(first.getTime());
});

test("a list has what can be used; all of them when asked", async () => {
  const { id } = await create("lister");
  await api.post(`/tokens/${id}/revoke`);
  await create("lister");
  expect((await api.get("/tokens?robot=lister")).body.items).toHaveLength(1);
  const { items } = (await api.get("/tokens?robot=lister&all=true")).body;
  expect(items).toHaveLength(2);
  expect(items[1]).toMatchObject({ id, usable: false, revokedAt: expect.any(String) });
});

test("without teams and policies a robot is known but may nothing, and is told what to set up", async () => {
  await using bare = await apiUnderTest([]);
  const { body } = await bare.post("/tokens", { robot: "nightly" });
  const ask = (path: string) =>
    bare.inject({
      method: "GET",
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${body.token}` },
    });
  expect((await ask("/me")).body).toMatchObject({ name: "nightly" });
  const refused = await ask("/status");
  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(refused.body.hint).toContain("teams.yaml");
  expect(localToken).not.toBe(body.token);
});
