import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { CalendarDays } from "#core/calendar/on-days.ts";
import type { Schedule } from "#core/pipeline.ts";
import { slotOf } from "#core/schedule/due.ts";
import { fires } from "#core/simulation/fire.ts";
import { localText, teller } from "#core/simulation/line.ts";
import { timezone } from "#test/support/random-days.ts";

const banks = { ...mondayToFriday, name: "banks", except: [{ date: "12-25" }] };
const days = (more: Partial<CalendarDays>): CalendarDays => ({
  ...{ calendar: banks, roll: "skip", limit: 31, shift: 0, newDay: "00:00" },
  ...more,
});

function told(schedule: Schedule, from: string, to: string, zone = "UTC", newDay = "00:00") {
  const timed = {
    newDay,
    triggers: [{ schedule, timezone: zone, missed: "latest" as const }],
  };
  const tell = teller({});
  return [...fires(timed, { from: { date: from }, to: { date: to } })].map((fire) =>
    tell(timed, fire),
  );
}
const because = (...asked: Parameters<typeof told>) =>
  told(...asked).map((one) => [one.date, one.because ?? null]);

describe("a calendar's part is told", () => {
  test("of what rolls onto a day that has a run of its own", () => {
    const schedule = { daily: ["06:00"], days: days({ roll: "next" }) };
    expect(because(schedule, "2026-12-24", "2026-12-30")).toEqual([
      ["2026-12-24", null],
      [
        "2026-12-28",
        "also the run of 2026-12-25, 2026-12-26, 2026-12-27 (roll: next): banks leaves out 2026-12-25: 12-25 (calendars/banks.yaml)",
      ],
      ["2026-12-29", null],
    ]);
  });
  test("of what is shifted, whether or not it was rolled before", () => {
    const schedule = { cron: "0 6 24,25 * *", days: days({ roll: "previous", shift: 1 }) };
    expect(because(schedule, "2026-12-20", "2026-12-30")).toEqual([
      [
        "2026-12-28",
        "moved from 2026-12-24, 2026-12-25 (roll: previous, shift: 1): banks leaves out 2026-12-25: 12-25 (calendars/banks.yaml)",
      ],
    ]);
  });
  test("of business days that are counted", () => {
    const schedule: Schedule = {
      ...{ nth: [2, -1], of: "month", at: ["18:00"], days: days({}) },
    };
    const restricted: Schedule = {
      daily: ["18:00"],
      on: { count: { unit: "businessDay", nth: [1], of: "month" }, months: ["dec"] },
      days: days({ shift: 1 }),
    };
    expect(because(restricted, "2026-12-01", "2027-02-01")).toEqual([
      ["2026-12-02", "the 1st business day of the month (banks) on 2026-12-01 (shift: 1)"],
    ]);
    expect(because(schedule, "2026-12-01", "2027-01-01")).toEqual([
      ["2026-12-02", "the 2nd business day of the month (banks)"],
      ["2026-12-31", "the last business day of the month (banks)"],
    ]);
  });
  test("of times before new day, which are for the date before", () => {
    const schedule = { daily: ["03:00"], days: days({ roll: "next", newDay: "07:00" }) };
    const [friday, monday] = told(schedule, "2026-12-24", "2026-12-29", "UTC", "07:00");
    expect(friday).toMatchObject({ date: "2026-12-24", at: "2026-12-25T03:00:00Z" });
    expect(friday).not.toHaveProperty("because");
    expect(monday).toMatchObject({
      ...{ date: "2026-12-28", at: "2026-12-29T03:00:00Z" },
      movedFrom: ["2026-12-25", "2026-12-26", "2026-12-27"],
    });
  });
});

test("times that clocks jump over are told, those after the change beside them aren't", () => {
  const spring = ["2026-03-29", "2026-03-30", "Europe/Berlin"] as const;
  expect(because({ cron: "*/20 2 * * *" }, ...spring)).toEqual([
    ["2026-03-29", "02:00, 02:20, 02:40 don't exist on 2026-03-29: clocks go from 02:00 to 03:00"],
  ]);
  expect(because({ daily: ["03:00", "03:30"] }, ...spring)).toEqual([
    ["2026-03-29", null],
    ["2026-03-29", null],
  ]);
});

test("local times and slots are written as Temporal and the scheduler write them", () => {
  fc.assert(
    fc.property(timezone, fc.integer({ min: 31_536_000, max: 4_000_000_000 }), (zone, second) => {
      const at = Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO(zone);
      expect(localText(second * 1000, zone)).toBe(at.toString({ smallestUnit: "second" }));
    }),
  );
  const [one] = told({ daily: ["06:00"] }, "2026-12-01", "2026-12-02");
  expect(one?.slot).toBe(slotOf(Date.UTC(2026, 11, 1, 6)));
});
