// Tokens that are nearly right, names that are nearly ours, pages of other origins.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

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

test.for([
  ["localhost", 200],
  ["localhost:7117", 200],
  ["LOCALHOST:7117", 200],
  ["127.0.0.1:1", 200],
  ["[::1]:7117", 200],
  ["trunkline.example:7117", 200],
  ["evil.example", 421],
  ["evil.example:7117", 421],
  ["localhost.evil.example", 421],
  ["127.0.0.1.evil.example", 421],
] as const)("host %s gets %i", async ([host, expected]) => {
  const headers = { authorization: `Bearer ${token}`, host };
  const { status, body } = await api.inject({ method: "GET", url: "/api/v1/status", headers });
  expect(status).toBe(expected);
  if (expected === 421) expect(body.code).toBe("wrong-host");
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
