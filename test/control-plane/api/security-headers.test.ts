// Every kind of answer has the headers: a route's, a problem's, one that the router refuses, a redirect.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([], { trustProxy: ["127.0.0.1"] });
});
afterAll(() => api[Symbol.asyncDispose]());

const wanted = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

test.for([
  ["GET", "/healthz"],
  ["GET", "/metrics"],
  ["GET", "/openapi.json"],
  ["GET", "/api/v1/me"],
  ["GET", "/nothing"],
  ["POST", "/healthz"],
  ["GET", "/%zz"],
  ["GET", "/login"],
  ["GET", `/${"a".repeat(1_200)}`],
] as const)("%s %s", async ([method, url]) => {
  const { headers } = await api.inject({ method, url });
  expect(headers).toMatchObject(wanted);
  expect(headers).not.toHaveProperty("strict-transport-security");
  expect(headers).not.toHaveProperty("x-powered-by");
});

test("only where it came by TLS a browser is told to stay with it", async () => {
  const headers = { authorization: `Bearer ${token}`, "x-forwarded-proto": "https" };
  const reply = await api.inject({ method: "GET", url: "/api/v1/me", headers });
  expect(reply.headers["strict-transport-security"]).toContain("max-age=");
  const other = await api.inject({
    ...{ method: "GET", url: "/api/v1/me", headers, remoteAddress: "192.0.2.1" },
  });
  expect(other.headers).not.toHaveProperty("strict-transport-security");
});
