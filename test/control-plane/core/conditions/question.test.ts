import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { questionsOf, wakeKeys } from "#core/conditions/question.ts";
import type { ConditionSpec } from "#schemas/types.ts";

const waiter = {
  project: "shop",
  pipeline: "revenue",
  date: "2026-11-23",
  timezone: "UTC",
  newDay: "00:00",
  now: 0,
  lastEnd: null,
  scheduled: { previous: null, next: null },
  calendar: null,
};
const keys = (spec: ConditionSpec) =>
  questionsOf(normalizeCondition(spec), waiter).flatMap(wakeKeys);

// `store/functions/wake_*.sql` and `apply_effects.sql` make the same texts.
test.for<[ConditionSpec, string[]]>([
  [{ pipeline: "p" }, ["p:shop/p:2026-11-23"]],
  [{ pipeline: "other/p", latest: true }, ["p:other/p"]],
  [{ pipeline: "p", task: "t" }, ["t:shop/p:2026-11-23"]],
  [{ pipeline: "p", state: "running" }, ["p:shop/p"]],
  [{ event: "E" }, ["e:shop/E:2026-11-23"]],
  [{ event: "E", date: "any" }, ["e:shop/E:any"]],
  [{ event: "E", date: "static", project: "x" }, ["e:x/E:static"]],
  [{ variable: "V", equals: 1 }, ["v:shop/V"]],
  [{ asset: "w/o" }, ["a:w/o"]],
  [{ asset: "w/o", date: "same" }, ["a:w/o:2026-11-23"]],
  [{ task: "t" }, []],
  [{ pipeline: "p", ifScheduled: true }, ["p:shop/p:2026-11-23", "s:shop/p"]],
  [{ pipeline: "x/p", task: "t", date: "-1d", ifScheduled: true }, ["t:x/p:2026-11-22", "s:x/p"]],
])("%j is woken by %j", ([spec, expected]) => {
  expect(keys(spec)).toEqual(expected);
});

test("a question that is asked twice is read once", () => {
  expect(keys({ any: [{ event: "E" }, { all: [{ event: "E" }, { event: "F" }] }] })).toEqual([
    "e:shop/E:2026-11-23",
    "e:shop/F:2026-11-23",
  ]);
});
