// The evaluator of cron's clock against the scheduler's own engine, which shares no code with it: random tables, whole
// years, zones with changes of every kind.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "#core/schedule/cron.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { timesOf } from "#migrators/sources/cron/fields.ts";
import { type CronClock, cronStarts, neverStarts } from "#migrators/sources/cron/simulate.ts";
import { cronTexts } from "#test/support/cron-texts.ts";

const zones = [
  ...["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"],
  ...["Africa/Casablanca", "Asia/Kathmandu", "Europe/Dublin", "Asia/Beirut", "Pacific/Apia"],
];
const clocks = { debian: "debian", cronie: "cronie", "cronie-tz": "naive" } as const;

const shown = (at: number): string => new Date(at).toISOString();

const entries = cronTexts.filter(({ dialect }) => dialect in clocks);

test("it starts entries when the scheduler does", { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(
      entries,
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2008, 0, 1), max: Date.UTC(2030, 0, 1) }),
      ({ text, dialect }, timezone, begin) => {
        const clock: CronClock = clocks[dialect as keyof typeof clocks];
        const times = timesOf(text, clock === "debian" ? "debian" : "cronie");
        const { cron } = parseCron(text, dialect);
        // Neither reads it, or one that never fires is an error of the scheduler's.
        if (times === null || cron === null) {
          expect([text, times === null || neverStarts(times)]).toEqual([text, cron === null]);
          return;
        }
        const from = Math.floor(begin / 60_000);
        // Six weeks: clocks change in one of four.
        const to = from + 42 * 1440;
        const compiled = compileSchedule({ cron: text, dialect }, timezone);
        const ours = [...occurrences(compiled, from * 60_000, to * 60_000)];
        const legacy = [...cronStarts(times, clock, timezone, from, to)].map((at) => at * 60_000);
        // Joined: comparing lists of 80,000 costs a second each.
        if (legacy.join() !== ours.join())
          expect([text, timezone, legacy.map(shown)]).toEqual([text, timezone, ours.map(shown)]);
      },
    ),
    { numRuns: 300 },
  );
});

test("whoever begins in the middle sees the same", () => {
  fc.assert(
    fc.property(entries, fc.constantFrom(...zones), fc.nat(80_000), ({ text }, timezone, cut) => {
      const times = timesOf(text, "debian");
      if (times === null) return;
      const from = Date.UTC(2026, 2, 1) / 60_000;
      const to = from + 90_000;
      const starts = (a: number, b: number) => [...cronStarts(times, "debian", timezone, a, b)];
      const whole = starts(from, to).length;
      expect(starts(from, from + cut).length + starts(from + cut, to).length).toBe(whole);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["0 0 30 2 *", true],
  ["0 0 29 2 *", false],
  ["0 0 31 2,4 *", true],
  ["0 22-4 * * *", true],
  ["0 0 29 2 1", false],
  // With a star both must match: 29 February is a Monday once in 28 years.
  ["0 0 29 2 */7", false],
])("%s never starts: %s", (text, never) => {
  expect(neverStarts(timesOf(text, "debian") as NonNullable<ReturnType<typeof timesOf>>)).toBe(
    never,
  );
});
