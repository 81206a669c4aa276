// Numbers of databases are compared digit by digit.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compareDecimals } from "#core/checks/decimal.ts";

const exact = { absolute: 0 };

test.each([
  ["25.40", "25.4", exact, "0", true],
  ["0.1", "0.3", { absolute: 0.2 }, "-0.2", true],
  ["0.1", "0.3", { absolute: 0.19 }, "-0.2", false],
  ["12345678901234567890.01", "12345678901234567890.02", exact, "-0.01", false],
  ["101", "100", { percent: 1 }, "1", true],
  ["101.01", "100", { percent: 1 }, "1.01", false],
  ["-99", "-100", { percent: 1 }, "1", true],
  ["1e3", "1000", exact, "0", true],
  ["0", "0", { percent: 0.1 }, "0", true],
] as const)("%s and %s, within %j", (one, other, within, difference, isWithin) => {
  expect(compareDecimals(one, other, within)).toEqual({ difference, isWithin });
});

test.each(["NaN", "Infinity", "", "ten", "1e9999", "1,5"])("%j is no number", (text) => {
  expect(compareDecimals(text, "1", exact)).toBeNull();
  expect(compareDecimals("1", text, exact)).toBeNull();
});

test("the difference is that of whole numbers of the smallest unit", () => {
  const cents = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const text = (value: bigint) => {
    const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
    return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      const { difference, isWithin } = compareDecimals(text(a), text(b), exact) ?? {};
      expect(compareDecimals(difference ?? "", text(a - b), exact)?.isWithin).toBe(true);
      expect(isWithin).toBe(a === b);
    }),
  );
});
