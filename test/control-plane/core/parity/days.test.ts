import { expect, test } from "vitest";
import { businessDates, dayVerdicts, parityDays, withCover } from "#core/parity/days.ts";
import type { JudgedPair } from "#core/parity/judge-days.ts";
import type { Verdict } from "#core/parity/verdict.ts";

const judged = (verdict: Verdict): JudgedPair => ({
  ...{ verdict, laterMs: null, differences: [], notObservable: [] },
  ...{ due: 1_000, ready: 2_000, start: null, run: null, expected: "1" },
});

test("each date has its counts; the last business day of a month is its end", () => {
  const all: [string, Verdict[]][] = [
    ["2026-10-30", ["match", "match"]],
    ["2026-10-31", ["only-legacy"]],
    ["2026-11-02", ["open", "match"]],
  ];
  const verdicts = new Map(
    all.map(([date, of]) => [date, dayVerdicts(date, of.map(judged))] as const),
  );
  const dates = businessDates("2026-10-29", "2026-11-02", null);
  const days = parityDays(dates, verdicts, ({ date }) => date !== "2026-11-02");
  const text = days.map(({ date, isBusiness, isMonthEnd, isObserved, counts }) =>
    [date.slice(5), isBusiness, isMonthEnd, isObserved, JSON.stringify(counts)].join(" "),
  );
  expect(text).toEqual([
    "10-29 true false true {}",
    '10-30 true true true {"match":2}',
    '10-31 false false true {"only-legacy":1}',
    "11-01 false false true {}",
    '11-02 true false false {"match":1,"open":1}',
  ]);
});

test("whether somebody was told of a start without a run is asked of when it could have been", () => {
  const asked: number[] = [];
  const cover = {
    at: (at: number) => {
      asked.push(at);
      return "untold" as const;
    },
    whole: () => true,
  };
  expect(withCover(judged("only-ours"), cover).verdict).toBe("unobserved");
  expect(asked).toEqual([2_000]);
});
