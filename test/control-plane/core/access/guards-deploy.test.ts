// Which policies could keep a merged change from being deployed: without one nobody is asked.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readOwnPolicies, readPolicies } from "#access/policy-set.ts";
import { guardsDeploy } from "#core/access/guards-deploy.ts";
import { noTeams } from "#core/access/teams.ts";

const cedar = await loadCedar();

async function guards(text: string, withoutDefaults: string[] = []): Promise<boolean> {
  const teams = { ...noTeams, withoutDefaults };
  const { policies, diagnostics } = readPolicies(cedar, [["policies/a.cedar", text]], teams);
  expect(diagnostics).toEqual([]);
  return guardsDeploy((await cedarAccess({ policies, teams })).policies, "shop");
}

test.each([
  ["", false],
  ['@id("a") forbid (principal, action == trunkline::Action::"sync", resource);', false],
  ['@id("a") forbid (principal is trunkline::Local, action, resource);', false],
  ['@id("a") forbid (principal, action, resource is trunkline::Server);', false],
  ['@id("a") permit (principal, action == trunkline::Action::"deploy", resource);', false],
  ['@id("a") forbid (principal, action == trunkline::Action::"deploy", resource);', true],
  ['@id("a") forbid (principal, action == trunkline::Action::"deployProject", resource);', true],
  [
    '@id("a") forbid (principal, action in [trunkline::Action::"sync", trunkline::Action::"deployProject"], resource);',
    true,
  ],
  ['@id("a") forbid (principal is trunkline::User, action, resource);', true],
])("%s: %s", async (text, is) => expect(await guards(text)).toBe(is));

test("without the default permit everything is asked about", async () => {
  expect(await guards("", ["merging-deploys"])).toBe(true);
});

test("what a project forbids is about itself alone", async () => {
  const text = '@id("a") forbid (principal, action == trunkline::Action::"deploy", resource);';
  const { policies } = readOwnPolicies(cedar, "shop", [["policies/a.cedar", text]]);
  const access = await cedarAccess({ policies, teams: noTeams });
  expect(guardsDeploy(access.policies, "shop")).toBe(true);
  expect(guardsDeploy(access.policies, "other")).toBe(false);
});
