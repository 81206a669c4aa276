import { expect, test } from "vitest";
import { changeBack, changeOf } from "#core/conditions/change.ts";
import type { Fact } from "#core/conditions/condition.ts";
import type { Answer } from "#core/conditions/evaluate.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import type { ConditionSpec } from "#schemas/types.ts";

const waiter: Waiter = {
  project: "shop",
  pipeline: "waiter",
  newDay: "00:00",
  date: "2026-11-23",
  timezone: "UTC",
  now: 0,
  lastEnd: null,
  scheduled: { previous: null, next: null },
  calendar: null,
};
const run = (state: "failed" | "cancelled" | "running" | "succeeded"): Answer => ({
  id: "7",
  state,
  finishedAt: null,
  exitCode: null,
});
const fact = (spec: ConditionSpec) => normalizeCondition(spec) as Fact;

test.for<[ConditionSpec, Answer, string | null]>([
  [{ pipeline: "p" }, run("failed"), "trunkline rerun 7"],
  [{ pipeline: "p", task: "t" }, run("cancelled"), "trunkline rerun 7"],
  [{ pipeline: "p" }, run("running"), null],
  [{ pipeline: "p", state: "failed" }, run("succeeded"), null],
  [{ pipeline: "ops/p", date: "-1d" }, null, "trunkline why ops/p --date 2026-11-22"],
  [{ pipeline: "p", latest: true }, null, "trunkline why p"],
  [{ pipeline: "p", state: "running" }, { running: false }, null],
  [{ event: "E", date: "any" }, null, "trunkline events emit E --date 2026-11-23"],
])("%j with %j: %s", ([spec, answer, change]) => {
  expect(changeOf(fact(spec), waiter, answer)).toBe(change);
});

test.for<[ConditionSpec, string | null]>([
  [{ event: "E" }, "trunkline events clear E --date 2026-11-23"],
  [{ event: "E", date: "static" }, "trunkline events clear E --date static"],
  [{ event: "a b", date: "any", project: "ops" }, "trunkline events clear 'a b' --project ops"],
  [{ event: "E", date: "12-31" }, "trunkline events clear E --date 12-31"],
  [{ variable: "V", equals: "Y" }, "trunkline variables set V VALUE"],
  [{ pipeline: "p" }, null],
])("that %j holds no more: %s", ([spec, change]) => {
  expect(changeBack(fact(spec), waiter)).toBe(change);
});
