import { expect, test } from "vitest";
import { compareReviewed } from "#core/owners/reviewed.ts";

const states = (
  before: string | null,
  after: string | null,
  base: string | null,
  head: string | null,
) => compareReviewed([{ path: "f", before, after, base, head }]);
const nothing = { altered: [], joined: [] };
const altered = { altered: ["f"], joined: [] };

test("a file is as the reviewed commit has it", () => {
  expect(states("1", "2", "1", "2")).toEqual(nothing);
  expect(states(null, "2", null, "2")).toEqual(nothing);
  expect(states("1", null, "1", null)).toEqual(nothing);
});

test("what neither side made is altered by the merge", () => {
  expect(states("1", "3", "1", "2")).toEqual(altered);
  expect(states("1", "3", "1", "1")).toEqual(altered);
  expect(states(null, "3", null, null)).toEqual(altered);
  expect(states("1", null, "1", "2")).toEqual(altered);
  // The branch's newer file is put back to what it was where the change began.
  expect(states("2", "1", "1", "1")).toEqual(altered);
});

test("where both sides changed it, its lines are joined", () => {
  expect(states("2", "4", "1", "3")).toEqual({ altered: [], joined: ["f"] });
  expect(states("2", null, "1", "3")).toEqual(altered);
});
