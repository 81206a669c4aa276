// Acts that were refused lately: on record with their policy for whoever may look at rights, and for nobody else.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readOwnPolicies } from "#access/policy-set.ts";
import { createToken } from "#access/tokens.ts";
import type { Teams } from "#core/access/teams.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

const people = { members: [], groups: [], tags: {} };
const teams: Teams = {
  teams: {
    gl: { ...people, robots: ["op"], roles: ["operator"] },
    admins: { ...people, robots: ["root"], roles: ["admin"] },
  },
  ...{ people: {}, robots: {}, withoutDefaults: [] },
};
const own = '@id("closed") forbid (principal, action == trunkline::Action::"backfill", resource);';

test("who was refused what, by which policy; what was only looked at is not kept", async () => {
  const cedar = await loadCedar();
  const rules = await cedarAccess({
    ...{ teams, projects: { test: { owner: "gl", tags: {} } } },
    policies: readOwnPolicies(cedar, "test", [["policies/own.cedar", own]]).policies,
  });
  await using at = await apiUnderTest([pipeline("close", [task("a")], { owner: "gl" })], {
    ...{ access: rules, rules: () => rules },
  });
  const tokenOf = async (robot: string) =>
    (await createToken(at.pool, { robot, scopes: null, lifeMs: 86_400_000 }, "test")).token;
  const [op, root] = [await tokenOf("op"), await tokenOf("root")];
  const as = (token: string, method: "GET" | "POST", url: string, payload?: object) =>
    at.inject({
      ...{ method, url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}` } },
      ...(payload ? { payload } : {}),
    });
  const range = { from: "2026-01-01", to: "2026-01-03" };
  expect((await as(op, "POST", "/pipelines/test/close/backfills", range)).status).toBe(403);
  expect((await as(op, "GET", "/grants")).status).toBe(403);
  expect((await as(op, "GET", "/refusals")).status).toBe(403);
  const { body } = await as(root, "GET", "/refusals");
  expect(body.items).toEqual([
    {
      ...{ at: expect.any(String), who: "robot op", action: "backfill", what: "test/close" },
      policies: [expect.stringContaining("closed")],
      why: expect.stringContaining("robot op may not backfill test/close"),
    },
  ]);
});
