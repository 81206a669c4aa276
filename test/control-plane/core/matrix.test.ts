import { expect, test } from "vitest";
import { expandMatrix, instanceCount } from "#core/matrix.ts";

test("the last dimension varies fastest", () => {
  const matrix = { region: ["eu", "us"], full: [true, false] };
  expect(expandMatrix("load", matrix).map(({ name }) => name)).toEqual([
    "load[eu,true]",
    "load[eu,false]",
    "load[us,true]",
    "load[us,false]",
  ]);
  expect(expandMatrix("load", matrix)[1]?.values).toEqual({ region: "eu", full: false });
  expect(instanceCount(matrix)).toBe(4);
});

test("a task without a matrix is its only instance", () => {
  expect(expandMatrix("load", undefined)).toEqual([{ name: "load", values: {} }]);
  expect(instanceCount(undefined)).toBe(1);
});
