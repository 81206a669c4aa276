import { expect, test } from "vitest";
import { isSecretName, secretVariable } from "#core/secret-name.ts";

test.each([
  ["finance/warehouse-token", "WAREHOUSE_TOKEN"],
  ["token", "TOKEN"],
  ["a/b/c-2-d", "C_2_D"],
])("%s is %s in the environment", (name, variable) => {
  expect(secretVariable(name)).toBe(variable);
});

test("names are words in folders, of bounded length", () => {
  expect(["a", "a-b/c2"].every(isSecretName)).toBe(true);
  expect(["", "A", "../a", "a/", "a//b", `a${"a".repeat(100)}`].some(isSecretName)).toBe(false);
});
