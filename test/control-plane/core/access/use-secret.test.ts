import { expect, test } from "vitest";
import { mayUseSecret, type SecretUse } from "#core/access/use-secret.ts";
import { rulesOf } from "#core/registration.ts";

const asked: SecretUse = {
  identity: { kind: "run" },
  secret: "finance/token",
  named: ["finance/token"],
  ceilings: rulesOf({ allow: { secrets: ["finance/*"] } }),
};

test("a run uses what its definition names and its registration allows", () => {
  expect(mayUseSecret(asked)).toEqual({
    allowed: true,
    policies: ["built-in#run-uses-named-secret"],
  });
  expect(mayUseSecret({ ...asked, ceilings: null }).allowed).toBe(true);
});

test.each<[string, Partial<SecretUse>]>([
  ["a person, whatever a definition names", { identity: { kind: "user" } }],
  ["whoever has the local token", { identity: { kind: "local" } }],
  ["a run whose definition does not name it", { named: ["finance/tokens", "finance"] }],
  ["a run whose registration does not allow it", { ceilings: rulesOf({ allow: { secrets: [] } }) }],
])("refuses %s", (_, change) => {
  expect(mayUseSecret({ ...asked, ...change })).toEqual({ allowed: false, policies: [] });
});
