import { expect, test } from "vitest";
import type { ParamType, Scalar } from "#core/pipeline.ts";
import { typedValue } from "#core/typed-text.ts";

test.each<[ParamType, unknown, Scalar]>([
  ["string", "", ""],
  ["string", 5, "5"],
  ["integer", "-007", -7],
  ["integer", 5, 5],
  ["number", "1e3", 1000],
  ["number", ".5", 0.5],
  ["number", 7, 7],
  ["boolean", "true", true],
  ["boolean", false, false],
  ["date", "2024-02-29", "2024-02-29"],
])("%s accepts %j", (type, given, value) => {
  expect(typedValue(given, type)).toEqual({ value });
});

test.each<[ParamType, unknown]>([
  ["string", null],
  ["string", { a: 1 }],
  ["string", "a\0b"],
  ["integer", ""],
  ["integer", " 5"],
  ["integer", "0x10"],
  ["integer", "1.0"],
  ["integer", 1.5],
  ["integer", "9007199254740992"],
  ["number", "NaN"],
  ["number", "Infinity"],
  ["number", "1e999"],
  ["number", "1,5"],
  ["boolean", "yes"],
  ["boolean", 1],
  ["date", "2026-02-29"],
  ["date", "2026-2-9"],
  ["date", "26-01-01"],
  ["date", 20260101],
])("%s refuses %j", (type, given) => {
  expect(typedValue(given, type)).toHaveProperty("message");
});
