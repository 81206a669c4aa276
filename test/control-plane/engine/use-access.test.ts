import { expect, test } from "vitest";
import { noTeams } from "#core/access/teams.ts";
import { rulesOf } from "#core/registration.ts";
import { createUseAccess, type UseQuestion } from "#engine/use-access.ts";
import { knowControl } from "#store/registrations.sql.ts";
import { testDatabase } from "#test/support/database.ts";

const token = { kind: "secret", name: "finance/token" } as const;
const asked: UseQuestion = {
  ...{ run: "42", use: token, named: [token], ceilings: null },
  ...{ project: "finance", environment: "prod" },
  facts: {
    ...{ project: "finance", environment: "prod", folder: "pipelines", owner: "fin" },
    tags: { data: ["pii"] },
  },
};

async function withPolicies(policies: Record<string, string> | null) {
  const db = await testDatabase();
  const put = async (texts: Record<string, string>, teams: object = noTeams) => {
    const control = await knowControl(db.pool, { repository: "c", branch: "main", path: "" });
    await db.pool.query("update trunkline.control set access = $2 where id = $1", [
      control?.id,
      { teams, policies: texts },
    ]);
  };
  if (policies) await put(policies);
  let at = 0;
  const access = createUseAccess(
    db.pool,
    () => {},
    () => at,
  );
  return {
    access,
    put,
    later: () => {
      at += 2_000;
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

test("without policies the definition and the ceilings decide", async () => {
  await using at = await withPolicies(null);
  expect(await at.access(asked)).toEqual({
    ...{ allowed: true, policies: ["built-in#run-uses-named-secret"], errors: [] },
  });
  expect(await at.access({ ...asked, named: [] })).toMatchObject({ allowed: false });
});

const forbid = `@id("no-pii") forbid (principal is trunkline::Run, action == trunkline::Action::"useSecret", resource)
when { principal.hasTag("data") && principal.getTag("data").contains("pii") };`;

test("the default policy permits; one that forbids is named; it holds for what starts a second later", async () => {
  await using at = await withPolicies({});
  expect(await at.access(asked)).toEqual({
    ...{
      allowed: true,
      policies: ["built-in/default.cedar#run-uses-what-it-was-granted"],
      errors: [],
    },
  });
  await at.put({ "policies/finance.cedar": forbid });
  expect(await at.access(asked)).toMatchObject({ allowed: true });
  at.later();
  const denied = await at.access(asked);
  expect(denied).toMatchObject({ allowed: false, errors: [] });
  expect(denied.policies.join()).toContain("#no-pii");
  const untagged = { ...asked, facts: { ...(asked.facts as object), tags: {} } as never };
  expect(await at.access(untagged)).toMatchObject({ allowed: true });
});

test("a policy that permits everything gives a run nothing that its definition or registration doesn't", async () => {
  await using at = await withPolicies({
    "policies/all.cedar": '@id("all") permit (principal, action, resource);',
  });
  const ceilings = rulesOf({ allow: { secrets: ["hr/*"] } });
  expect(await at.access({ ...asked, ceilings })).toMatchObject({ allowed: false });
  expect(await at.access({ ...asked, named: [{ kind: "secret", name: "other" }] })).toMatchObject({
    allowed: false,
  });
});

test("what can't be evaluated is denied: broken policies, a pipeline that no server has looked at", async () => {
  await using at = await withPolicies({ "policies/x.cedar": "forbid (nobody);" });
  expect(await at.access(asked)).toMatchObject({ allowed: false, errors: [expect.any(String)] });
  await using other = await withPolicies({});
  expect(await other.access({ ...asked, facts: null })).toMatchObject({
    allowed: false,
    errors: ["no server has looked at its pipeline yet"],
  });
});

test("connections are asked about as connections: what forbids secrets doesn't forbid them, and the other way round", async () => {
  const orders = { kind: "connection", name: "orders-db" } as const;
  const ask = { ...asked, use: orders, named: [orders, token] };
  await using without = await withPolicies(null);
  expect(await without.access(ask)).toEqual({
    ...{ allowed: true, policies: ["built-in#run-uses-named-connection"], errors: [] },
  });
  await using at = await withPolicies({
    "policies/finance.cedar": `@id("orders-by-night") forbid (principal is trunkline::Run, action == trunkline::Action::"useConnection", resource)
when { resource.name == "orders-db" };`,
  });
  const denied = await at.access(ask);
  expect(denied).toMatchObject({ allowed: false, errors: [] });
  expect(denied.policies.join()).toContain("#orders-by-night");
  const other = { kind: "connection", name: "shop" } as const;
  expect(await at.access({ ...ask, use: other, named: [other] })).toMatchObject({
    allowed: true,
    policies: ["built-in/default.cedar#run-uses-what-it-was-granted"],
  });
  expect(await at.access({ ...ask, use: token })).toMatchObject({ allowed: true });
  // A secret of that name gives no right to the connection.
  const named = [{ kind: "secret", name: "shop" } as const];
  expect(await at.access({ ...ask, use: other, named })).toMatchObject({ allowed: false });
});
