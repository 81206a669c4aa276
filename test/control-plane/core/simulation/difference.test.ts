import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schedule } from "#core/pipeline.ts";
import { differences } from "#core/simulation/difference.ts";
import { type Fire, fires, type Timed } from "#core/simulation/fire.ts";
import { holds, type Range } from "#core/simulation/range.ts";
import { summaryOf } from "#core/simulation/summary.ts";
import { timeOfDay, timezone } from "#test/support/random-days.ts";

const timed = (schedule: Schedule, newDay = "00:00", zone = "UTC"): Timed => ({
  newDay,
  triggers: [{ schedule, timezone: zone, missed: "latest" }],
});
const december: Range = { from: { date: "2026-12-01" }, to: { date: "2027-01-01" } };

function summary(before: Timed | null, after: Timed | null, range = december): string[] {
  const made = summaryOf(before, after);
  for (const one of differences(before, after, range)) made.add(one);
  return made.lines();
}

describe("a date's slots", () => {
  test("are moved where as many are lost as won, in their order", () => {
    const [old, young] = [timed({ daily: ["06:00", "18:00"] }), timed({ cron: "30 6,18 * * *" })];
    expect(summary(old, young)).toEqual([
      "62 moved: 06:00 → 06:30, 18:00 → 18:30, every day from 2026-12-01 to 2026-12-31",
    ]);
  });
  test("are fewer and more where they aren't as many: which became which is not known", () => {
    expect(summary(timed({ daily: ["06:00"] }), timed({ daily: ["07:00", "08:00"] }))).toEqual([
      "31 fewer: 06:00, every day from 2026-12-01 to 2026-12-31",
      "62 more: 07:00, 08:00, every day from 2026-12-01 to 2026-12-31",
    ]);
  });
  test("are moved across the end of a range of instants", () => {
    const range = { from: { at: Date.UTC(2026, 11, 1) }, to: { at: Date.UTC(2026, 11, 1, 12) } };
    expect(summary(timed({ daily: ["06:00"] }), timed({ daily: ["18:00"] }), range)).toEqual([
      "1 moved: 06:00 → 18:00, on 2026-12-01",
    ]);
  });
});

describe("the words for dates", () => {
  test("every, of the days of the week on which they are", () => {
    expect(summary(timed({ cron: "0 6 * * 1,3" }), null)).toEqual([
      "9 fewer: 06:00, every Mon, Wed from 2026-12-02 to 2026-12-30",
    ]);
  });
  test("a range of those that follow one another, also over Sunday", () => {
    expect(summary(timed({ cron: "0 6 * * 5,6,0" }), null)).toEqual([
      "12 fewer: 06:00, every Fri to Sun from 2026-12-04 to 2026-12-27",
    ]);
    expect(summary(timed({ cron: "0 6 * * 0-4" }), null)).toEqual([
      "23 fewer: 06:00, every Sun to Thu from 2026-12-01 to 2026-12-31",
    ]);
    expect(summary(timed({ cron: "0 6 * * 1,2,4" }), null)).toEqual([
      "14 fewer: 06:00, every Mon, Tue, Thu from 2026-12-01 to 2026-12-31",
    ]);
  });
  test("a number, where some of those are left out", () => {
    expect(summary(null, timed({ cron: "0 6 1-7,20-27 * *" }))).toEqual([
      "15 more: 06:00, on 15 dates from 2026-12-01 to 2026-12-27",
    ]);
  });
  test("zones, where there are two", () => {
    const [old, young] = [
      timed({ daily: ["06:00"] }),
      timed({ daily: ["06:00"] }, "00:00", "Asia/Tokyo"),
    ];
    expect(summary(old, young)).toEqual([
      "31 moved: 06:00 UTC → 06:00 Asia/Tokyo, every day from 2026-12-01 to 2026-12-31",
    ]);
  });
  test("many times of day are counted", () => {
    expect(summary(timed({ cron: "0 * * * *" }), null)).toEqual([
      "744 fewer: 24 times of day, 00:00 to 23:00, every day from 2026-12-01 to 2026-12-31",
    ]);
  });
});

const side = fc.record({
  newDay: timeOfDay,
  triggers: fc.array(
    fc.record({
      schedule: fc.oneof(
        fc.array(timeOfDay, { minLength: 1, maxLength: 3 }).map((daily): Schedule => ({ daily })),
        fc.constantFrom<Schedule[]>({ cron: "*/40 * * * *" }, { cron: "0 6 * * 1-5" }),
      ),
      timezone,
      missed: fc.constant("latest" as const),
    }),
    { maxLength: 2 },
  ),
});

test("what is lost and won, taken from one side and put to it, gives the other", () => {
  fc.assert(
    fc.property(side, side, fc.nat(20_000), fc.nat(5), (before, after, day, days) => {
      const date = (plus: number) => new Date((day + plus) * 86_400_000).toISOString().slice(0, 10);
      const range = { from: { date: date(365) }, to: { date: date(366 + days) } };
      const counts = { before: 0, after: 0 };
      const found = [...differences(before, after, range, counts)];
      const key = ({ at, ordinal, date }: Fire) => `${at}#${ordinal} ${date}`;
      const inRange = (fire: Fire | null): fire is Fire => fire !== null && holds(range, fire);
      const lost = found.map((one) => one.before).filter(inRange);
      const won = found.map((one) => one.after).filter(inRange);
      const old = new Set(fires(before, range).map(key));
      const young = new Set(fires(after, range).map(key));
      expect(counts).toEqual({ before: old.size, after: young.size });
      expect(new Set(lost.map(key))).toEqual(old.difference(young));
      expect(new Set(won.map(key))).toEqual(young.difference(old));
      expect([lost.length, won.length]).toEqual([
        old.difference(young).size,
        young.difference(old).size,
      ]);
    }),
    { numRuns: 200 },
  );
});
