import { expect, test } from "vitest";
import { parityDays } from "#core/parity/days.ts";
import type { Judged } from "#core/parity/verdict.ts";

const judged = (verdict: Judged["verdict"], date: string | null): Judged => ({
  ...{ verdict, date, expected: 0, legacy: 0, laterMs: null },
});

test("each date has its counts; the last business day of a month is its end", () => {
  const range = { from: "2026-10-29", to: "2026-11-02" };
  const all = [
    ...[judged("match", "2026-10-30"), judged("match", "2026-10-30")],
    ...[judged("only-legacy", null), judged("open", "2026-11-02")],
  ];
  const days = parityDays(
    all,
    () => "2026-10-31",
    range,
    null,
    (date) => date !== "2026-11-02",
  );
  const text = days.map(({ date, isBusiness, isMonthEnd, isObserved, counts }) =>
    [date.slice(5), isBusiness, isMonthEnd, isObserved, JSON.stringify(counts)].join(" "),
  );
  expect(text).toEqual([
    "10-29 true false true {}",
    '10-30 true true true {"match":2}',
    '10-31 false false true {"only-legacy":1}',
    "11-01 false false true {}",
    '11-02 true false false {"open":1}',
  ]);
});
