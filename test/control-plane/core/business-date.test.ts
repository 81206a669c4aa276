import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { businessDate, type DayRule, dayBegins } from "#core/business-date.ts";
import { date, dayRule, nearChange } from "#test/support/random-days.ts";

const at = (text: string, timezone: string, newDay = "00:00"): string =>
  businessDate(Temporal.Instant.from(text).epochMilliseconds, { timezone, newDay });

test("without a new day it is the local date", () => {
  const instant = "2026-03-29T22:30:00Z";
  expect(at(instant, "UTC")).toBe("2026-03-29");
  expect(at(instant, "Europe/Berlin")).toBe("2026-03-30");
  expect(at(instant, "America/New_York")).toBe("2026-03-29");
  expect(at("2011-12-30T09:59:59Z", "Pacific/Apia")).toBe("2011-12-29");
  expect(at("2011-12-30T10:00:00Z", "Pacific/Apia")).toBe("2011-12-31");
});

test("before new day it is the date before, also over a month, a year and a leap day", () => {
  const york = (text: string) => at(`${text}-05:00`, "America/New_York", "07:00");
  expect(york("2026-11-23T06:59:59.999")).toBe("2026-11-22");
  expect(york("2026-11-23T07:00")).toBe("2026-11-23");
  expect(york("2026-12-01T06:00")).toBe("2026-11-30");
  expect(york("2027-01-01T00:00")).toBe("2026-12-31");
  expect(york("2028-03-01T03:00")).toBe("2028-02-29");
});

describe("where clocks change at new day", () => {
  test("a new day that never comes begins the date after the gap", () => {
    const berlin = (text: string) => at(text, "Europe/Berlin", "02:30");
    expect(berlin("2026-03-29T00:59:59Z")).toBe("2026-03-28");
    expect(berlin("2026-03-29T01:00:00Z")).toBe("2026-03-29");
  });

  test("one that comes twice begins it the first time: it does not end again", () => {
    const berlin = (text: string) => at(text, "Europe/Berlin", "02:30");
    expect(berlin("2026-10-25T00:29:59Z")).toBe("2026-10-24");
    expect(berlin("2026-10-25T00:30:00Z")).toBe("2026-10-25");
    // 02:15 for the second time.
    expect(berlin("2026-10-25T01:15:00Z")).toBe("2026-10-25");
  });

  test("clocks that go back over midnight stay in the date that has begun", () => {
    // 2010-11-07, a minute past midnight, St. John's went back to 23:01.
    expect(at("2010-11-07T02:30:00Z", "America/St_Johns")).toBe("2010-11-07");
    expect(at("2010-11-07T02:45:00Z", "America/St_Johns")).toBe("2010-11-07");
    expect(at("2010-11-07T02:29:59Z", "America/St_Johns")).toBe("2010-11-06");
  });
});

const minute = 60_000;
const clockAt = (ms: number, { timezone }: DayRule): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);

test("every instant belongs to the date that has begun and not ended, in any zone", () => {
  const instant = fc.integer({ min: -36 * 60, max: 60 * 60 });
  fc.assert(
    fc.property(dayRule, date, fc.boolean(), instant, (rule, from, near, minutes) => {
      const day = near ? nearChange(from, rule.timezone, 0) : from;
      const ms = Date.parse(day) + minutes * minute;
      const found = businessDate(ms, rule);
      expect(dayBegins(found, rule)).toBeLessThanOrEqual(ms);
      expect(dayBegins(found, rule, 1)).toBeGreaterThan(ms);
    }),
    { numRuns: 2_000 },
  );
});

test("it is what the clock says, unless clocks went back within the day", () => {
  fc.assert(
    fc.property(dayRule, date, fc.nat(1_439), (rule, day, minutes) => {
      const ms = Date.parse(day) + minutes * minute;
      const clock = clockAt(ms, rule);
      const before = clock.toPlainTime().toString().slice(0, 5) < rule.newDay;
      const said = clock.toPlainDate().subtract({ days: before ? 1 : 0 });
      const back = clockAt(ms - 24 * 60 * minute, rule).offsetNanoseconds - clock.offsetNanoseconds;
      fc.pre(back <= 0);
      expect(businessDate(ms, rule)).toBe(said.toString());
    }),
    { numRuns: 2_000 },
  );
});

test("a date begins with the first minute at which a clock shows new day or has passed it", () => {
  fc.assert(
    fc.property(dayRule, date, fc.integer({ min: -1, max: 1 }), (rule, from, days) => {
      const day = nearChange(from, rule.timezone, days);
      const begins = dayBegins(day, rule);
      const target = Temporal.PlainDateTime.from(`${day}T${rule.newDay}`);
      const reached = (ms: number) =>
        Temporal.PlainDateTime.compare(clockAt(ms, rule).toPlainDateTime(), target) >= 0;
      expect(reached(begins)).toBe(true);
      // No earlier minute of the two days before, but for those of a clock that later goes back.
      for (let ms = begins - 1; ms > begins - 2 * 24 * 60 * minute; ms -= 10 * minute)
        expect(reached(ms)).toBe(false);
    }),
    { numRuns: 300 },
  );
});
