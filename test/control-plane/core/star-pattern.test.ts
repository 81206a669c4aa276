import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesStars } from "#core/star-pattern.ts";

test("a star stands for any characters, none included; without one only the name itself matches", () => {
  expect(matchesStars("finance", "fin*")).toBe(true);
  expect(matchesStars("fin", "fin*")).toBe(true);
  expect(matchesStars("finance", "fin")).toBe(false);
  expect(matchesStars("team-etl-prod", "team-*-prod")).toBe(true);
  expect(matchesStars("team-prod", "team-*-prod")).toBe(false);
});

test("as a regular expression of the same parts would say", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*"), maxLength: 6 });
  fc.assert(
    fc.property(text, pattern, (name, stars) => {
      const parts = stars.split("*").map((part) => part.replaceAll(".", "\\."));
      expect(matchesStars(name, stars)).toBe(new RegExp(`^${parts.join(".*")}$`).test(name));
    }),
  );
});
