import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogClock, lastReadings, localDates } from "#migrators/runlog/clock.ts";
import { timezone } from "#test/support/random-days.ts";

const zone = "America/New_York";
const iso = (at: number | null) => at && new Date(at).toISOString().slice(0, 16);

describe("local times of logs", () => {
  test("in an hour that comes twice the order of lines tells which it is", () => {
    const clock = new LogClock(zone);
    const read = (...time: [number, number, number]) => iso(clock.instant([2026, 11, 1], time));
    expect(read(0, 59, 0)).toBe("2026-11-01T04:59");
    expect(read(1, 30, 0)).toBe("2026-11-01T05:30");
    expect(read(1, 29, 59)).toBe("2026-11-01T05:29");
    expect(read(1, 10, 0)).toBe("2026-11-01T06:10");
    expect(read(1, 50, 0)).toBe("2026-11-01T06:50");
    expect(read(2, 0, 0)).toBe("2026-11-01T07:00");
    expect(iso(clock.instant([2026, 11, 1], [1, 30, 0], "later"))).toBe("2026-11-01T06:30");
  });

  test("a time that the clocks leave out is as much later", () => {
    expect(iso(new LogClock(zone).instant([2026, 3, 8], [2, 30, 0]))).toBe("2026-03-08T07:30");
  });

  test.each([
    [
      [2026, 2, 29],
      [0, 0, 0],
    ],
    [
      [2026, 13, 1],
      [0, 0, 0],
    ],
    [
      [2026, 0, 1],
      [0, 0, 0],
    ],
    [
      [2026, 1, 1],
      [24, 0, 0],
    ],
    [
      [1969, 1, 1],
      [0, 0, 0],
    ],
    [
      [Number.NaN, 1, 1],
      [0, 0, 0],
    ],
  ] as const)("%j %j is none", (date, time) => {
    expect(new LogClock(zone).instant(date, time)).toBe(null);
  });

  test("are what clocks of the zone show, whichever it is, when lines are in order", () => {
    const begin = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(
        timezone,
        begin,
        fc.array(fc.nat(3_600), { maxLength: 60 }),
        (name, from, steps) => {
          const clock = new LogClock(name);
          const dates = localDates(name);
          const last = lastReadings(name);
          let at = Math.floor(from / 1000) * 1000;
          // From the line before on, so that the first pass of an hour that comes twice is there.
          for (const step of [0, ...steps]) {
            at += step * 1000;
            const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name);
            const { year, month, day, hour, minute, second } = shown;
            const read = clock.instant([year, month, day], [hour, minute, second]);
            const plain = (each: number | null) =>
              Temporal.Instant.fromEpochMilliseconds(each ?? 0)
                .toZonedDateTimeISO(name)
                .toPlainDateTime()
                .toString();
            expect(plain(read)).toBe(plain(at));
            expect(plain(last(at))).toBe(plain(at));
            expect(last(at)).toBeGreaterThanOrEqual(at);
            expect(dates(at)).toBe(shown.toPlainDate().toString());
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
