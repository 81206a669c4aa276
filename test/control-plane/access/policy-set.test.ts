import { expect, test } from "vitest";
import { loadCedar } from "#access/cedar-library.ts";
import { closedProject, readOwnPolicies, readPolicies } from "#access/policy-set.ts";
import { noTeams, type Teams } from "#core/access/teams.ts";

const cedar = await loadCedar();
const gl = { members: [], robots: [], groups: [], roles: [], tags: {} };
const teams: Teams = { ...noTeams, teams: { gl } };

test("one mistake in one file leaves out the whole set", () => {
  const good = '@id("a") forbid (principal, action == trunkline::Action::"sync", resource);';
  const read = readPolicies(
    cedar,
    [
      ["policies/a.cedar", good],
      ["policies/b.cedar", good.replace("sync", "snyc")],
    ],
    teams,
  );
  expect(read.policies).toEqual([]);
  expect(read.diagnostics.map(({ file }) => file)).toEqual(["policies/b.cedar"]);
  expect(readPolicies(cedar, [["policies/a.cedar", good]], teams).policies).toMatchObject([
    { id: "policies/a.cedar#a", line: 1 },
  ]);
});

test("a team that isn't there is a mistake: as an exception it would be nobody's", () => {
  const text = `
@id("only-gl")
forbid (principal, action == trunkline::Action::"sync", resource)
unless { principal in trunkline::Team::"gll" };`;
  expect(readPolicies(cedar, [["policies/a.cedar", text]], teams).diagnostics).toMatchObject([
    { code: "policy-invalid", line: 2, help: 'did you mean "gl"?' },
  ]);
});

test("a project's policy is about the project alone, whatever it says", () => {
  const text = '@id("all") forbid (principal, action, resource) when { true };';
  const [policy] = readOwnPolicies(cedar, "shop", [["policies/own.cedar", text]]).policies;
  expect(policy).toMatchObject({ id: "shop/policies/own.cedar#all", line: 1 });
  expect(policy?.text).toMatch(/when\s*\{\s*\(?resource in trunkline::Project::"shop"\)?\s*\}/);
  expect(closedProject(cedar, 'a"b').text).toContain('trunkline::Project::"a\\"b"');
});

test("what is no text, or larger than any policy, is a mistake and is not taken apart", () => {
  const good = '@id("a") forbid (principal, action == trunkline::Action::"sync", resource);';
  const found = (text: string) =>
    readPolicies(cedar, [["policies/a.cedar", text]], teams).diagnostics.map(
      ({ line, message }) => `${line} ${message}`,
    );
  expect(found(`${good}\n// \0`)).toEqual(["2 the file has a NUL character"]);
  expect(found(`${good}\n//${" ".repeat(300_000)}`)).toEqual(["1 the file is too large"]);
});
