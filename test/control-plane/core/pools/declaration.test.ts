import { expect, test } from "vitest";
import { poolChanges } from "#core/pools/declaration.ts";
import { declared } from "#test/support/gated.ts";

test("the difference of declarations is sorted, and nothing for the same", () => {
  const [a, b, c] = [declared("a"), declared("b"), declared("c")];
  const more = declared("b", { units: 2 });
  expect(poolChanges([b, a], [a, b])).toEqual([]);
  expect(poolChanges([c, b], [more, a])).toEqual([
    { pool: "a", before: null, after: a },
    { pool: "b", before: b, after: more },
    { pool: "c", before: c, after: null },
  ]);
  for (const fields of [
    { scope: "global" },
    { kind: "rate", perMs: 1 },
    { description: "x" },
  ] as const)
    expect(poolChanges([a], [{ ...declared("a"), ...fields }])).toHaveLength(1);
});
