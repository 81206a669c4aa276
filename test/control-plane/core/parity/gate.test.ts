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
    ...{ holds: true, missing: [], days: 5, comparable: 5, matched: 5, explained: 0 },
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

test("explained differences are no match and no failure, and the others are counted", () => {
  const different = days(5).map((one) => ({ ...one, counts: { match: 1, differs: 1 } }));
  const explained = different.map((one) => ({ ...one, explained: 1 }));
  expect(judgeGate(rule, explained)).toMatchObject({
    ...{ holds: true, comparable: 5, matched: 5, explained: 5 },
  });
  const some = different.map((one, n) => ({ ...one, explained: n === 0 ? 0 : 1 }));
  expect(judgeGate(rule, some)).toMatchObject({
    holds: false,
    missing: [
      "1 difference has no explanation",
      "5 of 6 compared runs were alike, which is less than 99.5 %",
    ],
  });
});

test("a waiver or enough dates of a backtest stand for runs, and for nothing else", () => {
  const silent = days(5).map((one) => ({ ...one, counts: {} }));
  const instead = { waived: null, backtested: null };
  expect(judgeGate(rule, silent, { ...instead, waived: "a.yaml (ada)" }).holds).toBe(true);
  expect(judgeGate(rule, silent, { ...instead, backtested: 5 }).holds).toBe(true);
  expect(judgeGate(rule, silent, { ...instead, backtested: 4 }).missing).toEqual([
    "0 of at least 5 runs could be compared, and 4 dates of its backtest",
  ]);
  expect(judgeGate(rule, silent, { ...instead, backtested: "of other times" }).missing).toEqual([
    "0 of at least 5 runs could be compared, and its backtest is of other times",
  ]);
  const missed = days(5).map((one) => ({ ...one, counts: { "only-ours": 1 } }));
  expect(judgeGate(rule, missed, { ...instead, waived: "a.yaml (ada)" }).holds).toBe(false);
});

test("the row goes back to the last end of a month, with all that was different since", () => {
  const row = [day(4), ...[5, 6, 7, 8, 9, 10].map((n) => day(n))];
  expect(judgeGate(rule, row)).toMatchObject({ holds: true, days: 7 });
  const differs = [day(4), day(5, { counts: { differs: 1 } }), ...row.slice(2)];
  expect(judgeGate(rule, differs).missing).toContain("1 difference has no explanation");
  expect(
    judgeGate(rule, row.slice(1), { waived: null, backtested: null, monthEnd: "2026-12-31" }),
  ).toMatchObject({ missing: ["no end of a month is among them; the next is 2026-12-31"] });
});

test("what the simulation lacks keeps it shut, in its words", () => {
  const simulation = "its simulation was not the same on both sides";
  expect(judgeGate(rule, days(5), { waived: null, backtested: null, simulation })).toMatchObject({
    ...{ holds: false, missing: [simulation] },
  });
});
