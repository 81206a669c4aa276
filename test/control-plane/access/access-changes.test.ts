import { expect, test } from "vitest";
import { accessChanges } from "#access/access-changes.ts";
import { cedarAccess } from "#access/cedar.ts";
import { whoCan } from "#access/who-can.ts";
import { accessChangeLines } from "#core/access/access-change.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import { noTeams, type Team, type Teams } from "#core/access/teams.ts";

const gl: Team = {
  members: ["ann@example.com", "bob@example.com"],
  ...{ robots: ["ci"], groups: ["grp"], roles: ["viewer"], tags: { domain: ["finance"] } },
};
const before: Teams = { ...noTeams, teams: { gl } };
const facts = (tags: Record<string, string[]>, owner: string | null = null): AccessFacts => ({
  ...{ project: "p", environment: "dev", folder: "pipelines", owner, tags },
});
const resource = (one: AccessFacts) => ({ kind: "pipeline", facts: one }) as const;

test("what teams change is told for those who are alike together, what they gain and what they lose", async () => {
  const after: Teams = {
    ...before,
    teams: { gl: { ...gl, roles: ["operator"], tags: {} } },
  };
  const [one] = [resource(facts({ domain: ["finance"] }))];
  const sides = [
    await cedarAccess({ policies: [], teams: before }),
    await cedarAccess({ policies: [], teams: after }),
  ] as const;
  const changes = accessChanges(...sides, [
    { what: "p/a", before: one, after: one },
    { what: "the server", before: { kind: "server" }, after: { kind: "server" } },
    { what: "p/own", before: null, after: resource(facts({}, "gl")) },
  ]);
  expect(changes.flatMap(accessChangeLines)).toEqual([
    "p/a: ann@example.com and 2 more may no longer read, readLogs",
    "p/a: robot:ci may no longer read, readLogs",
    expect.stringMatching(/^p\/own: ann@example.com and 2 more may read, readLogs, trigger, /),
    expect.stringMatching(/^p\/own: robot:ci may read, readLogs, trigger, /),
  ]);
  expect(accessChanges(sides[0], sides[0], [{ what: "p/a", before: one, after: one }])).toEqual([]);
});

test("who can: people, robots, groups and the local token, with what they need", async () => {
  const teams: Teams = { ...before, teams: { gl: { ...gl, roles: ["operator"] } } };
  const access = await cedarAccess({ policies: [], teams });
  const prod = resource({ ...facts({}, "gl"), environment: "prod" });
  expect(
    whoCan(access, teams, "trigger", prod).map(({ who, needsMfa }) => `${who} ${needsMfa}`),
  ).toEqual([
    "ann@example.com true",
    "bob@example.com true",
    "group:grp true",
    "local false",
    "robot:ci false",
  ]);
});
