import { expect, test } from "vitest";
import { changedFacts, datesAfter, followed, isDue, madeDue } from "#core/conditions/after.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { ConditionSpec } from "#schemas/types.ts";

const dates = (spec: ConditionSpec, date: string) =>
  datesAfter({ condition: normalizeCondition(spec) }, date, "2026-11-26");

test("a change counts for every date from which a rule leads to it", () => {
  expect(dates({ pipeline: "a" }, "2026-11-23")).toEqual(["2026-11-23"]);
  expect(dates({ pipeline: "a", date: "-1d" }, "2026-11-23")).toEqual(["2026-11-24"]);
  const spec = { all: [{ pipeline: "a" }, { any: [{ event: "E", date: "+2d" }, { event: "F" }] }] };
  expect(dates(spec, "2026-11-23")).toEqual(["2026-11-21", "2026-11-23"]);
});

test("a change without a date counts for today", () => {
  expect(dates({ variable: "V", equals: "Y" }, "")).toEqual(["2026-11-26"]);
});

test("what stands under `not` is not followed", () => {
  const condition = normalizeCondition({
    all: [{ pipeline: "a" }, { any: [{ event: "E" }, { not: { event: "HOLD" } }] }],
  });
  expect(followed(condition).map(({ kind }) => kind)).toEqual(["run", "event"]);
});

test.each([
  [{ key: "e:shop/E" }, ["event"]],
  [{ key: "e:other/E" }, []],
  [{ run: "7", project: "shop", pipeline: "a", finished: true }, ["run"]],
  [{ run: "7", project: "other", pipeline: "a", finished: true }, []],
  [null, ["run", "event"]],
])("a change concerns the facts that ask about it: %j", (change, kinds) => {
  const condition = normalizeCondition({ any: [{ pipeline: "a" }, { event: "E" }] });
  expect(changedFacts(condition, change, "shop").map(({ kind }) => kind)).toEqual(kinds);
});

const never = () => null;

test("a further change of a run makes nothing due by a task that had ended before the rest came to hold", () => {
  const condition = normalizeCondition({
    all: [
      { pipeline: "x", task: "a", latest: true },
      { any: [{ pipeline: "b", latest: true }, { event: "E" }] },
    ],
  });
  const facts = followed(condition);
  const verdict = {
    ...{ holds: true, never: false, until: null },
    facts: [true, true, false].map((holds) => ({ text: "", holds, found: "", change: null })),
  };
  const change = { run: "7", project: "shop", pipeline: "x", finished: false };
  const due = (task: number | null, other: number | null) =>
    madeDue(condition, verdict, facts.slice(0, 1), change, (fact) =>
      fact === facts[0] ? task : other,
    );
  expect(due(10, 20)).toBe(false);
  expect([due(20, 10), due(10, 10), due(null, 20), due(10, null)]).toEqual([
    ...[true, true, true, true],
  ]);
});

test("what waits for a task not to run is due once that has ended, though its run goes on", () => {
  const condition = normalizeCondition({ pipeline: "x", task: "a", state: "notRunning" });
  const facts = followed(condition);
  const verdict = {
    ...{ holds: true, never: false, until: null },
    facts: [{ text: "", holds: true, found: "", change: null }],
  };
  const due = (ended: number | null, finished: boolean) =>
    madeDue(
      condition,
      verdict,
      facts,
      { run: "7", project: "shop", pipeline: "x", finished },
      () => ended,
    );
  expect([due(null, false), due(10, false), due(10, true)]).toEqual([false, true, true]);
});

test("what nobody asks of a date makes nothing due by itself: neither a date's run nor a change's", () => {
  const condition = normalizeCondition({
    all: [
      { pipeline: "a", ifScheduled: true },
      { pipeline: "b", ifScheduled: true },
      { not: { event: "HOLD" } },
    ],
  });
  const facts = followed(condition);
  const verdict = (...unasked: boolean[]) => ({
    ...{ holds: true, never: false, until: null },
    facts: [...unasked, false].map((one) => ({
      ...{ text: "", holds: true, found: "", change: null },
      ...(one ? { unasked: one as true } : {}),
    })),
  });
  expect(isDue(condition, verdict(true, true))).toBe(false);
  expect(isDue(condition, verdict(true, false))).toBe(true);
  expect(isDue(condition, { ...verdict(true, false), holds: false })).toBe(false);
  const change = { run: "7", project: "shop", pipeline: "a", finished: true };
  expect(madeDue(condition, verdict(true, false), facts.slice(0, 1), change, never)).toBe(false);
  expect(madeDue(condition, verdict(false, true), facts.slice(0, 1), change, never)).toBe(true);
});
