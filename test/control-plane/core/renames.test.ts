import fc from "fast-check";
import { expect, test } from "vitest";
import { plannedOf } from "#core/judge.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { claimedByBroken, lostRenames, renamesOf } from "#core/renames.ts";
import { pipeline, sha256, task } from "#test/support/deploy.ts";

const one = (name: string, ...renamedFrom: string[]): PlannedPipeline =>
  plannedOf(
    `${name}.yaml`,
    pipeline(name, [task("t")], renamedFrom.length === 0 ? {} : { renamedFrom }),
    sha256,
  );

const renames = (desired: PlannedPipeline[], live: PlannedPipeline[], kept: string[] = []) =>
  Object.fromEntries(
    [...renamesOf(desired, new Map(live.map((each) => [each.name, each])), new Set(kept))].map(
      ([name, before]) => [name, before.name],
    ),
  );

test("the first former name that is deployed and wanted no more goes on", () => {
  expect(renames([one("c", "b", "a")], [one("a")])).toEqual({ c: "a" });
  expect(renames([one("c", "b", "a")], [one("a"), one("b")])).toEqual({ c: "b" });
  expect(renames([one("c", "a"), one("a")], [one("a")])).toEqual({});
  expect(renames([one("c", "a")], [one("a")], ["a"])).toEqual({});
  // It is there already: the line has done its work.
  expect(renames([one("c", "a")], [one("a"), one("c")])).toEqual({});
});

test("a revert carries back", () => {
  expect(renames([one("a")], [one("c", "b", "a")])).toEqual({ a: "c" });
  expect(renames([one("a"), one("c", "b", "a")], [one("c", "b", "a")])).toEqual({});
});

test("no pipeline goes on as two, and none that is wanted under its own name as another", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "e");
  const estate = fc.uniqueArray(
    fc
      .tuple(names, fc.uniqueArray(names, { maxLength: 2 }))
      .map(([name, from]) => one(name, ...from.filter((each) => each !== name))),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(estate, estate, (desired, live) => {
      const found = renames(desired, live);
      const before = Object.values(found);
      expect(new Set(before).size).toBe(before.length);
      const wanted = new Set(desired.map(({ name }) => name));
      for (const name of before) expect(wanted.has(name)).toBe(false);
      for (const name of Object.keys(found))
        expect(live.some((each) => each.name === name)).toBe(false);
    }),
  );
});

test("a source in error keeps what it lays claim to, unless its own name is deployed", () => {
  const broken = [{ name: "new", renamedFrom: ["old"] }, { name: null }];
  expect([...claimedByBroken(broken, new Set(["old"]))]).toEqual(["old"]);
  expect([...claimedByBroken(broken, new Set(["old", "new"]))]).toEqual([]);
});

test("what goes and comes alike is pointed out", () => {
  expect(lostRenames([one("a")], [one("b")])).toEqual([{ from: "a", to: "b" }]);
  const other = plannedOf("b.yaml", pipeline("b", [task("other")]), sha256);
  expect(lostRenames([one("a")], [other])).toEqual([]);
  expect(lostRenames([one("a")], [{ ...other, file: "a.yaml" }])).toEqual([{ from: "a", to: "b" }]);
});
