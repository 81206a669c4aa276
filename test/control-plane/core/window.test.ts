import fc from "fast-check";
import { expect, test } from "vitest";
import { dayBegins } from "#core/business-date.ts";
import { windowOf } from "#core/window.ts";
import { date, dayRule, nearChange, timeOfDay } from "#test/support/random-days.ts";

const ends = (
  notBefore: string | null,
  notAfter: string | null,
  date = "2026-11-23",
  newDay = "00:00",
) => {
  const { from, to } = windowOf({ notBefore, notAfter }, date, {
    timezone: "Europe/Berlin",
    newDay,
  });
  const text = (at: number | undefined) =>
    at === undefined ? null : Temporal.Instant.fromEpochMilliseconds(at).toString();
  return [text(from?.at), text(to?.at)];
};

test("both ends lie on the business date; an end before the beginning is the next day's", () => {
  expect(ends("08:00", "18:00")).toEqual(["2026-11-23T07:00:00Z", "2026-11-23T17:00:00Z"]);
  expect(ends("22:00", "06:00")).toEqual(["2026-11-23T21:00:00Z", "2026-11-24T05:00:00Z"]);
  expect(ends("22:00", null)).toEqual(["2026-11-23T21:00:00Z", null]);
  expect(ends(null, "06:00")).toEqual([null, "2026-11-23T05:00:00Z"]);
});

test("a time that does not exist is the first instant after the gap, one that is twice the first", () => {
  expect(ends("02:30", null, "2026-03-29")).toEqual(["2026-03-29T01:00:00Z", null]);
  expect(ends("02:00", null, "2026-03-29")).toEqual(["2026-03-29T01:00:00Z", null]);
  expect(ends("02:30", null, "2026-10-25")).toEqual(["2026-10-25T00:30:00Z", null]);
});

test("times are walked from new day: one before it is the next calendar day's", () => {
  // Control-M's example: new day 05:00, TIMEFROM 0300, ODATE the 5th.
  expect(ends("03:00", null, "2026-11-05", "05:00")).toEqual(["2026-11-06T02:00:00Z", null]);
  // CM-19: new day 07:00, TIMEFROM 0600.
  expect(ends("06:00", null, "2026-11-23", "07:00")).toEqual(["2026-11-24T05:00:00Z", null]);
  expect(ends("07:00", null, "2026-11-23", "07:00")).toEqual(["2026-11-23T06:00:00Z", null]);
  // CM-20: TIMEFROM 2200, TIMETO 0600, with new day outside and within.
  const night = ["2026-11-23T21:00:00Z", "2026-11-24T05:00:00Z"];
  expect(ends("22:00", "06:00", "2026-11-23", "07:00")).toEqual(night);
  expect(ends("22:00", "06:00", "2026-11-23", "05:00")).toEqual(night);
  expect(ends("03:00", "02:00", "2026-11-23", "05:00")).toEqual([
    "2026-11-24T02:00:00Z",
    "2026-11-25T01:00:00Z",
  ]);
});

test("without a beginning the end is the first after new day; at new day the date is over", () => {
  expect(ends(null, "06:00", "2026-11-23", "07:00")).toEqual([null, "2026-11-24T05:00:00Z"]);
  expect(ends(null, "07:00", "2026-11-23", "07:00")).toEqual([null, "2026-11-24T06:00:00Z"]);
  expect(ends(null, "08:00", "2026-11-23", "07:00")).toEqual([null, "2026-11-23T07:00:00Z"]);
  expect(ends(null, "00:00")).toEqual([null, "2026-11-23T23:00:00Z"]);
});

test("an end that says its day is on that calendar day after the business date", () => {
  expect(ends(null, "07:00+4d", "2026-11-23", "07:00")).toEqual([null, "2026-11-27T06:00:00Z"]);
  expect(ends("22:00", "06:00+1d")).toEqual(ends("22:00", "06:00"));
  expect(ends("03:00", "23:00+0d")).toEqual(ends("03:00", "23:00"));
  // The opening is the next calendar day's; the days count from the date all the same.
  expect(ends("03:00", "04:00+2d", "2026-11-23", "05:00")).toEqual([
    "2026-11-24T02:00:00Z",
    "2026-11-25T03:00:00Z",
  ]);
  expect(ends(null, "00:00+366d")).toEqual([null, "2027-11-23T23:00:00Z"]);
});

