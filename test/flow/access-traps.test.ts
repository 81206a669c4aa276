// The nine traps of the policy engine: each would give rights away without a word. The table in
// docs/decisions/access-by-cedar.md says of each where else it is tried.

import { expect, test } from "vitest";
import type { DecisionInput } from "#access/access.ts";
import { askCedar } from "#access/ask-cedar.ts";
import { type CedarAccess, cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicyFile } from "#access/policy-file.ts";
import { readOwnPolicies, readPolicies } from "#access/policy-set.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import type { Identity } from "#core/access/identity.ts";
import { noTeams, type Teams } from "#core/access/teams.ts";

const cedar = await loadCedar();
const facts: AccessFacts = {
  ...{ project: "shop", environment: "prod", folder: "pipelines", owner: "gl", tags: {} },
};
const pipeline = { kind: "pipeline", facts } as const;
const teams: Teams = {
  ...noTeams,
  people: { "ann@example.com": { roles: ["admin"], tags: {} } },
};
const ann: Identity = {
  ...{ kind: "user", name: "ann@example.com", groups: [], mfa: false, scopes: null },
};
const policies = (text: string) => readPolicies(cedar, [["policies/a.cedar", text]], teams);
const findings = (text: string) =>
  policies(text).diagnostics.map(
    ({ line, column, message, help }) => `${line}:${column} ${message} | ${help}`,
  );

/** As it is given to the engine. */
const setOf = ({ version, policies: all }: CedarAccess) => ({
  version,
  texts: Object.fromEntries(all.map(({ id, text }) => [id, text])),
});

test("1. a forbid that fails while it is evaluated denies, though the engine would allow", async () => {
  // An overflow is what no check against the schema can see.
  const text = `@id("overflows")
forbid (principal, action == trunkline::Action::"trigger", resource)
when { context.now.toTime().toMilliseconds() + 9223372036854775807 > 0 };`;
  const { policies: own, diagnostics } = policies(text);
  expect(diagnostics).toEqual([]);
  const heard: string[] = [];
  const access = await cedarAccess({
    ...{ policies: own, teams, now: () => new Date("2026-01-01T12:00:00Z") },
    onError: (message) => heard.push(message),
  });
  const decision = access.decide(ann, "trigger", pipeline);
  expect(decision.allowed).toBe(false);
  expect(decision.errors).toEqual([expect.stringContaining("policies/a.cedar#overflows")]);
  expect(heard).toEqual([
    expect.stringMatching(/^access of user ann@example.com to trigger is denied: .*overflow/),
  ]);
  // The engine itself says allow here: the permit of admins is all that is left.
  expect(decision.policies).toEqual(["built-in/default.cedar#admin-everything"]);
});

test("2. places are lines and columns, though the engine counts bytes", () => {
  const text = `// 𝄞 für Zölle: ${"ü".repeat(30)}\n@id("a") forbid (principal, action == trunkline::Action::"raed", resource);`;
  expect(findings(text)[0]).toMatch(/^2:39 unrecognized action/);
});

test("3. policies are served under FILE#ID, in the order of the file, however many there are", () => {
  const text = Array.from(
    { length: 12 },
    (_, n) => `@id("p-${n}") forbid (principal, action == trunkline::Action::"sync", resource);\n`,
  ).join("");
  const read = readPolicyFile(cedar, "policies/many.cedar", text, "control");
  expect(read.policies.map(({ id, line }) => `${id} ${line}`)).toEqual(
    Array.from({ length: 12 }, (_, n) => `policies/many.cedar#p-${n} ${n + 1}`),
  );
  // Each is the text of its own id.
  for (const { id, text: own } of read.policies) expect(own).toContain(`"${id.split("#")[1]}"`);
  expect(findings("forbid (principal, action, resource);")[0]).toContain("has no @id");
});

test("4. two sets take turns in one slot of the engine, and each is judged by its own", async () => {
  const forbid = '@id("no") forbid (principal, action == trunkline::Action::"trigger", resource);';
  const strict = await cedarAccess({ policies: policies(forbid).policies, teams });
  const open = await cedarAccess({ policies: [], teams });
  for (let round = 0; round < 3; round++) {
    expect(strict.decide(ann, "trigger", pipeline).allowed).toBe(false);
    expect(open.decide(ann, "trigger", pipeline).allowed).toBe(true);
  }
  expect(strict.version).not.toBe(open.version);
  // Under each new name the engine would keep another set for ever: 100 of 300 policies are 46 MB.
  const names: string[] = [];
  const heard: typeof cedar = {
    ...cedar,
    preparseSchema(name, schema) {
      names.push(`schema ${name}`);
      return cedar.preparseSchema(name, schema);
    },
    preparsePolicySet(name, set) {
      names.push(`set ${name}`);
      return cedar.preparsePolicySet(name, set);
    },
  };
  const question = open.question(ann, "trigger", pipeline);
  for (const access of [strict, open, open, strict, strict, open])
    expect(askCedar(heard, setOf(access), question).allowed).toBe(access === open);
  // What holds already isn't given again.
  expect(names).toEqual(Array(4).fill(["schema trunkline", "set active"]).flat());
});

