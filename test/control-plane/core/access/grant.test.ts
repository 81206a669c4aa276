// What may be asked for, and what a right for a while covers.

import { expect, test } from "vitest";
import { covers, type GrantScope, grantFaults } from "#core/access/grant.ts";

const asked = {
  ...{ ticket: "INC1", actions: ["cancel"], project: "fin", pipelines: [], tags: {} },
  ...{ reason: "stuck", forMs: 3_600_000 },
};

test.each([
  [{}, []],
  [{ ticket: "INC1/../x" }, ["ticket"]],
  [{ ticket: "" }, ["ticket"]],
  [{ actions: [] }, ["actions"]],
  [{ actions: ["cancel", "manageAccess"] }, ["actions"]],
  [{ actions: ["read"] }, ["actions"]],
  [{ reason: " " }, ["reason"]],
  [{ forMs: 0 }, ["for"]],
  [{ forMs: 8 * 86_400_000 }, ["for"]],
])("%j", (change, places) => {
  expect(grantFaults({ ...asked, ...change }).map(({ at }) => at)).toEqual(places);
});

const pipeline = (name: string, tags: Record<string, string[]> = {}, project = "fin") => ({
  kind: "pipeline" as const,
  name,
  facts: { project, environment: "prod", folder: "pipelines", owner: null, tags },
});
const scope = (fields: Partial<GrantScope> = {}): GrantScope => ({
  ...{ actions: ["cancel", "sync"], project: "fin", pipelines: [], tags: {} },
  ...fields,
});

test("only the actions, the project, the names and all of the tags that it is about", () => {
  expect(covers(scope(), "cancel", pipeline("gl"))).toBe(true);
  expect(covers(scope(), "rerun", pipeline("gl"))).toBe(false);
  expect(covers(scope(), "cancel", pipeline("gl", {}, "other"))).toBe(false);
  const named = scope({ pipelines: ["gl-*", "close"] });
  expect(
    ["gl-1", "close", "closed", "gl"].map((name) => covers(named, "cancel", pipeline(name))),
  ).toEqual([true, true, false, false]);
  const tagged = scope({ tags: { tier: ["gold"], domain: ["a", "b"] } });
  expect(covers(tagged, "cancel", pipeline("x", { tier: ["gold"], domain: ["b", "a"] }))).toBe(
    true,
  );
  expect(covers(tagged, "cancel", pipeline("x", { tier: ["gold"], domain: ["a"] }))).toBe(false);
});

test("a whole project's act needs a grant of the whole project; the server's none has", () => {
  const project = { kind: "project", name: "fin", environment: "prod" } as const;
  expect(covers(scope(), "sync", project)).toBe(true);
  expect(covers(scope({ pipelines: ["*"] }), "sync", project)).toBe(false);
  expect(covers(scope({ actions: ["manageAccess"] }), "manageAccess", { kind: "server" })).toBe(
    false,
  );
});
