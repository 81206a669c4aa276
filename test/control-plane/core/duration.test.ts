import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "#core/duration.ts";

test.each([
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
  ["0s", 0],
])("%s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "m", "5 m", "1m1h", "-5m", "1.5h", "5M", "5m ", "99999999999999999d"])(
  "%j is none",
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test("what is formatted is read back", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (seconds) => {
      expect(parseDuration(formatDuration(seconds * 1_000))).toBe(seconds * 1_000);
    }),
  );
});
