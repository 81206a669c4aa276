import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { businessDate } from "#core/business-date.ts";
import type { Schedule } from "#core/pipeline.ts";
import { changeOver, changeOverText } from "#core/simulation/change-over.ts";
import { fires, type Timed } from "#core/simulation/fire.ts";
import { timeOfDay, timezone } from "#test/support/random-days.ts";

const timed = (schedule: Schedule, newDay = "00:00", zone = "UTC"): Timed => ({
  newDay,
  triggers: [{ schedule, timezone: zone, missed: "latest" }],
});
const at = (text: string) => Date.parse(`2026-11-26T${text}:00Z`);
const told = (before: Timed, after: Timed, clock = "12:00") =>
  changeOver(before, after, at(clock)).map((one) => changeOverText(one));

describe("a date gets", () => {
  const night: Schedule = { daily: ["03:00"] };
  test("two runs, when new day moves behind the due time", () => {
    expect(told(timed(night), timed(night, "07:00"))).toEqual([
      "2026-11-26 gets 2 runs instead of 1: 2026-11-26T03:00:00Z, 2026-11-27T03:00:00Z",
    ]);
  });
  test("none, when it moves back", () => {
    expect(told(timed(night, "07:00"), timed(night))).toEqual([
      "2026-11-26 gets no run instead of 1",
    ]);
  });
  test("none, when its time has passed by the new schedule and had not come by the old one", () => {
    const [evening, morning] = [timed({ cron: "0 18 * * *" }), timed({ cron: "0 6 * * *" })];
    expect(told(evening, morning)).toEqual(["2026-11-26 gets no run instead of 1"]);
    expect(told(morning, evening)).toEqual([
      "2026-11-26 gets 2 runs instead of 1: 2026-11-26T06:00:00Z, 2026-11-26T18:00:00Z",
    ]);
    // What is due at the instant of the deployment has come by the old rules.
    expect(told(morning, evening, "06:00")).toHaveLength(1);
    expect(told(morning, evening, "05:59")).toEqual([]);
  });
  test("fewer than it should, when dates are counted otherwise", () => {
    const twice: Schedule = { daily: ["03:00", "07:00"] };
    expect(told(timed(twice, "05:00"), timed(twice))).toEqual([
      "2026-11-26 gets 1 run instead of 2: 2026-11-26T07:00:00Z",
    ]);
  });
  test("what it should, when only the rhythm of many runs changes", () => {
    const every = (everyMs: number) => timed({ everyMs, from: null, until: null });
    expect(told(every(3_600_000), every(900_000))).toEqual([]);
  });
  test("nothing to lose, when one side has none for it", () => {
    const [weekdays, weekends] = [timed({ cron: "0 18 * * 1-5" }), timed({ cron: "0 6 * * 6,0" })];
    expect(told(weekdays, weekends)).toEqual([]);
  });
});

test("without a schedule on a side there is no change-over, and none between equal ones", () => {
  const one = timed({ daily: ["03:00"] });
  expect(changeOver(one, { newDay: "00:00", triggers: [] }, at("12:00"))).toEqual([]);
  expect(changeOver(one, structuredClone(one), at("12:00"))).toEqual([]);
});

test("whatever the rules, every date that loses all its runs, or has two of one, is told", () => {
  const side = fc.record({
    newDay: timeOfDay,
    triggers: fc
      .tuple(timeOfDay, timezone)
      .map(([time, zone]) => [
        { schedule: { daily: [time] }, timezone: zone, missed: "latest" as const },
      ]),
  });
  const instant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2060, 0, 1) });
  fc.assert(
    fc.property(side, side, instant, (before, after, at) => {
      const range = { from: { at: at - 6 * 86_400_000 }, to: { at: at + 6 * 86_400_000 } };
      const [old, young] = [[...fires(before, range)], [...fires(after, range)]];
      const gets = [...old.filter((f) => f.at <= at), ...young.filter((f) => f.at > at)];
      const count = (all: { date: string }[], date: string) =>
        all.filter((each) => each.date === date).length;
      const centre = Date.parse(businessDate(at, { timezone: "UTC", newDay: "00:00" }));
      const dates = [-3, -2, -1, 0, 1, 2, 3].map((days) =>
        new Date(centre + days * 86_400_000).toISOString().slice(0, 10),
      );
      const odd = dates.filter((date) => {
        const [was, is, runs] = [count(old, date), count(young, date), count(gets, date)];
        return was === 1 && is === 1 && runs !== 1;
      });
      const found = changeOver(before, after, at);
      const single = found.filter((one) => one.before === 1 && one.after === 1);
      expect(single.map(({ date }) => date)).toEqual(odd);
    }),
    { numRuns: 200 },
  );
});
