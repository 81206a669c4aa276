import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPatterns } from "#core/signatures/pattern-list.ts";

test.each([
  ["git", "git", true],
  ["git", "file,git", true],
  ["git", "g?t", true],
  ["git", "*", true],
  ["git", "*,!git", false],
  ["git", "!file", false],
  ["ada@example.com", "*@example.com", true],
  ["ada@example.com", "*@*.com", true],
  ["ada@example.org", "*@example.com", false],
  ["", "", true],
  ["", "?", false],
])("%j fits %j: %j", (name, list, fits) => {
  expect(matchesPatterns(name, list)).toBe(fits);
});

test("as an expression of the same meaning says", () => {
  const part = fc.constantFrom("a", "b", "*", "?");
  const pattern = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  const name = fc.array(fc.constantFrom("a", "b"), { maxLength: 8 }).map((all) => all.join(""));
  fc.assert(
    fc.property(name, pattern, (name, pattern) => {
      const same = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(matchesPatterns(name, pattern)).toBe(same.test(name));
    }),
  );
});
