import { expect, test } from "vitest";
import { planResources } from "#access/plan-rights.ts";
import type { AccessFacts } from "#core/access/access-class.ts";

const project = { name: "p", environment: "dev" };
const facts = (domain: string, folder = "pipelines"): AccessFacts => ({
  ...{ project: "p", environment: "dev", folder, owner: null, tags: { domain: [domain] } },
});
const whats = async (...given: Parameters<typeof planResources>) =>
  (await planResources(...given)).map(({ what, count = 0 }) => `${what}: ${count}`);

test("alike pipelines are asked about once, as many as they are; those that stay as they are not at all", async () => {
  const moved = ["a", "b", "c"].map((name) => ({ name, before: facts("x"), after: facts("y") }));
  const all = [
    ...moved,
    { name: "same", before: facts("x"), after: facts("x") },
    { name: "other", before: facts("x"), after: facts("x", "elsewhere") },
  ];
  expect(await whats(project, all, false)).toEqual(["a and 2 like it: 3", "other: 1"]);
  expect(await planResources(project, [], false)).toEqual([]);
});

test("where the project's own policies change, all that stay are asked about too, and the project first", async () => {
  const stay = { name: "s", count: 9_000, before: facts("x"), after: facts("x") };
  const moved = { name: "m", before: facts("x"), after: facts("y") };
  expect(await whats(project, [moved, stay], true)).toEqual([
    "project p: 0",
    "m: 1",
    "s and 8999 like it: 9000",
  ]);
});
