import { expect, test } from "vitest";
import { outcomeOf } from "#migrators/merge/outcome.ts";

test.each([
  ["the same again", "a", "a", "a", "same"],
  ["only the import has changed it", "a", "a", "b", "write"],
  ["only people have", "a", "b", "a", "edited"],
  ["both have, the same way", "a", "b", "b", "same"],
  ["both have", "a", "b", "c", "merge"],
  ["it is new", null, null, "a", "write"],
  ["it is new, and somebody has such a file", null, "b", "a", "merge"],
  ["its job is gone", "a", "a", null, "remove"],
  ["its job is gone, and people have edited it", "a", "b", null, "orphan"],
  ["people have removed it", "a", null, "a", "gone"],
  ["people have removed it, and the import has changed it", "a", null, "b", "gone"],
  ["it is gone on both sides", "a", null, null, "same"],
] as const)("%s", (_, base, ours, theirs, outcome) => {
  expect(outcomeOf({ base, ours, theirs })).toBe(outcome);
});
