import fc from "fast-check";
import { expect, test } from "vitest";
import { mayRead, readersChange } from "#core/may-read.ts";

test.each([
  ["finance", [], false],
  ["finance", ["finance"], true],
  ["finance-prd", ["finance"], false],
  ["finance-prd", ["ops", "finance-*"], true],
  ["finance", ["finance-*"], false],
  ["finance", ["*"], true],
  ["a", ["a*a"], false],
  ["aba", ["a*a"], true],
  ["eu-finance-prd", ["*-finance-*"], true],
  ["eu-finance", ["*-finance-*"], false],
] as const)("%s by %j: %s", (reader, patterns, expected) => {
  expect(mayRead(reader, patterns)).toBe(expected);
});

test("a pattern is what a regular expression with .* for each star says", () => {
  const text = (letters: string) =>
    fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text("ab-"), text("ab-*"), (name, pattern) => {
      const like = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      expect(mayRead(name, [pattern])).toBe(like.test(name));
    }),
  );
});

test("the same list is no change", () => {
  expect(readersChange(["a"], ["a"])).toBeNull();
  expect(readersChange([], ["a"])).toEqual({ before: [], after: ["a"] });
});
