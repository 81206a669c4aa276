// Deletions are the one thing that no later commit can bring back as it was: their limits are tested at the edge.

import { expect, test } from "vitest";
import { type AuthorizeInput, authorizationOf, authorize, strictHold } from "#core/authorize.ts";
import { plannedOf } from "#core/judge.ts";
import { type Plan, plan } from "#core/plan.ts";
import { pipeline, sha256, task } from "#test/support/deploy.ts";

const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => {
    const one = pipeline(`p${from + n}`, [task("t")]);
    return plannedOf(`pipelines/${one.name}.yaml`, one, sha256);
  });

function removing(removed: number, deployed: number, added = 0): Plan {
  const live = many(deployed);
  return plan(
    {
      project: "shop",
      base: "a",
      commit: "b",
      at: Temporal.Instant.from("2026-01-01T00:00:00Z"),
      desired: [...live.slice(removed), ...many(added, deployed)],
      live,
      broken: [],
      kept: new Set(),
      scripts: new Map(),
      pools: [],
    },
    sha256,
  );
}

const verdictOf = (made: Plan, deployed: number, more: Partial<AuthorizeInput> = {}) =>
  authorize(made, { deployed, actor: "ada", rewritten: false, confirmed: null, ...more });

test("what another project awaits is held until exactly that plan is confirmed", () => {
  const made = removing(1, 20);
  const missed = new Map([["p0", ["finance/close"]]]);
  expect(verdictOf(made, 20, { missed })).toEqual({
    held: "it would remove p0, which finance/close awaits",
  });
  expect(verdictOf(made, 20, { missed, confirmed: made.hash })).toHaveProperty("plan");
  const several = new Map([["p0", ["finance/close", "finance/day", "ops/x"]]]);
  expect(verdictOf(made, 20, { missed: several })).toEqual({
    held: "it would remove p0, which finance/close and 2 more await",
  });
});

test.each([
  { removed: 0, deployed: 0, held: false },
  { removed: 10, deployed: 11, held: false },
  { removed: 11, deployed: 12, held: true },
  { removed: 11, deployed: 55, held: false },
  { removed: 12, deployed: 59, held: true },
  { removed: 1, deployed: 1, held: true },
  { removed: 1, deployed: 1, added: 1, held: false },
  { removed: 20, deployed: 100, held: false },
  { removed: 21, deployed: 100, held: true },
])(
  "$removed of $deployed removed, $added added: held $held",
  ({ removed, deployed, held, ...more }) => {
    const verdict = verdictOf(removing(removed, deployed, more.added), deployed);
    expect("held" in verdict).toBe(held);
  },
);

test("every reason is named, and exactly this plan's hash releases it", () => {
  const made = removing(12, 12);
  const verdict = verdictOf(made, 12, { rewritten: true });
  expect(verdict).toEqual({
    held: "its history was rewritten: the deployed commit is not an ancestor of it; it would remove all 12 pipelines",
  });
  const other = removing(11, 12).hash;
  expect(verdictOf(made, 12, { confirmed: other })).toHaveProperty("held");
  expect(verdictOf(made, 12, { confirmed: made.hash.slice(0, 12) })).toHaveProperty("held");
  const released = verdictOf(made, 12, { rewritten: true, confirmed: made.hash });
  if ("held" in released) throw new Error(released.held);
  expect(authorizationOf(released.plan)).toEqual({
    actor: "ada",
    rule: "released by confirmation of its hash",
    released: expect.stringContaining("its history was rewritten"),
    hash: made.hash,
  });
});

test("what is refused no hash releases, and a strict project's first error is named", () => {
  const made = removing(0, 3, 1);
  const error = (line: number) => ({ file: "pipelines/a.yaml", line, message: "no tasks" });
  expect(strictHold([])).toBeNull();
  const refused = strictHold([error(2), error(5)]);
  expect(refused).toBe(
    "the project is strict and there are errors: pipelines/a.yaml:2: no tasks, and 1 more",
  );
  expect(verdictOf(made, 3, { refused, confirmed: made.hash })).toEqual({ held: refused });
});

test("what lacks signatures or approvals is released by somebody with a name who has no hand in it", () => {
  const made = removing(0, 1);
  const unproven = ["change #1 is not approved"];
  const hands = ["bob", "Ada Lovelace", "ada@example.com"];
  const by = (actor: string) =>
    verdictOf(made, 1, { unproven, hands, actor, confirmed: made.hash });
  expect(by("local-token")).toEqual({
    held: "change #1 is not approved; nobody is named who releases it, as what lacks signatures or approvals needs: say who (--actor)",
  });
  expect(by("Bob")).toEqual({
    held: "change #1 is not approved; Bob has a hand in it: another person has to release what lacks signatures or approvals",
  });
  expect(by("ada lovelace")).toHaveProperty("held");
  expect(by("Ada <ada@example.com>")).toHaveProperty("held");
  expect(by("grace")).toHaveProperty("plan");
  // Other plans that are held are anybody's to confirm.
  const other = verdictOf(made, 1, { rewritten: true, actor: "local-token", confirmed: made.hash });
  expect(other).toHaveProperty("plan");
});
