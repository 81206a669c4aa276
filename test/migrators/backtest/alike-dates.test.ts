import { expect, test } from "vitest";
import { alikeDates } from "#migrators/backtest/alike-dates.ts";

type Verdicts = Parameters<typeof alikeDates>[0];
const on = (day: number, kind: Verdicts[number]["kind"]) => ({ date: `2026-11-0${day}`, kind });

test("counts the newest dates back to the last one with a difference", () => {
  const verdicts = [on(1, "matched"), on(2, "rules"), on(4, "matched"), on(3, "matched")];
  expect(alikeDates(verdicts)).toEqual({ dates: 4, alike: 2, last: "2026-11-04" });
  expect(alikeDates([...verdicts, on(4, "early")])).toEqual({
    ...{ dates: 4, alike: 0, last: "2026-11-04" },
  });
});

test("what may still come, or was one with another start, is no date", () => {
  expect(alikeDates([on(1, "matched"), on(1, "collapsed"), on(2, "open")])).toEqual({
    ...{ dates: 1, alike: 1, last: "2026-11-01" },
  });
  expect(alikeDates([on(2, "open")])).toBeNull();
});
