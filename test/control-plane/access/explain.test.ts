import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { explain } from "#access/explain.ts";
import { readPolicies } from "#access/policy-set.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import { identityOf } from "#core/access/people.ts";
import { noTeams, type Teams } from "#core/access/teams.ts";

const cedar = await loadCedar();
const teams: Teams = {
  ...noTeams,
  teams: {
    gl: {
      ...{ members: ["olga@example.com"], robots: [], groups: [], roles: ["operator"] },
      tags: { domain: ["finance"] },
    },
  },
};
const facts: AccessFacts = {
  ...{ project: "fin", environment: "prod", folder: "pipelines", owner: "gl", tags: {} },
};
const pipeline = (over: Partial<AccessFacts> = {}) =>
  ({ kind: "pipeline", facts: { ...facts, ...over } }) as const;

test("names what permits and what forbids, with file, line and text", async () => {
  const text = `// One line above.
@id("freeze")
forbid (principal, action == trunkline::Action::"trigger", resource);`;
  const { policies } = readPolicies(cedar, [["policies/freeze.cedar", text]], teams);
  const access = await cedarAccess({ policies, teams });
  const olga = identityOf("olga@example.com", true);
  expect(explain(cedar, access, olga, "rerun", pipeline())).toMatchObject({
    allowed: true,
    deciding: [{ id: "built-in/default.cedar#operate-own-production", effect: "permit" }],
    nearest: [],
  });
  expect(explain(cedar, access, olga, "trigger", pipeline())).toMatchObject({
    allowed: false,
    deciding: [{ id: "policies/freeze.cedar#freeze", file: "policies/freeze.cedar", line: 2 }],
    nearest: [],
  });
});

test("where nothing permits, shows the permit that came closest and what of it failed", async () => {
  const access = await cedarAccess({ policies: [], teams });
  const missing = (who: string, over: Partial<AccessFacts> = {}) =>
    explain(cedar, access, identityOf(who), "trigger", pipeline(over)).nearest.map(
      ({ id, failed }) => [id.split("#")[1], failed],
    );
  expect(missing("olga@example.com")).toEqual([
    ["operate-own-production", ["context.mfa"]],
    ["operate-own", ['resource.environment != "prod"']],
  ]);
  expect(missing("olga@example.com", { environment: "dev", owner: "hr" })[0]).toEqual([
    ...["operate-own", ["principal in resource.owner"]],
  ]);
  expect(missing("eve@example.com", { environment: "dev" })[0]).toEqual([
    "operate-own",
    ['principal in trunkline::Role::"operator"', "principal in resource.owner"],
  ]);
});

test("a condition that can't be evaluated counts as failed, and an error of the decision is told", async () => {
  const access = await cedarAccess({ policies: [], teams });
  const found = explain(cedar, access, identityOf("olga@example.com"), "approve", pipeline());
  expect(found.nearest.flatMap(({ failed }) => failed)).toContain(
    'principal is trunkline::User in trunkline::Role::"approver"',
  );
  const wrong = explain(cedar, access, identityOf("local"), "trigger", { kind: "server" });
  expect([wrong.allowed, wrong.errors.length, wrong.nearest]).toEqual([false, 1, []]);
});
