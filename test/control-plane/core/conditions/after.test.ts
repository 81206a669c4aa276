import { expect, test } from "vitest";
import { datesAfter } from "#core/conditions/after.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { ConditionSpec } from "#schemas/types.ts";

const dates = (spec: ConditionSpec, date: string) =>
  datesAfter({ condition: normalizeCondition(spec), per: "date" }, date, "2026-11-26");

test("a change counts for every date from which a rule leads to it", () => {
  expect(dates({ pipeline: "a" }, "2026-11-23")).toEqual(["2026-11-23"]);
  expect(dates({ pipeline: "a", date: "-1d" }, "2026-11-23")).toEqual(["2026-11-24"]);
  const spec = { all: [{ pipeline: "a" }, { any: [{ event: "E", date: "+2d" }, { event: "F" }] }] };
  expect(dates(spec, "2026-11-23")).toEqual(["2026-11-21", "2026-11-23"]);
});

test("a change without a date counts for today", () => {
  expect(dates({ variable: "V", equals: "Y" }, "")).toEqual(["2026-11-26"]);
});
