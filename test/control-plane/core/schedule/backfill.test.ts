import fc from "fast-check";
import { expect, test } from "vitest";
import { businessDate } from "#core/business-date.ts";
import type { Trigger } from "#core/pipeline.ts";
import { backfillSlots, estimateMs } from "#core/schedule/backfill.ts";
import { date, dayRule } from "#test/support/random-days.ts";

const trigger = (cron: string, timezone = "Europe/Berlin"): Trigger => ({
  schedule: { cron },
  timezone,
  missed: "latest",
});
const berlin = (...triggers: Trigger[]) => ({
  triggers,
  timezone: "Europe/Berlin",
  newDay: "00:00",
});
const later = Date.parse("2027-01-01T00:00Z");
const dates = (slots: { date: string; slot: string }[]) =>
  slots.map(({ date, slot }) => [date, slot]);

test("business dates are those of the zone, both included, over the change of clocks", () => {
  const slots = backfillSlots(
    berlin(trigger("30 0 * * *")),
    { from: "2026-10-24", to: "2026-10-26" },
    later,
    100,
  );
  expect(dates(slots)).toEqual([
    ["2026-10-24", "t:2026-10-23T22:30:00Z#0"],
    ["2026-10-25", "t:2026-10-24T22:30:00Z#0"],
    ["2026-10-26", "t:2026-10-25T23:30:00Z#0"],
  ]);
});

test("instants take the due times from the first up to, without, the last", () => {
  const range = { fromMs: Date.parse("2026-11-20T06:00Z"), toMs: Date.parse("2026-11-20T08:00Z") };
  const slots = backfillSlots(berlin(trigger("*/30 * * * *")), range, later, 100);
  expect(slots.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    ...["06:00", "06:30", "07:00", "07:30"],
  ]);
});

test("equal instants of two triggers are one due time; the order is that of time", () => {
  const two = berlin(trigger("0 6,12 * * *"), trigger("0 6,9 * * *"));
  const slots = backfillSlots(two, { from: "2026-11-20", to: "2026-11-20" }, later, 100);
  expect(slots.map(({ slot }) => slot.slice(13, 18))).toEqual(["05:00", "08:00", "11:00"]);
});

test("what is not due yet is left to the schedule", () => {
  const now = Date.parse("2026-11-21T05:00Z");
  const range = { from: "2026-11-20", to: "2026-11-23" };
  expect(backfillSlots(berlin(trigger("0 6 * * *")), range, now, 100)).toHaveLength(2);
  expect(backfillSlots(berlin(), range, now, 100)).toHaveLength(2);
});

test("a pipeline without a schedule has one run a date, due when the day begins", () => {
  const slots = backfillSlots(berlin(), { from: "2026-03-29", to: "2026-03-30" }, later, 100);
  expect(slots.map(({ slot, at }) => [slot, new Date(at).toISOString()])).toEqual([
    ["d:2026-03-29", "2026-03-28T23:00:00.000Z"],
    ["d:2026-03-30", "2026-03-29T22:00:00.000Z"],
  ]);
  expect(backfillSlots(berlin(), { fromMs: 0, toMs: later }, later, 100)).toEqual([]);
});

test("one more than the limit says that there are more", () => {
  const range = { from: "2026-01-01", to: "2026-12-31" };
  expect(backfillSlots(berlin(trigger("* * * * *")), range, later, 50)).toHaveLength(51);
  expect(backfillSlots(berlin(), range, later, 50)).toHaveLength(51);
});

test("the estimate is rounds of runs, each as long as those before", () => {
  expect(estimateMs(10, 4, 60_000)).toBe(180_000);
  expect(estimateMs(10, 4, null)).toBeNull();
});

test("dates begin at new day: what is due in the small hours is run for the date before", () => {
  const night = { ...berlin(trigger("0 3,22 * * *")), newDay: "07:00" };
  const range = { from: "2026-11-20", to: "2026-11-21" };
  expect(dates(backfillSlots(night, range, later, 100))).toEqual([
    ["2026-11-20", "t:2026-11-20T21:00:00Z#0"],
    ["2026-11-20", "t:2026-11-21T02:00:00Z#0"],
    ["2026-11-21", "t:2026-11-21T21:00:00Z#0"],
    ["2026-11-21", "t:2026-11-22T02:00:00Z#0"],
  ]);
  const [first] = backfillSlots({ ...berlin(), newDay: "07:00" }, range, later, 100);
  expect(first).toEqual({
    slot: "d:2026-11-20",
    date: "2026-11-20",
    at: Date.parse("2026-11-20T06:00Z"),
  });
});

test("dates split a range without a rest, in any zone and with any new day", () => {
  fc.assert(
    fc.property(dayRule, date, fc.nat(3), (rule, from, length) => {
      const day = (days: number) => Temporal.PlainDate.from(from).add({ days }).toString();
      const hourly = {
        ...rule,
        triggers: [
          {
            ...trigger("", rule.timezone),
            schedule: { everyMs: 1_200_000, from: null, until: null },
          },
        ],
      };
      const slots = (first: number, last: number) =>
        backfillSlots(hourly, { from: day(first), to: day(last) }, Infinity, 10_000);
      const parts = Array.from({ length: length + 1 }, (_, n) => slots(n, n)).flat();
      expect(slots(0, length)).toEqual(parts);
      for (const { at, date: found } of parts) expect(businessDate(at, rule)).toBe(found);
    }),
    { numRuns: 100 },
  );
});
