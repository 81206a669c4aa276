// What may be asked for, and what policies see of a right for a while.

import { expect, test } from "vitest";
import { grantContext, grantFaults, type HeldGrant } from "#core/access/grant.ts";

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
const seen = (fields: Partial<HeldGrant>, of: Parameters<typeof grantContext>[1]) =>
  grantContext(
    {
      ...{ kind: "incident", actions: ["cancel", "sync"], project: "fin", pipelines: [], tags: {} },
      ...fields,
    },
    of,
  );

test("everything that it is about, as policies name it", () => {
  expect(seen({ kind: "ticket" }, pipeline("gl"))).toEqual({
    ...{ kind: "ticket", actions: ["cancel", "sync"] },
    project: { __entity: { type: "trunkline::Project", id: "fin" } },
    ...{ pipelines: [], matched: [], tags: [], found: [] },
  });
});

test("of the patterns those that fit the name, of the tags those that the pipeline has", () => {
  const pipelines = ["gl-*", "close", "*1"];
  const matched = (name: string) => seen({ pipelines }, pipeline(name)).matched;
  expect(["gl-1", "close", "closed", "gl"].map(matched)).toEqual([
    ["gl-*", "*1"],
    ["close"],
    [],
    [],
  ]);
  const tags = { tier: ["gold"], domain: ["a", "b"] };
  const found = (own: Record<string, string[]>) => seen({ tags }, pipeline("x", own)).found;
  expect(seen({ tags }, pipeline("x")).tags).toEqual(["tier=gold", "domain=a", "domain=b"]);
  expect(found({ tier: ["gold"], domain: ["b", "a", "c"] })).toEqual([
    ...["tier=gold", "domain=a", "domain=b"],
  ]);
  expect(found({ tier: ["gold"], domain: ["a"] })).toEqual(["tier=gold", "domain=a"]);
  // Two pairs that read alike are two.
  const alike = seen({ tags: { a: ["b=c"], "a=b": ["c"] } }, pipeline("x", { a: ["b=c"] }));
  expect(alike).toMatchObject({ tags: ["a=b=c", "a\\=b=c"], found: ["a=b=c"] });
  // A tag without a value is asked for all the same, and nothing has it.
  expect(seen({ tags: { tier: [] } }, pipeline("x", { tier: ["gold"] }))).toMatchObject({
    ...{ tags: ["tier="], found: [] },
  });
});

test("nothing fits a whole project, or pipelines that are asked about without a name", () => {
  const scope = { pipelines: ["*"], tags: { tier: ["gold"] } };
  const project = { kind: "project", name: "fin", environment: "prod" } as const;
  expect(seen(scope, project)).toMatchObject({ matched: [], found: [] });
  const { name: _, ...alike } = pipeline("x", { tier: ["gold"] });
  expect(seen(scope, alike)).toMatchObject({ matched: [], found: ["tier=gold"] });
});
