// The days of a year: in the words that people read, and against what `simulate` and `why` say of the same days.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Calendar } from "#core/calendar/calendar.ts";
import type { Trigger } from "#core/pipeline.ts";
import { simulate } from "#core/simulation/estate.ts";
import { calendarReasons } from "#core/why-calendar.ts";
import { whyOnDate } from "#core/why-date.ts";
import { daysOfYear, type YearFacts } from "#core/year/days.ts";
import type { Deployed } from "#core/year/due-days.ts";
import { dayRule } from "#test/support/random-days.ts";
import { simulatedCalendars } from "#test/support/simulated-calendars.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const trigger = (cron: string, timezone = "UTC", calendar: Calendar | null = null): Trigger => ({
  schedule: {
    cron,
    ...(calendar === null
      ? {}
      : { days: { calendar, roll: "skip", limit: 31, shift: 0, newDay: "00:00" } }),
  },
  timezone,
  missed: "latest",
});
const bank: Calendar = {
  ...{ name: "bank", weekdays: ["mon", "tue", "wed", "thu", "fri"], days: [], within: [] },
  ...{ except: [{ date: "12-25", name: "Christmas Day" }], also: [], from: null, until: null },
};
const deployed = (
  time: string,
  commit: string,
  triggers: Trigger[] | null,
  staged: string | null = null,
): Deployed => ({
  ...{ at: at(time), commit: commit.padEnd(40, "0"), staged },
  pipeline: triggers && { triggers, newDay: "00:00" },
});
const facts = (fields: Partial<YearFacts> = {}): YearFacts => ({
  ...{ timezone: "UTC", newDay: "00:00", now: at("2026-11-26T12:00"), blackouts: [], lines: {} },
  ...{ ran: new Set<string>(), nextAt: at("2026-11-27T06:00"), isCut: false },
  deployed: [deployed("2026-03-02T10:00", "abc1", [trigger("0 6 * * *", "UTC", bank)])],
  ...fields,
});
const dayOf = (date: string, fields: Partial<YearFacts> = {}) =>
  daysOfYear(Number(date.slice(0, 4)), facts(fields)).find((one) => one.date === date);

test("a day is before the first deployment, lost, planned or left out, with the rule that does it", () => {
  expect(dayOf("2026-03-01")?.unobserved).toBe(
    "commit abc100000000 deployed it first after this day",
  );
  expect(dayOf("2026-03-02")?.unobserved).toBe(
    "commit abc100000000 deployed it first after it was due",
  );
  expect(dayOf("2026-03-01", { isCut: true })?.unobserved).toMatch(/more often since then/);
  expect(dayOf("2026-03-01", { deployed: [] })?.unobserved).toBe("it was not deployed yet");
  expect(dayOf("2026-03-03")?.unobserved).toBe(
    "it was due, and what became of it is not kept any more",
  );
  expect(dayOf("2026-03-03", { ran: new Set(["2026-03-03"]) })).toMatchObject({
    ...{ planned: 0, exclusions: [], unobserved: null },
  });
  expect(dayOf("2026-03-03", { nextAt: at("2026-03-03T06:00") })?.unobserved).toBe(
    "it was due, and no server has taken it up",
  );
  expect(dayOf("2026-11-27")).toMatchObject({ planned: 1, isMore: false, exclusions: [] });
  expect(dayOf("2026-12-25")?.exclusions).toEqual([
    {
      ...{ by: "calendar", name: "bank", isWeekly: false },
      text: "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml); no run",
    },
  ]);
  expect(dayOf("2027-12-25")?.exclusions[0]).toMatchObject({
    ...{ isWeekly: true, text: expect.stringContaining("Christmas Day") },
  });
  expect(dayOf("2026-12-26")?.exclusions).toMatchObject([{ by: "calendar", isWeekly: true }]);
});

test("a blackout takes out what it skips, and only puts off what starts afterwards", () => {
  const blackout = { id: 1, actor: "ada", reason: "year end" } as const;
  const night = { from: at("2026-12-01T00:00"), to: at("2026-12-02T00:00") };
  const hourly = [deployed("2026-03-02T10:00", "abc1", [trigger("0 * * * *")])];
  const skip = [{ ...blackout, ...night, mode: "skip" as const }];
  const later = [{ ...blackout, ...night, mode: "later" as const }];
  const half = [
    { ...blackout, from: night.from, to: night.from + 43_200_000, mode: "skip" as const },
  ];
  const told = (blackouts: YearFacts["blackouts"]) =>
    dayOf("2026-12-01", { blackouts, deployed: hourly });
  expect(told(skip)).toMatchObject({ planned: 0, exclusions: [{ by: "blackout" }] });
  expect(told(skip)?.exclusions[0]?.text).toContain("by ada: year end; runs are skipped");
  expect(told(half)?.planned).toBe(12);
  expect(told(later)).toMatchObject({ planned: 24, exclusions: [{ by: "blackout" }] });
});

