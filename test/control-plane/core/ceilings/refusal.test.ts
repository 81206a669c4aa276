// What an attempt is refused for, in words.

import { expect, test } from "vitest";
import { refusalOf, refusalOfPlace } from "#core/ceilings/refusal.ts";
import { rulesOf } from "#core/registration.ts";
import { task } from "#test/support/deploy.ts";

const ceilings = {
  ...rulesOf({ allow: { runAs: ["fin*"], pools: ["own"], network: ["*.example:443"] } }),
  globalPools: new Set(["license"]),
};

test("a task within the ceilings starts", () => {
  expect(refusalOf(task("a", { runAs: "finance", runsOn: ["any"] }), ceilings)).toBeNull();
  expect(refusalOfPlace("api.example:443", ceilings)).toBeNull();
});

test("a task outside of one is told which", () => {
  expect(refusalOf(task("a", { runAs: "root" }), ceilings)).toBe(
    'Refused, as the project may not run as the user "root": the project\'s registration allows for `runAs`: fin*. A rerun goes on once that allows it.',
  );
  const takes = (pool: string) => ({
    ...{ awaits: null, notBefore: null, notAfter: null, approval: null },
    takes: [{ pool, amount: 1, keepOnFailure: false }],
  });
  expect(refusalOf(task("a", { gates: takes("license") }), ceilings)).toContain('"license"');
  // Of the project alone.
  expect(refusalOf(task("a", { gates: takes("other") }), ceilings)).toBeNull();
  expect(refusalOfPlace("api.example:80", ceilings)).toContain("may not reach api.example:80");
});
