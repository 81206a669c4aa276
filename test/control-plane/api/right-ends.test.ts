// Output that is followed, and requests that wait, while the right to them ends.

import { expect, test } from "vitest";
import type { Access } from "#access/access.ts";
import { createToken } from "#access/tokens.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("a request that waits, and output that is followed, end when the right ends", async () => {
  let mayRead = true;
  const asked = new Map<string, number>();
  const access: Access = {
    get version() {
      return String(mayRead);
    },
    decide({ kind }, action) {
      asked.set(action, (asked.get(action) ?? 0) + 1);
      return { allowed: kind === "local" || mayRead, policies: [], errors: [] };
    },
  };
  await using at = await apiUnderTest([pipeline("daily", [task("a")])], { access, recheckMs: 20 });
  const robot = { robot: "look", scopes: null, lifeMs: 10_000_000 };
  const { token } = await createToken(at.pool, robot, "ada");
  const headers = { authorization: `Bearer ${token}` };
  const { id } = (await at.post("/pipelines/test/daily/runs")).body;
  const read = (path: string) =>
    at.inject({ method: "GET", url: `/api/v1/runs/${id}${path}`, headers });
  const waiting = read("?wait=60");
  const following = read("/logs?follow=true");
  // Both are under way, and are looked at again.
  await eventually("looked at again", () => (asked.get("readLogs") ?? 0) > 1);
  mayRead = false;
  expect((await waiting).status).toBe(404);
  expect((await following).status).toBe(404);
});