test("clocks that change in between don't move it; at a time that they skip or repeat it is as elsewhere", () => {
  expect(ends(null, "07:00+3d", "2026-03-27")).toEqual([null, "2026-03-30T05:00:00Z"]);
  expect(ends(null, "07:00+3d", "2026-10-23")).toEqual([null, "2026-10-26T06:00:00Z"]);
  expect(ends(null, "02:30+2d", "2026-03-27")).toEqual([null, "2026-03-29T01:00:00Z"]);
  expect(ends(null, "02:30+1d", "2026-10-24")).toEqual([null, "2026-10-25T00:30:00Z"]);
});

/**
 * The first instant from `from` on at which clocks have reached a local time, looked for one half of a minute after the
 * other: Monrovia was 44.5 minutes behind until 1972.
 */
function firstMinute(local: Temporal.PlainDateTime, from: number, timezone: string): number {
  const clock = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDateTime();
  for (let ms = from - (from % 30_000); ; ms += 30_000)
    if (Temporal.PlainDateTime.compare(clock(ms), local) >= 0) return ms;
}

test("one that opens days later closes after that", () => {
  const rule = { timezone: "UTC", newDay: "07:00" };
  const ends = (notBefore: string, notAfter: string) => {
    const { from, to } = windowOf({ notBefore, notAfter }, "2026-11-23", rule);
    return [from, to].map((bound) => new Date(bound?.at ?? 0).toISOString().slice(0, 16));
  };
  expect(ends("22:00+1d", "06:00")).toEqual(["2026-11-24T22:00", "2026-11-25T06:00"]);
  expect(ends("06:00+1d", "08:00+3d")).toEqual(["2026-11-24T06:00", "2026-11-26T08:00"]);
});

test("in any zone, with any new day: it opens within its date and closes within a day of that", () => {
  fc.assert(
    fc.property(
      ...([dayRule, date, timeOfDay, timeOfDay, fc.integer({ min: -1, max: 1 })] as const),
      (rule, some, notBefore, notAfter, days) => {
        const day = nearChange(some, rule.timezone, days);
        const { from, to } = windowOf({ notBefore, notAfter }, day, rule);
        const opens = from?.at ?? Number.NaN;
        expect(opens).toBeGreaterThanOrEqual(dayBegins(day, rule));
        expect(opens).toBeLessThanOrEqual(dayBegins(day, rule, 1));
        const shows = (time: string, early: boolean) => {
          const local = Temporal.PlainDate.from(day).toPlainDateTime(time);
          return early ? local.add({ days: 1 }) : local;
        };
        const start = shows(notBefore, notBefore < rule.newDay);
        expect(opens).toBe(firstMinute(start, dayBegins(day, rule) - 3_600_000, rule.timezone));
        const sameDay = start.toPlainDate().toPlainDateTime(notAfter);
        const end = notAfter <= notBefore ? sameDay.add({ days: 1 }) : sameDay;
        expect(to?.at).toBe(firstMinute(end, opens - 3_600_000, rule.timezone));
        // Whoever says the day that it is anyway, says the same.
        const said = end.toPlainDate().since(Temporal.PlainDate.from(day)).days;
        const again = windowOf({ notBefore, notAfter: `${notAfter}+${said}d` }, day, rule);
        expect(again.to).toEqual(to);
        const opened = start.toPlainDate().since(Temporal.PlainDate.from(day)).days;
        if (opened > 0)
          expect(windowOf({ notBefore: `${notBefore}+${opened}d`, notAfter }, day, rule)).toEqual({
            from,
            to,
          });
      },
    ),
    { numRuns: 200 },
  );
});
