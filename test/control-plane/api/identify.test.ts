// A server that others reach: its own token is for its own machine, and figures are for who may see them.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([], { isPublic: true, trustProxy: ["127.0.0.1"] });
});
afterAll(() => api[Symbol.asyncDispose]());

const ask = (remoteAddress: string, more: Record<string, string> = {}, url = "/api/v1/me") =>
  api.inject({
    ...{ method: "GET", url, remoteAddress },
    headers: { authorization: `Bearer ${token}`, ...more },
  });

test.for([
  ["127.0.0.1", {}, 200],
  ["::1", {}, 200],
  ["::ffff:127.0.0.1", {}, 200],
  ["192.0.2.1", {}, 401],
  ["10.0.0.1", {}, 401],
  ["127.0.0.1", { "x-forwarded-for": "192.0.2.1" }, 401],
  ["127.0.0.1", { "x-forwarded-for": "127.0.0.1" }, 401],
  ["127.0.0.1", { forwarded: "for=127.0.0.1" }, 401],
] as const)(
  "the token of the state folder from %s with %j gets %i",
  async ([address, headers, status]) => {
    expect((await ask(address, headers)).status).toBe(status);
  },
);

test("what a proxy that is not believed says of itself changes nobody's address", async () => {
  for (let n = 0; n < 10; n++)
    await ask("192.0.2.50", {
      authorization: "Bearer wrong",
      "x-forwarded-for": `198.51.100.${n}`,
    });
  expect((await ask("192.0.2.50")).status).toBe(429);
  expect((await ask("127.0.0.1", { "x-forwarded-for": "192.0.2.50" })).status).toBe(429);
});

test("figures are for whoever proves who they are and may see them; health is for all", async () => {
  const get = (url: string, headers: Record<string, string> = {}) =>
    api.inject({ method: "GET", url, headers, remoteAddress: "192.0.2.60" });
  expect((await get("/metrics")).status).toBe(401);
  expect((await ask("127.0.0.1", {}, "/metrics")).status).toBe(200);
  for (const url of ["/healthz", "/readyz", "/openapi.json"])
    expect((await get(url)).status).toBe(200);
});
