import { expect, test } from "vitest";
import { comparable, dayKindOf, type Past } from "#core/deadline/comparable.ts";

test.each([
  ["2026-11-26", "workday"],
  ["2026-11-28", "weekend"],
  ["2026-11-29", "weekend"],
  ["2026-11-30", "monthEnd"],
  ["2026-10-30", "monthEnd"],
  ["2026-10-31", "weekend"],
  ["2026-02-27", "monthEnd"],
  ["2026-05-29", "monthEnd"],
  ["2026-05-28", "workday"],
  ["2026-12-31", "monthEnd"],
])("%s is a %s", (date, kind) => {
  expect(dayKindOf(date)).toBe(kind);
});

/** One run a day, back from the day before. */
const daily = (until: string, days: number): Past[] =>
  Array.from({ length: days }, (_, n) => ({
    run: String(days - n),
    date: Temporal.PlainDate.from(until)
      .subtract({ days: n + 1 })
      .toString(),
  }));

test("runs of the same kind of day where there are three, the newest twenty", () => {
  const past = daily("2026-11-30", 120);
  const { runs, kind } = comparable(past, "monthEnd");
  expect(kind).toBe("monthEnd");
  expect(runs.map((run) => past.find((one) => one.run === run)?.date)).toEqual([
    "2026-10-30",
    "2026-09-30",
    "2026-08-31",
  ]);
  expect(comparable(past, "workday").runs).toHaveLength(20);
});

test("with fewer the newest of all, as without a kind", () => {
  const past = daily("2026-11-30", 60);
  const newest = past.slice(0, 20).map(({ run }) => run);
  expect(comparable(past, "monthEnd")).toEqual({ runs: newest, kind: null });
  expect(comparable(past, null)).toEqual({ runs: newest, kind: null });
  expect(comparable([], "weekend")).toEqual({ runs: [], kind: null });
});
