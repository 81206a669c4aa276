import { expect, test } from "vitest";
import { startsOf } from "#store/slices.ts";

test("each part begins where the one before ends", () => {
  expect(startsOf([3, 0, 5])).toEqual([0, 3, 3]);
  expect(startsOf([])).toEqual([]);
});
