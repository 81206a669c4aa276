import { expect, test } from "vitest";
import { secretVariable } from "#core/secret-name.ts";

test.each([
  ["finance/warehouse-token", "WAREHOUSE_TOKEN"],
  ["token", "TOKEN"],
  ["a/b/c-2-d", "C_2_D"],
])("%s is %s in the environment", (name, variable) => {
  expect(secretVariable(name)).toBe(variable);
});
