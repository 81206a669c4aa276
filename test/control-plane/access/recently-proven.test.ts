import { expect, test } from "vitest";
import { RecentlyProven } from "#access/recently-proven.ts";

test("what proved itself is known until it fails, or a thousand others came after it", () => {
  const known = new RecentlyProven();
  known.add("first");
  known.add("second");
  expect(known.has("first")).toBe(true);
  known.delete("first");
  expect(known.has("first")).toBe(false);
  for (let n = 0; n < 999; n++) known.add(`other ${n}`);
  expect(known.has("second")).toBe(true);
  known.add("one more");
  expect(known.has("second")).toBe(false);
});
