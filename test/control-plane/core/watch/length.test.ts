import { expect, test } from "vitest";
import { lengthOf, lengthText, limitOf } from "#core/watch/length.ts";

test.each([
  ["30m", "+", { ms: 1_800_000 }, "30m", 1_800_000],
  ["+5m", "+", { offMs: 300_000 }, "+5m", 900_000],
  ["-5m", "-", { offMs: 300_000 }, "-5m", 300_000],
  ["+50%", "+", { percent: 50 }, "+50%", 900_000],
  ["-50%", "-", { percent: 50 }, "-50%", 300_000],
  // Nothing is shorter than that.
  ["-1h", "-", { offMs: 3_600_000 }, "-1h", 0],
] as const)("%s beside usual 10 minutes", (text, sign, length, written, limit) => {
  expect(lengthOf(text)).toEqual(length);
  expect(lengthText(length, sign)).toBe(written);
  expect(limitOf(length, sign, 600_000)).toBe(limit);
});

test("what is beside the usual is no limit while nothing is usual; a length is", () => {
  expect(limitOf({ percent: 50 }, "+", null)).toBeNull();
  expect(limitOf({ offMs: 1 }, "-", null)).toBeNull();
  expect(limitOf({ ms: 7 }, "+", null)).toBe(7);
  expect(() => lengthOf("soon")).toThrow("not validated");
});
