import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roles } from "#core/access/teams.ts";
import { readTeams } from "#core/access/teams-file.ts";

const codes = (text: string) =>
  readTeams("teams.yaml", text).diagnostics.map(
    ({ line, code, message }) => `${line} ${code}: ${message}`,
  );

test("what may be left out is there", () => {
  const { teams, diagnostics } = readTeams(
    "teams.yaml",
    "teams: {gl: {members: [ann@example.com], tags: {domain: [finance]}}, ops: {}}\nrobots: {ci: {}}\n",
  );
  expect(diagnostics).toEqual([]);
  expect(teams).toEqual({
    teams: {
      gl: {
        ...{ members: ["ann@example.com"], robots: [], groups: [], roles: [] },
        tags: { domain: ["finance"] },
      },
      ops: { members: [], robots: [], groups: [], roles: [], tags: {} },
    },
    people: {},
    robots: { ci: { roles: [], tags: {} } },
    withoutDefaults: [],
  });
});

test("a role, a property and a default policy that aren't there are mistakes; then nothing of the file is used", () => {
  const text = "teams:\n  gl:\n    role: [admin]\n    roles: [operater]\nwithoutDefaults: [pii]\n";
  expect(codes(text)).toEqual([
    expect.stringMatching(/^3 unknown-property: .*"role"/),
    expect.stringMatching(/^4 unknown-value: .*"operater"/),
    expect.stringMatching(/^5 unknown-value: .*"pii"/),
  ]);
  expect(readTeams("teams.yaml", text).teams).toBeNull();
});

test("a file without teams is a mistake, and bytes that are no text too", () => {
  expect(codes("people: {}\n")).toEqual([expect.stringContaining("missing-property")]);
  expect(readTeams("teams.yaml", new Uint8Array([0, 255])).teams).toBeNull();
});

test("the schema knows the roles and default policies that there are", () => {
  const read = (path: string) =>
    readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
  const schema = JSON.parse(read("schemas/teams.schema.json"));
  const ids = [...read("policies/default.cedar").matchAll(/@id\("(.+?)"\)/g)].map(([, id]) => id);
  expect(schema.definitions.defaultPolicy.enum).toEqual(ids);
  expect(schema.definitions.role.enum).toEqual([...roles]);
  for (const role of roles) expect(read("policies/schema.cedarschema")).toContain(`"${role}"`);
});
