import { expect, test } from "vitest";
import { illFormedText } from "#api/well-formed.ts";

test("half of a character is found in values, lists and names, and whole ones aren't", () => {
  expect(illFormedText({ a: "𝄞", "𝄞": ["\u0000", 1, null, { b: true }] })).toBe(null);
  expect(illFormedText(undefined)).toBe(null);
  expect(illFormedText({ a: ["x", "\ud834"] })?.at).toBe("a.1");
  expect(illFormedText({ b: { "\udd1e": 1 } })?.at).toBe("b");
  expect(illFormedText({ "\udd1ex": 2 })?.message).toMatch(/^the body holds half/);
});

test("a body may be nested as deep as it is long", () => {
  const deep = JSON.parse(`${"[".repeat(200_000)}"\\ud800"${"]".repeat(200_000)}`);
  expect(illFormedText(deep)?.message.length).toBeLessThan(300);
});
