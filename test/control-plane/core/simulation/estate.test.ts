// Simulations against the plain list of what each trigger of each pipeline gives, over random estates and ranges.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { businessDate } from "#core/business-date.ts";
import type { CalendarDays } from "#core/calendar/on-days.ts";
import { nextRuns } from "#core/next-runs.ts";
import type { Pipeline, Schedule } from "#core/pipeline.ts";
import { numbered, slotOf } from "#core/schedule/due.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { simulate } from "#core/simulation/estate.ts";
import { holds, type Range } from "#core/simulation/range.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { date, nearChange, timeOfDay, timezone } from "#test/support/random-days.ts";

const days: CalendarDays = {
  ...{ calendar: null, roll: "next", limit: 31, shift: 0, newDay: "00:00" },
};

const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.constantFrom<Schedule[]>(
    { cron: "0 * * * *" },
    { cron: "30 2 * * *" },
    { cron: "*/20 2 * * *" },
    { cron: "0 0 * * 1-5" },
    { cron: "0-59/20 2 * * *", dialect: "debian" },
    { cron: "0-59/20 0,1 * * *", dialect: "cronie" },
    { cron: "15 1,2,3 * * *", dialect: "kubernetes" },
    { cron: "30 2 * * *", days },
    { everyMs: 7_200_000, from: null, until: null },
    { nth: [1, -1], of: "week", at: ["02:30"], days },
    { everyMs: 3_600_000, from: "22:00", until: "03:00", on: { weekdays: ["fri", "sat"] }, days },
    { daily: ["01:30"], on: { count: { unit: "day", nth: [-1], of: "week" } } },
  ),
  timeOfDay.map((time): Schedule => ({ daily: [time] })),
);

const trigger = fc.record({ schedule, timezone, missed: fc.constant("latest" as const) });
const estate = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      triggers: fc.array(trigger, { maxLength: 3 }),
      newDay: timeOfDay,
    })
    .map(({ name, ...more }) => pipeline(name, [task("t")], more)),
  { selector: ({ name }) => name, maxLength: 6 },
);

/** Three bounds in order, each an instant or a date. */
const bounds = fc
  .tuple(date, timezone, fc.tuple(fc.nat(4), fc.nat(4)), fc.tuple(fc.boolean(), fc.nat(86_400)))
  .map(([from, zone, [a, b], [isDate, second]]) => {
    const first = nearChange(from, zone, -1);
    const plus = (days: number) => Temporal.PlainDate.from(first).add({ days }).toString();
    return [first, plus(a), plus(a + b)].map((each) =>
      isDate ? { date: each } : { at: Date.parse(each) + second * 1000 },
    ) as [Range["from"], Range["from"], Range["from"]];
  });

interface Line {
  at: number;
  pipeline: string;
  ordinal: number;
  date: string;
}

const lines = (pipelines: readonly Pipeline[], range: Range): Line[] =>
  [...simulate(pipelines, range)].map(([{ name }, { at, ordinal, date }]) => ({
    ...{ at, pipeline: name, ordinal, date },
  }));

const inOrder = (a: Line, b: Line): number =>
  a.at - b.at ||
  (a.pipeline === b.pipeline ? a.ordinal - b.ordinal : a.pipeline < b.pipeline ? -1 : 1);

/** Of far more than the range, then cut to it. */
function plainly(pipelines: readonly Pipeline[], range: Range): Line[] {
  const instant = (bound: Range["from"]) => ("at" in bound ? bound.at : Date.parse(bound.date));
  const margin = 3 * 86_400_000;
  const found = pipelines.flatMap(({ name, triggers, newDay }) => {
    const slots = new Map<string, Line>();
    for (const { schedule, timezone } of triggers) {
      const compiled = compileSchedule(schedule, timezone);
      const due = occurrences(compiled, instant(range.from) - margin, instant(range.to) + margin);
      for (const { at, ordinal } of numbered(due))
        slots.getOrInsertComputed(slotOf(at, ordinal), () => ({
          ...{ at, pipeline: name, ordinal, date: businessDate(at, { timezone, newDay }) },
        }));
    }
    return [...slots.values()];
  });
  return found.filter((line) => holds(range, line)).sort(inOrder);
}

describe("of any estate", () => {
  test("it is what the schedules give, in order: by instant, name, ordinal", () => {
    fc.assert(
      fc.property(estate, bounds, (pipelines, [from, , to]) => {
        expect(lines(pipelines, { from, to })).toEqual(plainly(pipelines, { from, to }));
      }),
      { numRuns: 300 },
    );
  });

  test("two halves are the whole", () => {
    fc.assert(
      fc.property(estate, bounds, (pipelines, [from, middle, to]) => {
        const halves = [
          ...lines(pipelines, { from, to: middle }),
          ...lines(pipelines, { from: middle, to }),
        ];
        const whole = lines(pipelines, { from, to });
        // Business dates of different zones end at different instants, so that halves by dates overlap in time.
        expect(halves.toSorted(inOrder)).toEqual(whole);
        if ("at" in middle) expect(halves).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test("its first instants are those of `next`", () => {
    fc.assert(
      fc.property(estate, date, (pipelines, from) => {
        const at = Date.parse(from);
        for (const one of pipelines) {
          const range = { from: { at: at + 1 }, to: { at: at + 9 * 86_400_000 } };
          const instants = lines([one], range).map((line) =>
            Temporal.Instant.fromEpochMilliseconds(line.at).toString(),
          );
          const found = [...new Set(instants)].slice(0, 3);
          const next = nextRuns(one, Temporal.Instant.fromEpochMilliseconds(at), found.length);
          expect(found).toEqual(next);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test("pipelines that fire alike are worked out once", () => {
  const triggers = [{ schedule: { cron: "0 6 * * *" }, timezone: "UTC", missed: "all" as const }];
  const alike = ["b", "a"].map((name) => pipeline(name, [task("t")], { triggers }));
  const range = { from: { date: "2026-11-23" }, to: { date: "2026-11-25" } };
  const found = [...simulate(alike, range)];
  expect(found.map(([{ name }]) => name)).toEqual(["a", "b", "a", "b"]);
  expect(found[0]?.[1]).toBe(found[1]?.[1]);
});

test("years of seconds are begun at once, and nothing of them is kept", () => {
  const triggers = [
    {
      schedule: { everyMs: 1000, from: null, until: null },
      timezone: "UTC",
      missed: "all" as const,
    },
  ];
  const one = pipeline("ticks", [task("t")], { triggers });
  const range = { from: { date: "2026-01-01" }, to: { date: "2150-01-01" } };
  const first = simulate([one], range).take(3);
  expect([...first].map(([, { at }]) => at - Date.UTC(2026, 0, 1))).toEqual([0, 1000, 2000]);
});
