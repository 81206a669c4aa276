// Who may deploy what is asked once for all pipelines that are alike.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { deployJudge } from "#access/deploy-judge.ts";
import { readPolicies } from "#access/policy-set.ts";
import { noTeams, personNamed, type Teams } from "#core/access/teams.ts";

const cedar = await loadCedar();
const none = { members: [], robots: [], groups: [], roles: [], tags: {} };
const teams: Teams = {
  ...noTeams,
  teams: { leads: { ...none, members: ["Ann@example.com"], roles: ["approver"] } },
  people: {
    "ann@example.com": { roles: [], tags: {}, accounts: ["ann-gh"] },
    "bob@example.com": { roles: [], tags: {}, accounts: ["shared"] },
    "eve@example.com": { roles: [], tags: {}, accounts: ["Shared"] },
  },
};
const text = `@id("gold-by-leads")
forbid (principal, action == trunkline::Action::"deploy", resource)
when { resource.hasTag("tier") && resource.getTag("tier").contains("gold") }
unless { context.approverRoles.contains(trunkline::Role::"approver") };`;

test("10,000 pipelines of two classes cost as many decisions as there are classes", async () => {
  const { policies } = readPolicies(cedar, [["policies/a.cedar", text]], teams);
  const access = await cedarAccess({ policies, teams });
  let asked = 0;
  const judge = deployJudge({
    ...access,
    decide(...question) {
      asked++;
      return access.decide(...question);
    },
  });
  const makers = [{ name: "carl@example.com", proven: true }];
  const changes = [{ what: "change #1", makers, approvers: [] as string[] }];
  const facts = (tier: string) => ({
    ...{ project: "shop", environment: "prod", folder: "pipelines", owner: null },
    tags: { tier: [tier] },
  });
  const denied = Array.from({ length: 10_000 }, (_, n) =>
    judge.pipeline({ before: null, after: facts(n % 2 === 0 ? "gold" : "tin") }, changes),
  ).filter((denial) => denial !== null);
  expect([denied.length, asked]).toEqual([5_000, 2]);
  expect(denied[0]).toEqual({
    ...{ who: makers[0], change: "change #1", side: "new", approvalBy: [], errors: [] },
    policies: [
      { id: "policies/a.cedar#gold-by-leads", file: "policies/a.cedar", line: 1, teams: [] },
    ],
  });
  // An account of the forge is the person that teams.yaml says.
  const approved = { what: "change #2", makers, approvers: ["ann-gh"] };
  expect(judge.pipeline({ before: facts("gold"), after: null }, [approved])).toBeNull();
  const own = { ...approved, makers: [{ name: "Ann <ann@example.com>", proven: false }] };
  expect(judge.pipeline({ before: facts("gold"), after: null }, [own])).toMatchObject({
    who: { name: "ann@example.com", proven: false },
    side: "deployed",
  });
});

test("people are known by their address, an account that is one person's, or else as they are called", () => {
  expect(personNamed(teams, "Ann <ANN@example.com>")).toBe("ann@example.com");
  expect(personNamed(teams, "ann-gh")).toBe("ann@example.com");
  expect(personNamed(teams, "17+ann-gh@users.noreply.github.com")).toBe("ann@example.com");
  expect(personNamed(teams, "shared")).toBe("shared");
  expect(personNamed(teams, "carl")).toBe("carl");
});
