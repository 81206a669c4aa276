import { expect, test } from "vitest";
import { Cover } from "#migrators/backtest/cover.ts";

const hour = 3_600_000;
const none = { first: null, last: null };

test("files of one log are one span where they meet; in a gap nothing is told", () => {
  const cover = new Cover(
    [
      [10 * hour, 20 * hour],
      [0, 9.5 * hour],
      [30 * hour, 40 * hour],
    ].map(
      ([first = 0, last = 0]) => ({ covers: "whole", span: { first, last }, dates: null }) as const,
    ),
  );
  expect(cover.span).toEqual({ first: 0, last: 40 * hour });
  expect([5, 9.7, 20].map((at) => cover.until(at * hour, none))).toEqual(
    [20, 20, 20].map((at) => at * hour),
  );
  expect([25, 41].map((at) => cover.until(at * hour, none))).toEqual([null, null]);
});

test("a report covers a job from its own first run on", () => {
  const cover = new Cover([{ covers: "perJob", span: { first: 0, last: 40 * hour }, dates: null }]);
  expect(cover.until(5 * hour, none)).toBe(null);
  expect(cover.until(5 * hour, { first: 6 * hour, last: null })).toBe(null);
  expect(cover.until(7 * hour, { first: 6 * hour, last: null })).toBe(40 * hour);
});

test("business dates: all between the first and the last, of the job alone, or only the latest", () => {
  const dates = { first: "2026-03-02", last: "2026-03-06" };
  const told = (covers: "whole" | "perJob" | "latestDate", isOwn: boolean) => {
    const cover = new Cover([{ covers, span: none, dates }]);
    expect(cover.dates).toEqual(dates);
    return ["2026-03-01", "2026-03-04", "2026-03-06", "2026-03-07"].map((date) =>
      cover.hasDate(date, isOwn),
    );
  };
  expect(told("whole", false)).toEqual([false, true, true, false]);
  expect(told("perJob", true)).toEqual([false, true, true, false]);
  expect(told("perJob", false)).toEqual([false, false, false, false]);
  expect(told("latestDate", false)).toEqual([false, false, true, false]);
});

test("without files there is nothing", () => {
  const cover = new Cover([]);
  expect([cover.span, cover.dates, cover.until(0, none)]).toEqual([none, null, null]);
});
