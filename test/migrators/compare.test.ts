import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFires } from "#migrators/compare.ts";

const fires = fc
  .array(fc.tuple(fc.nat(9), fc.constantFrom("2026-01-01", "2026-01-02")))
  .map((all) =>
    all
      .map(([at, date]) => ({ at, date }))
      .toSorted((a, b) => a.at - b.at || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
  );
const keys = (all: readonly { at: number; date: string }[]) =>
  all.map(({ at, date }) => `${at} ${date}`);

test("each side is what it was, and `both` is as much as they share", () => {
  fc.assert(
    fc.property(fires, fires, (legacy, ours) => {
      const compared = [...compareFires(legacy, ours)];
      const of = (...sides: string[]) => keys(compared.filter(({ side }) => sides.includes(side)));
      expect(of("both", "legacy")).toEqual(keys(legacy));
      expect(of("both", "ours")).toEqual(keys(ours));
      const only = new Set(of("legacy"));
      for (const key of of("ours")) expect(only.has(key)).toBe(false);
    }),
  );
});
