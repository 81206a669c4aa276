// The nearest due times around a date without one, and the rule that leaves it out.

import { expect, test } from "vitest";
import type { Schedule } from "#core/pipeline.ts";
import { dueAround, leavesOut } from "#core/schedule/around.ts";

const around = (schedule: Schedule, date: string, timezone = "UTC", newDay = "00:00") => {
  const { before, after } = dueAround({ schedule, timezone, newDay }, date);
  const text = (ms: number | null) => ms && new Date(ms).toISOString().slice(0, 16);
  return [text(before), text(after)];
};

test.for<[string, string, string, (string | null)[]]>([
  ["0 6 * * mon-fri", "2026-11-22", "UTC", ["2026-11-20T06:00", "2026-11-23T06:00"]],
  ["0 6 * * mon", "2026-11-24", "UTC", ["2026-11-23T06:00", "2026-11-30T06:00"]],
  ["0 0 29 2 *", "2026-11-22", "UTC", ["2024-02-29T00:00", "2028-02-29T00:00"]],
  ["0 0 29 2 *", "2098-01-01", "UTC", ["2096-02-29T00:00", "2104-02-29T00:00"]],
  ["30 23 * * fri", "2026-11-21", "Asia/Tokyo", ["2026-11-20T14:30", "2026-11-27T14:30"]],
  ["0 0 * * sun", "2026-11-21", "Asia/Tokyo", ["2026-11-14T15:00", "2026-11-21T15:00"]],
  ["30 23 * * sun", "2026-11-21", "America/Los_Angeles", ["2026-11-16T07:30", "2026-11-23T07:30"]],
])("%s around %s in %s", ([cron, date, timezone, expected]) => {
  expect(around({ cron }, date, timezone)).toEqual(expected);
});

test.for<[Schedule, string, string | null]>([
  [{ cron: "0 6 * * mon-fri" }, "2026-11-22", "its weekdays (mon-fri) leave out Sunday"],
  [{ cron: "0 6 1,15 * *" }, "2026-11-22", "its days of the month (1,15) leave out the 22."],
  [{ cron: "0 6 * 1-3 *" }, "2026-11-22", "its months (1-3) leave out November"],
  [
    { cron: "0 6 1 * mon" },
    "2026-11-22",
    "neither its days of the month (1) nor its weekdays (mon) have Sunday the 22.",
  ],
  [{ cron: "@monthly" }, "2026-11-22", "its days of the month (1) leave out the 22."],
  [{ cron: "0 6 * * mon-fri" }, "2026-11-23", null],
  [{ cron: "0 6 1 * mon" }, "2026-11-23", null],
  [{ daily: ["06:00"] }, "2026-11-22", null],
  [
    { daily: ["06:00"], on: { weekdays: ["mon", "fri"] } },
    "2026-11-22",
    "its weekdays (mon, fri) leave out Sunday",
  ],
  [
    { daily: ["06:00"], on: { months: ["mar"] } },
    "2026-11-22",
    "its months (mar) leave out November",
  ],
  [
    { daily: ["06:00"], on: { count: { unit: "day", nth: [-1], of: "quarter" } } },
    "2026-11-22",
    "it is another day of the quarter",
  ],
  [
    {
      daily: ["06:00"],
      on: { count: { unit: "weekday", nth: [1], of: "month" }, weekdays: ["sun"] },
    },
    "2026-11-22",
    "it is another Sunday of the month",
  ],
  [{ cron: "0 6 LW * *" }, "2026-11-22", "its days of the month (LW) leave out the 22."],
  [{ cron: "0 6 * * fri#2" }, "2026-11-20", "its weekdays (fri#2) leave out Friday"],
  [
    { cron: "0 6 */2 * 1", dialect: "debian" },
    "2026-11-16",
    "its days of the month (*/2) leave out the 16.",
  ],
  [
    { cron: "Mon..Fri 06:00", dialect: "systemd" },
    "2026-11-22",
    "its days (Mon..Fri 06:00) leave out Sunday the 22.",
  ],
])("the rule of %o for %s", ([schedule, date, rule]) => {
  expect(leavesOut({ schedule, newDay: "00:00" }, date)).toBe(rule);
});

test("what is due before new day is of the date before, and so is the day that leaves it out", () => {
  const nightly = { cron: "0 3 * * mon-fri" };
  // For Monday to Thursday, and Sunday: due on the day after.
  expect(around(nightly, "2026-11-20", "UTC", "05:00")).toEqual([
    "2026-11-20T03:00",
    "2026-11-23T03:00",
  ]);
  expect(leavesOut({ schedule: nightly, newDay: "05:00" }, "2026-11-20")).toBe(
    "03:00 of that date is on 2026-11-21, and its weekdays (mon-fri) leave out Saturday",
  );
  expect(leavesOut({ schedule: { cron: "*/30 3 * * 1-5" }, newDay: "05:00" }, "2026-11-20")).toBe(
    "times before 05:00 of that date are on 2026-11-21, and its weekdays (1-5) leave out Saturday",
  );
  expect(leavesOut({ schedule: nightly, newDay: "05:00" }, "2026-11-22")).toBe(null);
  const both = { cron: "0 3,22 * * fri" };
  expect(leavesOut({ schedule: both, newDay: "05:00" }, "2026-11-19")).toBe(
    "its weekdays (fri) leave out Thursday",
  );
});
