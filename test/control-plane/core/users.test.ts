import fc from "fast-check";
import { expect, test } from "vitest";
import { allowsUser, userRule } from "#core/users.ts";
import schema from "#schemas/pipeline.schema.json" with { type: "json" };

test("the rule for users is the schema's", () => {
  expect(userRule.source).toBe(schema.definitions.userName.pattern);
});

test.for<[string, string, boolean]>([
  ["finance", "finance", true],
  ["finance", "finance2", false],
  ["fin*", "finance", true],
  ["fin*", "fin", true],
  ["fin*", "xfin", false],
  ["*batch", "glbatch", true],
  ["*batch", "batch", true],
  ["gl*batch", "glbatch", true],
  ["gl*lbatch", "glbatch", false],
  ["*", "anybody", true],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "aXc", false],
  // Only `*` is special.
  ["fin.", "fina", false],
])("%s, %s: %s", ([pattern, user, allowed]) => {
  expect(allowsUser(pattern, user)).toBe(allowed);
});

test("a pattern allows what a regular expression of it would", () => {
  const text = fc.stringMatching(/^[ab.*]{0,6}$/);
  const name = fc.stringMatching(/^[ab.]{0,8}$/);
  fc.assert(
    fc.property(text, name, (pattern, user) => {
      const parts = pattern.split("*").map((part) => part.replaceAll(".", "\\."));
      expect(allowsUser(pattern, user)).toBe(new RegExp(`^${parts.join(".*")}$`).test(user));
    }),
  );
});
