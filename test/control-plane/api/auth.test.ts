// Nothing of the API is told without the token, under another name, or through an error.

import { afterAll, beforeAll, expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([pipeline("one", [task("a")])], { hosts: ["trunkline.example"] });
});
afterAll(() => api[Symbol.asyncDispose]());

const open = ["/healthz", "/readyz", "/metrics", "/openapi.json"];

test("every path but the open ones needs the token", async () => {
  const { body } = await api.inject({ method: "GET", url: "/openapi.json" });
  const operations = Object.entries(body.paths as Record<string, object>).flatMap(
    ([path, methods]) => Object.keys(methods).map((method) => ({ path, method })),
  );
  expect(operations.length).toBeGreaterThan(20);
  for (const { path, method } of operations) {
    const url = path.replaceAll(/\{\w+\}/g, "1");
    const options = { method: method.toUpperCase() as "GET", url };
    const { status, body, headers } = await api.inject(options);
    if (open.includes(path)) {
      expect(status, path).toBe(200);
      continue;
    }
    expect(status, path).toBe(401);
    expect(headers["content-type"]).toMatch("application/problem+json");
    expect(body).toMatchObject({ code: "unauthorized", status: 401 });
  }
});

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
