import { expect, test } from "vitest";
import { quietDays, unquiet } from "#core/waves/quiet.ts";

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

test("thirty quiet days are asked for, and what nobody knows counts for nothing", () => {
  const why = (last: number | null, until: number | null) => unquiet({ job: "A", last, until });
  expect(why(0, 30 * day)).toBeNull();
  expect(why(0, 30 * day - 1)).toBe(
    "the other scheduler is quiet for 29 days, as far as it was told, and 30 quiet days are asked for",
  );
  expect(why(null, 30 * day)).toContain("no run of it was ever told");
  expect(why(0, null)).toContain("no log tells of its jobs");
  expect(unquiet(undefined)).toContain("no job of it was ever observed");
});
