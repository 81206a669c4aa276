// Names that are nearly ours: a page whose name was rebound to this machine gets nothing.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([], { hosts: ["trunkline.example"] });
});
afterAll(() => api[Symbol.asyncDispose]());

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
