import fc from "fast-check";
import { expect, test } from "vitest";
import { handOverDates } from "#core/cutover/dates.ts";
import type { Trigger } from "#core/pipeline.ts";
import { fires } from "#core/simulation/fire.ts";

const at = (text: string): number => Date.parse(text);
const cron = (text: string, timezone = "UTC"): Trigger => ({
  schedule: { cron: text },
  timezone,
  missed: "latest",
});
const nightly = { triggers: [cron("0 22 * * *")], newDay: "00:00" };
const hourly = { triggers: [cron("0 * * * *")], newDay: "07:00" };

test("what is due until the hand-over is the other scheduler's, what is due later ours", () => {
  expect(handOverDates(nightly, at("2026-11-28T22:00:00Z"), null)).toEqual({
    lastLegacy: { at: "2026-11-28T22:00:00.000Z", date: "2026-11-28" },
    firstOurs: { at: "2026-11-29T22:00:00.000Z", date: "2026-11-29" },
    ...{ splitDate: null, wholeFrom: null },
  });
  const before = handOverDates(nightly, at("2026-11-28T21:59:59Z"), null);
  expect(before.firstOurs?.date).toBe("2026-11-28");
});

test("a date that would be in both is told, with the moments that split none", () => {
  expect(handOverDates(hourly, at("2026-11-28T12:30:00Z"), null)).toMatchObject({
    lastLegacy: { date: "2026-11-28" },
    firstOurs: { at: "2026-11-28T13:00:00.000Z", date: "2026-11-28" },
    ...{ splitDate: "2026-11-28", wholeFrom: "2026-11-29T06:00:00.000Z" },
  });
  // A guard that asks by dates leaves it to whoever has begun it.
  expect(handOverDates(hourly, at("2026-11-28T12:30:00Z"), { slots: "dates" })).toMatchObject({
    lastLegacy: { at: "2026-11-29T06:00:00.000Z", date: "2026-11-28" },
    firstOurs: { at: "2026-11-29T07:00:00.000Z", date: "2026-11-29" },
    splitDate: null,
  });
});

test("what nothing makes due by itself has no dates", () => {
  expect(handOverDates({ triggers: [], newDay: "00:00" }, 0, null)).toEqual({
    ...{ lastLegacy: null, firstOurs: null, splitDate: null, wholeFrom: null },
  });
});

test("no due time is on both sides and none is missing, whenever it is handed over", () => {
  const crons = fc.constantFrom("0 22 * * 1-5", "*/20 6-18 * * *", "30 2 * * *", "0 0 1 * *");
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York");
  const newDays = fc.constantFrom("00:00", "07:00");
  const instants = fc.integer({ min: at("2026-01-01"), max: at("2026-12-31") });
  fc.assert(
    fc.property(crons, zones, newDays, instants, (text, zone, newDay, moment) => {
      const pipeline = { triggers: [cron(text, zone)], newDay };
      for (const guard of [null, { slots: "dates" as const }]) {
        const { lastLegacy, firstOurs } = handOverDates(pipeline, moment, guard);
        const range = {
          from: { at: at(lastLegacy?.at ?? "") },
          to: { at: at(firstOurs?.at ?? "") + 1 },
        };
        const around = [...fires(pipeline, range)].map((fire) => fire.at);
        expect(around).toEqual([at(lastLegacy?.at ?? ""), at(firstOurs?.at ?? "")]);
        if (guard) expect(lastLegacy?.date).not.toBe(firstOurs?.date);
      }
    }),
    { numRuns: 60 },
  );
});
