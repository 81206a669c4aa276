import { expect, test } from "vitest";
import type { Identity } from "#core/access/identity.ts";
import { noTeams, standingOf, type Team, type Teams } from "#core/access/teams.ts";

const team = (over: Partial<Team>): Team => ({
  ...{ members: [], robots: [], groups: [], roles: [], tags: {} },
  ...over,
});
const who = (over: Partial<Identity>): Identity => ({
  ...{ kind: "user", name: "ann@example.com", groups: [], mfa: false, scopes: null },
  ...over,
});
const teams: Teams = {
  ...noTeams,
  teams: {
    gl: team({ members: ["Ann@example.com"], roles: ["operator"], tags: { domain: ["finance"] } }),
    audit: team({ groups: ["grp-audit"], roles: ["auditor"], tags: { domain: ["hr", "finance"] } }),
    ci: team({ robots: ["ann@example.com", "deploy"], roles: ["author"] }),
  },
  people: { "ann@example.com": { roles: [], tags: { clearance: ["pii"] } } },
  robots: { deploy: { roles: ["admin"], tags: {} } },
};

test("somebody has what their teams give and what is their own", () => {
  expect(standingOf(teams, who({ groups: ["grp-audit"] }))).toEqual({
    teams: ["audit", "gl"],
    roles: ["viewer", "operator", "auditor"],
    tags: { clearance: ["pii"], domain: ["finance", "hr"] },
  });
});

test("a robot is no person of the same name, and groups of the identity provider are people's", () => {
  expect(standingOf(teams, who({ kind: "robot", groups: ["grp-audit"] })).teams).toEqual(["ci"]);
  expect(standingOf(teams, who({ kind: "robot", name: "deploy" })).roles).toEqual([
    ...["viewer", "author", "admin"],
  ]);
});

test("whoever is not written down, a run and the local token are nothing by teams", () => {
  const nothing = { teams: [], roles: [], tags: {} };
  expect(standingOf(teams, who({ name: "eve@example.com" }))).toEqual(nothing);
  expect(standingOf(teams, who({ kind: "run" }))).toEqual(nothing);
  expect(standingOf(teams, who({ kind: "local" }))).toEqual(nothing);
});