test("5. a tag that is read without asking whether it is there is a mistake, with what to write", () => {
  const text = `@id("a")
permit (principal, action == trunkline::Action::"read", resource is trunkline::Pipeline)
when { resource.getTag("data").contains("pii") };`;
  expect(findings(text)[0]).toMatch(/^3:8 .*access to tag.*hasTag/);
});

test("6. a question that does not fit the schema is denied, thrown or returned", async () => {
  const access = await cedarAccess({ policies: [], teams });
  // Returned: the action is none of a server's.
  const wrong = access.decide(ann, "trigger", { kind: "server" });
  expect(wrong).toMatchObject({ allowed: false, policies: [] });
  expect(wrong.errors).not.toEqual([]);
  // Thrown, for it can't be read at all.
  const thrown = access.decide(ann, "trigger", pipeline, {
    grant: { ...{ kind: 7, actions: [], project: "p", pipelines: [], tags: {} } } as never,
  });
  expect(thrown.allowed).toBe(false);
  expect(thrown.errors).not.toEqual([]);
  // Without what its pipeline is, a run is nobody.
  const run: Identity = { ...ann, kind: "run", name: "1" };
  const input: DecisionInput = {};
  expect(access.decide(run, "trigger", pipeline, input).allowed).toBe(false);
});

test("6. without mfa, with a key that nobody knows, of another type: the engine says so in two ways, and both deny", async () => {
  const access = await cedarAccess({ policies: [], teams });
  const set = setOf(access);
  const question = access.question(ann, "trigger", pipeline);
  expect(askCedar(cedar, set, question)).toMatchObject({ allowed: true, errors: [] });
  const { mfa, ...context } = question.context;
  expect(mfa).toBe(false);
  const who = question.entities.find(({ uid }) => uid.type === question.principal.type);
  const stranger = { ...question.context, vip: true };
  const cases = [
    [{ ...question, context }, /context/],
    [{ ...question, context: stranger }, /context/],
    [{ ...question, context: { ...context, mfa: "yes" } }, /context/],
    [{ ...question, vip: true }, /unknown field `vip`/],
    [{ ...question, entities: [{ ...who, attrs: { vip: true } }] }, /vip/],
    [{ ...question, action: { type: "trunkline::Action", id: "own" } }, /own/],
  ] as const;
  for (const [asked, said] of cases)
    expect(askCedar(cedar, set, asked as typeof question), String(said)).toEqual({
      allowed: false,
      policies: [],
      errors: [expect.stringMatching(said)],
    });
  // Also as an identity that was put together without it.
  const { mfa: _, ...without } = ann;
  expect(access.decide(without as Identity, "trigger", pipeline)).toMatchObject({
    allowed: false,
    errors: [expect.stringMatching(/mfa|context/)],
  });
});

test("7. what is only a warning of the engine, as of a policy that can never apply, is a mistake", () => {
  const text =
    '@id("a") forbid (principal, action == trunkline::Action::"sync", resource is trunkline::Pipeline);';
  expect(findings(text)).toEqual([expect.stringContaining("unable to find an applicable action")]);
});

test("8. one mistake in one file, and nothing of the new set is used", () => {
  const good = '@id("good") forbid (principal, action == trunkline::Action::"sync", resource);';
  const read = readPolicies(
    cedar,
    [
      ["policies/good.cedar", good],
      ["policies/broken.cedar", "forbid (principal"],
    ],
    teams,
  );
  expect(read.policies).toEqual([]);
  // That what held before then holds on is in access.test.ts.
  expect(read.diagnostics).toMatchObject([{ file: "policies/broken.cedar", line: 1 }]);
});

test("9. nobody gives rights to themselves by a merge: a project's policies may only forbid, and only within it", async () => {
  const permit = '@id("me") permit (principal, action, resource);';
  expect(readOwnPolicies(cedar, "shop", [["policies/a.cedar", permit]])).toMatchObject({
    policies: [],
    diagnostics: [{ code: "policy-permits" }],
  });
  const forbid = '@id("all") forbid (principal, action, resource);';
  const own = readOwnPolicies(cedar, "shop", [["policies/a.cedar", forbid]]).policies;
  const access = await cedarAccess({ policies: own, teams });
  expect(access.decide(ann, "trigger", pipeline).allowed).toBe(false);
  const other = { kind: "pipeline", facts: { ...facts, project: "other" } } as const;
  expect(access.decide(ann, "trigger", other).allowed).toBe(true);
  expect(access.decide(ann, "manageAccess", { kind: "server" }).allowed).toBe(true);
});
