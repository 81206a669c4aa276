import { expect, test } from "vitest";
import { parseCron } from "#core/schedule/cron.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";

const dates = (days: string) =>
  [
    ...occurrences(
      compileSchedule({ cron: `0 0 ${days}` }, "UTC"),
      Date.parse("2026-01-01T00:00Z"),
      Date.parse("2026-07-01T00:00Z"),
    ),
  ].map((at) => new Date(at).toISOString().slice(5, 10));

test.each([
  ["L * *", ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]],
  ["L-2 * *", ["01-29", "02-26", "03-29", "04-28", "05-29", "06-28"]],
  ["1,L 1-2 *", ["01-01", "01-31", "02-01", "02-28"]],
  // Saturdays go back, Sundays forward, never into another month.
  ["15W * *", ["01-15", "02-16", "03-16", "04-15", "05-15", "06-15"]],
  ["1W * *", ["01-01", "02-02", "03-02", "04-01", "05-01", "06-01"]],
  ["31W * *", ["01-30", "03-31", "05-29"]],
  ["LW * *", ["01-30", "02-27", "03-31", "04-30", "05-29", "06-30"]],
  ["* * fri#2", ["01-09", "02-13", "03-13", "04-10", "05-08", "06-12"]],
  ["* * 5#5", ["01-30", "05-29"]],
  ["* * friL", ["01-30", "02-27", "03-27", "04-24", "05-29", "06-26"]],
  ["* 1 mon,sun#1,7L", ["01-04", "01-05", "01-12", "01-19", "01-25", "01-26"]],
  ["L 1 fri#2", ["01-09", "01-31"]],
])("%s", (days, expected) => {
  expect(dates(days)).toEqual(expected);
});

test.each(["L-30 2 *", "31W 2,4 *", "31 2 *"])(
  "%s is told to be a day that its months lack",
  (days) => {
    expect(parseCron(`0 0 ${days}`).issues).toMatchObject([
      {
        ...{ column: 5, message: "this never fires: no such day exists in the months it names" },
        help: "use a day that the month has; 28 is in all of them",
      },
    ]);
  },
);

test.each([
  ["0 0 * * 8", "days of the week go from 0 to 7"],
  ["0 0 32 * *", "days of the month go from 1 to 31"],
  ["0 24 * * *", "hours go from 0 to 23"],
])("%s is told the bounds of its field", (text, help) => {
  expect(parseCron(text).issues).toMatchObject([{ severity: "error", help }]);
});
