// Each right for a while is put to the policies by itself: the first that permits is the one that counts.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { explanationOf } from "#access/explanation.ts";
import { decideGranted } from "#access/granted.ts";
import { readPolicies } from "#access/policy-set.ts";
import type { HeldGrant } from "#core/access/grant.ts";
import { identityOf } from "#core/access/people.ts";
import { noTeams } from "#core/access/teams.ts";

const cedar = await loadCedar();
const vera = identityOf("vera@example.com");
const facts = { project: "fin", environment: "prod", folder: "", owner: null, tags: {} };
const resource = { kind: "pipeline", name: "gl", facts } as const;
const grant = (fields: Partial<HeldGrant> = {}): HeldGrant => ({
  ...{ kind: "incident", actions: ["rerun"], project: "fin", pipelines: [], tags: {} },
  ...fields,
});
const elsewhere = grant({ project: "hr" });
const others = grant({ pipelines: ["close"] });
const covering = grant({ kind: "ticket", pipelines: ["g*"] });

const accessBy = (text: string) =>
  cedarAccess({
    policies: readPolicies(cedar, [["policies/a.cedar", text]], noTeams).policies,
    teams: noTeams,
  });
const asked = { identity: vera, action: "rerun", resource } as const;

test("the first that covers the act gives it; none is named where none is needed or none covers", async () => {
  const access = await accessBy("");
  const by = (grants: HeldGrant[], more: object = {}) => {
    const { decision, by } = decideGranted(access, { ...asked, ...more }, grants);
    return [decision.allowed, by];
  };
  expect(by([elsewhere, others, covering])).toEqual([true, covering]);
  expect(by([elsewhere, others])).toEqual([false, null]);
  expect(by([covering], { identity: identityOf("local") })).toEqual([true, null]);
  expect(by([covering], { identity: identityOf("robot:vera") })).toEqual([false, null]);
  expect(by([grant({ actions: ["read"] })], { action: "read" })).toEqual([false, null]);
});

test("a policy of one's own narrows what a grant gives, by its kind", async () => {
  const access = await accessBy(`@id("incidents-only") forbid (principal, action, resource)
when { context has grant && context.grant.kind != "incident" };`);
  expect(decideGranted(access, asked, [covering]).decision.allowed).toBe(false);
  expect(decideGranted(access, asked, [grant()]).decision.allowed).toBe(true);
});

test("an explanation names the grant that gives it, or what of one for this project falls short", async () => {
  const access = await accessBy("");
  const explained = (grants: HeldGrant[]) =>
    explanationOf(cedar, access, {
      ...{ who: "vera@example.com", identity: vera, action: "rerun", what: "fin/gl", resource },
      grants,
    });
  expect(explained([others, covering])).toMatchObject({
    ...{ allowed: true, grants: ["ticket"] },
    deciding: [{ id: "built-in/default.cedar#granted-for-now" }],
  });
  const short = explained([elsewhere, others]);
  expect(short).toMatchObject({ allowed: false, grants: [] });
  expect(short.nearest[0]).toMatchObject({
    id: "built-in/default.cedar#granted-for-now",
    failed: ["context.grant.pipelines.isEmpty() || (!context.grant.matched.isEmpty())"],
  });
  expect(explained([elsewhere])).toMatchObject({ allowed: false, grants: [] });
});