test("a change holds from its deployment on, a removal and a wave at others are said", () => {
  const changes = [
    deployed("2026-03-02T10:00", "abc1", [trigger("0 6 * * *")]),
    deployed("2026-11-28T00:00", "abc2", null),
    deployed("2026-11-30T10:00", "abc3", [trigger("0 6,18 * * *")]),
    deployed("2026-12-03T10:00", "abc4", [trigger("0 6 * * *")], "gl-1 is at the stage observe"),
  ];
  const told = (date: string) => dayOf(date, { deployed: changes, now: at("2026-12-05T00:00") });
  expect(told("2026-11-29")?.unobserved).toBe("commit abc200000000 had removed it");
  expect(told("2026-12-04")?.exclusions).toMatchObject([
    { by: "stage", text: "gl-1 is at the stage observe since commit abc400000000" },
  ]);
});

const cron = fc.constantFrom(
  ...["0 6 * * *", "30 2 * * *", "30 1 * * 2-6", "*/30 * * * *", "0 0 1 * *", "15 0,3,23 * * 0"],
  ...["0 7 29 2 *", "0 */6 * * 1-5"],
);
const random = fc.record({
  rule: dayRule,
  crons: fc.array(cron, { minLength: 1, maxLength: 2 }),
  calendar: fc.option(fc.constantFrom(...simulatedCalendars)),
  before: fc.option(cron),
  since: fc.integer({ min: -20, max: 250 }),
  now: fc.integer({ min: -10, max: 375 }),
});

test("each day of a year is what `simulate` and `why` say of it", () => {
  fc.assert(
    fc.property(random, ({ rule, crons, calendar, before, since, now }) => {
      const start = at("2026-01-01T00:00");
      const made = (list: readonly string[]) =>
        list.map((text): Trigger => {
          const plain = trigger(text, rule.timezone, calendar);
          const { days } = plain.schedule;
          return days
            ? { ...plain, schedule: { ...plain.schedule, days: { ...days, newDay: rule.newDay } } }
            : plain;
        });
      const revisions = [
        ...(before === null ? [] : [{ at: newestOf(since - 60), list: [before] }]),
        { at: newestOf(since), list: crons },
      ].map(({ at: applied, list }, n) => ({
        ...{ at: applied, commit: `${n}`.repeat(40), triggers: made(list) },
      }));
      const nowAt = Math.max(start + now * 86_400_000 + 43_200_000, newestOf(since) + 1);
      const current = revisions.at(-1)?.triggers ?? [];
      const planned = new Map<string, number>();
      const years = { from: { date: "2026-01-01" }, to: { date: "2027-01-01" } };
      const timed = { name: "p", newDay: rule.newDay, triggers: current };
      for (const [, { at: due, date }] of simulate([timed], years))
        if (due > nowAt) planned.set(date, (planned.get(date) ?? 0) + 1);
      const days = [
        ...daysOfYear(2026, {
          ...{ ...rule, now: nowAt, blackouts: [], lines: {}, ran: new Set(), isCut: false },
          nextAt: null,
          deployed: revisions.map((one) => ({
            ...{ at: one.at, commit: one.commit, staged: null },
            pipeline: { triggers: one.triggers, newDay: rule.newDay },
          })),
        }),
      ];
      expect(days.map(({ date }) => date).join()).toBe(everyDay.join());
      expect(
        new Map(days.flatMap((day) => (day.planned > 0 ? [[day.date, day.planned]] : []))),
      ).toEqual(planned);
      for (const day of days.filter((_, n) => n % 17 === now % 17)) {
        const why = whyOnDate({
          ...{ ...rule, date: day.date, now: nowAt, recorded: new Set<number>() },
          nextAt: null,
          deployed: revisions.map((one) => ({
            ...{ at: one.at, commit: one.commit, hasAfter: false, wave: null },
            triggers: one.triggers.map((due) => ({ ...due, newDay: rule.newDay })),
          })),
        }).map(({ kind }) => kind);
        expect([day.date, day.planned > 0]).toEqual([day.date, why.includes("due")]);
        const isLost = why.includes("notKept") && !why.includes("due");
        const isBefore =
          why.includes("notDeployed") && !why.includes("due") && day.unobserved !== null;
        expect([day.date, day.unobserved !== null]).toEqual([day.date, isLost || isBefore]);
        if (day.exclusions.length > 0)
          expect(day.exclusions.map(({ text }) => text)).toEqual(
            liveTriggers(revisions, day.date, rule).flatMap((one) =>
              calendarReasons([one], day.date, {}).map(({ message }) => message),
            ),
          );
      }
    }),
    { numRuns: 25 },
  );
});

const newestOf = (day: number) => at("2026-01-01T10:00") + day * 86_400_000;

const everyDay = Array.from({ length: 365 }, (_, n) =>
  new Date(at("2026-01-01T00:00") + n * 86_400_000).toISOString().slice(0, 10),
);

/** Of the last revision that was deployed before the date ends. */
function liveTriggers(
  revisions: readonly { at: number; triggers: Trigger[] }[],
  date: string,
  { timezone, newDay }: { timezone: string; newDay: string },
): Trigger[] {
  const ends = Temporal.PlainDate.from(date)
    .add({ days: 1 })
    .toZonedDateTime({
      ...{ timeZone: timezone, plainTime: newDay },
    }).epochMilliseconds;
  return revisions.findLast((one) => one.at < ends)?.triggers ?? [];
}
