import { expect, test } from "vitest";
import { environmentSecrets } from "#executors/secret-source.ts";

const source = environmentSecrets({
  TRUNKLINE_SECRET_TOKEN: "a",
  TRUNKLINE_SECRET_FINANCE__WAREHOUSE_TOKEN: "b\n",
  TRUNKLINE_SECRET_EMPTY: "",
  PATH: "/bin",
});

test.each([
  ["token", "a"],
  ["finance/warehouse-token", "b"],
  ["hr/warehouse-token", null],
  ["warehouse-token", null],
  ["empty", null],
  ["path", null],
])("%s is %s", async (name, value) => {
  expect(await source.read(name)).toBe(value);
});

test("says where a value would have to be, and never the value", () => {
  expect(source.place("finance/warehouse-token")).toBe(
    "the variable TRUNKLINE_SECRET_FINANCE__WAREHOUSE_TOKEN of the worker",
  );
});
