// What is within ceilings, and how it is said that something is not.

import { expect, test } from "vitest";
import { isAllowed, isUnlimited, outsideHelp, outsideText } from "#core/ceilings/ceilings.ts";
import { rulesOf } from "#core/registration.ts";

const rules = rulesOf({
  allow: { secrets: ["finance/**"], runsOn: [], network: ["db.example:5432"] },
  ruledAt: { file: "projects/finance.yaml", places: { secrets: "5:12" } },
});

test("what isn't limited is allowed, an empty list allows nothing", () => {
  expect(isUnlimited(rulesOf({}))).toBe(true);
  expect(isUnlimited(rules)).toBe(false);
  expect(isAllowed(rules.allow, { kind: "pools", value: "license" })).toBe(true);
  expect(isAllowed(rules.allow, { kind: "runsOn", value: "etl" })).toBe(false);
  expect(isAllowed(rules.allow, { kind: "secrets", value: "finance/eu/key" })).toBe(true);
  expect(isAllowed(rules.allow, { kind: "secrets", value: "hr/key" })).toBe(false);
  expect(isAllowed(rules.allow, { kind: "network", value: "db.example:5432" })).toBe(true);
  expect(isAllowed(rules.allow, { kind: "network", value: "db.example:5433" })).toBe(false);
});

test("what is outside is said with the ceiling's place", () => {
  const use = { kind: "secrets", value: "hr/key" } as const;
  expect(outsideText(use)).toBe('the project may not use the secret "hr/key"');
  expect(outsideHelp(rules, use)).toBe(
    "projects/finance.yaml:5:12 in the control repository allows for `secrets`: finance/**",
  );
  expect(outsideHelp({ ...rules, ruledAt: null }, { kind: "runsOn", value: "etl" })).toBe(
    "the project's registration allows none for `runsOn`",
  );
});
