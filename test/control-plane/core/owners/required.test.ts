import { expect, test } from "vitest";
import { describeMissing, isMet, type RequiredInput, requirements } from "#core/owners/required.ts";
import { parseOwners } from "#core/owners/rules.ts";

const { rules } = parseOwners(`
* @data
/docs/
/pipelines/gl/ @gl 2
/OWNERS ada@example.com
tag:tier=gold @leads
tag:data=pii @privacy
`);
const teams = { data: ["ada", "bob"], gl: ["bob", "carol", "dave"], leads: ["Erin"] };
const required = (input: Partial<RequiredInput>) =>
  requirements({
    ...{ rules, paths: [], pipelines: [], teams, reviewers: [], writers: [], atLeast: 0 },
    ...input,
  });

test("of the paths the last rule decides, each tag adds its own", () => {
  const found = required({
    paths: ["pools.yaml", "docs/a.md", "pipelines/gl/close.yaml", "run.sh"],
    pipelines: [
      { name: "close", tags: { tier: ["gold"] } },
      { name: "other", tags: { tier: ["silver"], data: ["pii", "x"] } },
    ],
    reviewers: ["bob", "erin"],
  });
  expect(found).toEqual([
    {
      ...{ rule: "OWNERS:2 *", owners: ["data"], count: 1 },
      ...{ because: ["pools.yaml", "run.sh"], approvedBy: ["bob"] },
    },
    {
      ...{ rule: "OWNERS:4 /pipelines/gl/", owners: ["gl"], count: 2 },
      ...{ because: ["pipelines/gl/close.yaml"], approvedBy: ["bob"] },
    },
    {
      ...{ rule: "OWNERS:6 tag:tier=gold", owners: ["leads"], count: 1 },
      ...{ because: ["pipeline close"], approvedBy: ["erin"] },
    },
    {
      ...{ rule: "OWNERS:7 tag:data=pii", owners: ["privacy"], count: 1 },
      ...{ because: ["pipeline other"], approvedBy: [] },
    },
  ]);
  expect(found.map(isMet)).toEqual([true, false, true, false]);
  expect(found.filter((one) => !isMet(one)).map(describeMissing)).toEqual([
    "it needs 2 approvals of gl (OWNERS:4 /pipelines/gl/, for pipelines/gl/close.yaml) and has 1: bob",
    "it needs 1 approval of privacy (OWNERS:7 tag:data=pii, for pipeline other) and has none",
  ]);
});

test("a team that nobody named is a person, and an address counts as written", () => {
  const [mine] = required({ paths: ["OWNERS"], reviewers: ["Ada <ada@example.com>"] });
  expect(mine).toMatchObject({ rule: "OWNERS:5 /OWNERS", approvedBy: ["Ada <ada@example.com>"] });
  const [pii] = required({
    pipelines: [{ name: "x", tags: { data: ["pii"] } }],
    reviewers: ["privacy"],
  });
  expect(pii).toMatchObject({ approvedBy: ["privacy"] });
});

test("the registration's number holds without any rule, for changes of files", () => {
  const asked = { rules: [], paths: ["a"], reviewers: ["x", "erin"], writers: ["x"], atLeast: 2 };
  const rule = "the project's registration";
  expect(required(asked)).toEqual([
    { rule, owners: ["data", "gl", "leads"], count: 2, because: ["a"], approvedBy: ["erin"] },
  ]);
  // Without teams the forge says who is no stranger.
  const [open] = required({ ...asked, teams: {} });
  expect(open).toEqual({ rule, owners: [], count: 2, because: ["a"], approvedBy: ["x"] });
  expect(open && describeMissing(open)).toBe(
    "it needs 2 approvals of people who may write to the repository (the project's registration, for a) and has 1: x",
  );
  expect(required({ rules: [], atLeast: 2 })).toEqual([]);
});

test("no rule that asks for anything, nothing required", () => {
  expect(required({ paths: ["docs/a.md"] })).toEqual([]);
});
