// Tokens that are nearly right, pages of other origins, and who tries too often.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiUnderTest, apiOn, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([], { hosts: ["trunkline.example"] });
});
afterAll(() => api[Symbol.asyncDispose]());

test.for([
  ["another token", "Bearer wrong"],
  ["a prefix of it", `Bearer ${token.slice(0, -1)}`],
  ["the token and more", `Bearer ${token}x`],
  ["another scheme", `Basic ${token}`],
  ["nothing behind the scheme", "Bearer "],
])("%s is refused", async ([, authorization]) => {
  const headers = { authorization: authorization as string };
  const { status, text } = await api.inject({ method: "GET", url: "/api/v1/status", headers });
  expect(status).toBe(401);
  expect(text).not.toContain(token);
});

test("no page of another origin is let in", async () => {
  const headers = { origin: "https://evil.example", "access-control-request-method": "GET" };
  const { status, headers: given } = await api.inject({
    method: "OPTIONS",
    url: "/api/v1/status",
    headers,
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(Object.keys(given).filter((name) => name.startsWith("access-control"))).toEqual([]);
});

/** A server of its own: failures are counted by each. */
const door = async () => {
  const own = await apiOn(api.pool);
  const ask = (authorization: string | undefined, remoteAddress: string) =>
    own.inject({
      ...{ method: "GET", url: "/api/v1/me", remoteAddress },
      headers: authorization === undefined ? {} : { authorization },
    });
  return { ...own, ask };
};

test("who fails again and again waits, says the answer for how long, and the server's messages have it once", async () => {
  await using server = await door();
  const statuses: number[] = [];
  for (let n = 0; n < 15; n++)
    statuses.push((await server.ask(`Bearer wrong${n}`, "192.0.2.7")).status);
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
  const locked = await server.ask(undefined, "192.0.2.7");
  expect(locked).toMatchObject({ status: 429, body: { code: "too-many" } });
  expect(Number(locked.headers["retry-after"])).toBeGreaterThan(0);
  expect(locked.body).not.toHaveProperty("retryAfter");
  expect(server.messages).toHaveLength(1);
  expect(server.messages[0]).toContain("192.0.2.7");
});

test("a lock-out hears nobody new, not even with the right token; other addresses and who was there before go on", async () => {
  await using server = await door();
  const { body } = await api.post("/tokens", { robot: "nightly" });
  expect((await server.ask(`Bearer ${body.token}`, "192.0.2.7")).status).toBe(200);
  for (let n = 0; n < 10; n++) await server.ask("Bearer wrong", "192.0.2.7");
  expect((await server.ask(`Bearer ${token}`, "192.0.2.7")).status).toBe(429);
  expect((await server.ask(`Bearer ${token}`, "192.0.2.8")).status).toBe(200);
  expect((await server.ask(`Bearer ${body.token}`, "192.0.2.7")).status).toBe(200);
  await api.post(`/tokens/${body.id}/revoke`);
  expect((await server.ask(`Bearer ${body.token}`, "192.0.2.7")).status).toBe(401);
  expect((await server.ask(`Bearer ${body.token}`, "192.0.2.7")).status).toBe(429);
});
