import { expect, test } from "vitest";
import { quietDays } from "#core/waves/quiet.ts";

const day = 86_400_000;

test.each([
  [0, 30 * day, 30],
  [0, 30 * day - 1, 29],
  // Its source tells of less than somebody else has seen.
  [5 * day, 2 * day, 0],
  [null, 30 * day, null],
  [0, null, null],
])("last run at %s, told until %s: %s", (last, until, days) => {
  expect(quietDays(last, until)).toBe(days);
});
