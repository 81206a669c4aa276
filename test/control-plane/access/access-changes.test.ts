import { expect, test } from "vitest";
import { accessChanges } from "#access/access-changes.ts";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicies } from "#access/policy-set.ts";
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
const ofDomains = (...domains: string[]) =>
  domains.map((domain) => {
    const one = resource(facts({ domain: [domain] }));
    return { what: `p/${domain}`, before: one, after: one };
  });

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
  const { changes } = await accessChanges(...sides, [
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
  expect(
    await accessChanges(sides[0], sides[0], [{ what: "p/a", before: one, after: one }]),
  ).toEqual({
    ...{ changes: [], unasked: 0 },
  });
});

test("what policies change is told by who, which action and on what, in both directions", async () => {
  const ops: Team = { ...gl, members: ["olga@example.com"], robots: [], groups: [], tags: {} };
  const teams: Teams = { ...before, teams: { gl, ops: { ...ops, roles: [] } } };
  const cedar = await loadCedar();
  const by = (text: string) =>
    cedarAccess({
      policies: readPolicies(cedar, [["policies/own.cedar", text]], teams).policies,
      teams,
    });
  const stops = (actions: string) => `
@id("ops-stop")
permit (principal in trunkline::Team::"ops", action in [${actions}], resource is trunkline::Pipeline)
when { resource.hasTag("domain") && resource.getTag("domain").contains("hr") };
`;
  const quiet = `
@id("no-logs-of-finance")
forbid (principal is trunkline::User, action == trunkline::Action::"readLogs", resource is trunkline::Pipeline)
when { resource.hasTag("domain") && resource.getTag("domain").contains("finance") };
`;
  const old = await by(stops('trunkline::Action::"cancel", trunkline::Action::"rerun"'));
  const now = await by(
    stops('trunkline::Action::"cancel", trunkline::Action::"mark"').concat(quiet),
  );
  const project = { kind: "project", name: "p", environment: "dev" } as const;
  const resources = [
    ...ofDomains("finance", "hr", "tax"),
    { what: "project p", before: project, after: project },
  ];
  // The robot of gl goes on reading logs, and nobody's rights of what has another tag change.
  expect((await accessChanges(old, now, resources)).changes).toEqual([
    {
      what: "p/finance",
      who: ["ann@example.com", "bob@example.com", "group:grp"],
      widened: [],
      narrowed: ["readLogs"],
    },
    { what: "p/hr", who: ["olga@example.com"], widened: ["mark"], narrowed: ["rerun"] },
  ]);
  expect((await accessChanges(now, old, resources)).changes).toEqual([
    {
      what: "p/finance",
      who: ["ann@example.com", "bob@example.com", "group:grp"],
      widened: ["readLogs"],
      narrowed: [],
    },
    { what: "p/hr", who: ["olga@example.com"], widened: ["rerun"], narrowed: ["mark"] },
  ]);
});

test("somebody new, somebody who left and somebody who moved to another team are each told", async () => {
  const reader = { robots: [], groups: [], roles: ["viewer"] } satisfies Partial<Team>;
  const teamsOf = (finance: string[], hr: string[]): Teams => ({
    ...noTeams,
    teams: {
      finance: { ...reader, members: finance, tags: { domain: ["finance"] } },
      hr: { ...reader, members: hr, tags: { domain: ["hr"] } },
    },
  });
  const sides = await Promise.all(
    [
      teamsOf(["left@example.com", "moved@example.com", "same@example.com"], []),
      teamsOf(["new@example.com", "same@example.com"], ["moved@example.com"]),
    ].map((teams) => cedarAccess({ policies: [], teams })),
  );
  const [old, now] = sides as [(typeof sides)[0], (typeof sides)[0]];
  const server = { kind: "server" } as const;
  const { changes } = await accessChanges(old, now, [
    ...ofDomains("finance", "hr"),
    { what: "the server", before: server, after: server },
  ]);
  expect(changes.flatMap(accessChangeLines)).toEqual([
    "p/finance: left@example.com may no longer read, readLogs",
    "p/finance: moved@example.com may no longer read, readLogs",
    "p/finance: new@example.com may read, readLogs",
    "p/hr: moved@example.com may read, readLogs",
    "the server: left@example.com may no longer readServer",
    "the server: new@example.com may readServer",
  ]);
});

test("of more resources than may be asked about the others are counted, by the pipelines that they stand for", async () => {
  const access = await cedarAccess({ policies: [], teams: before });
  const moved = ["a", "b", "c"].map((domain, n) => ({
    what: `p/${domain}`,
    count: 10 ** n,
    before: resource(facts({ domain: ["finance"] })),
    after: resource(facts({ domain: [domain] })),
  }));
  // Two kinds of people, 16 actions, both sides.
  const whats = async (most: number) => {
    const { changes, unasked } = await accessChanges(access, access, moved, most);
    return [[...new Set(changes.map(({ what }) => what))], unasked];
  };
  expect(await whats(2 * 16 * 2 * 3)).toEqual([["p/a", "p/b", "p/c"], 0]);
  expect(await whats(2 * 16 * 2 * 3 - 1)).toEqual([["p/a", "p/b"], 100]);
  expect(await whats(2 * 16 * 2)).toEqual([["p/a"], 110]);
  expect(await whats(0)).toEqual([[], 111]);
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
