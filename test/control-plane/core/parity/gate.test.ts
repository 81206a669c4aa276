import { expect, test } from "vitest";
import { type GateRule, judgeGate, type ParityDay } from "#core/parity/gate.ts";

const rule: GateRule = { businessDays: 5, monthEnd: true, minRuns: 5, parity: 99.5 };
const day = (n: number, more: Partial<ParityDay> = {}): ParityDay => ({
  ...{ date: `2026-11-${20 + n}`, isBusiness: true, isMonthEnd: n === 4, isObserved: true },
  ...{ counts: { match: 1 }, explained: 0 },
  ...more,
});
const days = (count: number): ParityDay[] => Array.from({ length: count }, (_, n) => day(n));

test("it holds when all of it is there", () => {
  expect(judgeGate(rule, days(5))).toEqual({
    ...{ holds: true, missing: [], days: 5, comparable: 5, matched: 5 },
  });
});

test("each part that is missing is said", () => {
  expect(judgeGate(rule, [])).toMatchObject({
    holds: false,
    missing: [
      "0 of 5 business dates in a row were observed",
      "no end of a month is among them",
      "0 of at least 5 runs could be compared",
    ],
  });
});

test("a job without a comparable run never passes", () => {
  const silent = days(5).map((one) => ({ ...one, counts: { "not-observable": 1 } }));
  expect(judgeGate({ ...rule, minRuns: 1 }, silent)).toMatchObject({
    holds: false,
    missing: ["0 of at least 1 runs could be compared"],
  });
});

test("a day that nobody observed begins the row anew", () => {
  const gap = [...days(3), day(3, { counts: { unobserved: 1 } }), day(4), day(5)];
  expect(judgeGate(rule, gap)).toMatchObject({
    days: 2,
    missing: expect.arrayContaining(["2 of 5 business dates in a row were observed"]),
  });
});

test("one difference without an explanation keeps it shut, however many runs were alike", () => {
  const many = days(5).map((one) => ({ ...one, counts: { match: 1_000 } }));
  const different = [...many.slice(0, 4), day(4, { counts: { match: 1_000, differs: 1 } })];
  expect(judgeGate(rule, different).missing).toEqual(["1 difference has no explanation"]);
  const explained = [
    ...many.slice(0, 4),
    day(4, { counts: { match: 999, differs: 1 }, explained: 1 }),
  ];
  expect(judgeGate(rule, explained)).toMatchObject({ holds: true, comparable: 4_999 });
});

test("days off count for what ran on them, and for no business date", () => {
  const weekend = day(5, { isBusiness: false, counts: { "only-ours": 1 } });
  expect(judgeGate(rule, [...days(5), weekend]).missing).toEqual([
    "1 difference has no explanation",
    "5 of 6 compared runs were alike, which is less than 99.5 %",
  ]);
});
