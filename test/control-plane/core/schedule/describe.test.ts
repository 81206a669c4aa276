// What a description says is what fires: it is read back, and compared with the due times of the engine.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Roll } from "#core/calendar/business.ts";
import {
  type Calendar,
  type CalendarRule,
  type Weekday,
  weekdays,
} from "#core/calendar/calendar.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { CalendarDays } from "#core/calendar/on-days.ts";
import type { Schedule, ScheduleForm } from "#core/pipeline.ts";
import { checkSchedule } from "#core/schedule/check.ts";
import { clockChangesText, describeSchedule } from "#core/schedule/describe.ts";
import { jitterOf } from "#core/schedule/jitter.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { starts, zones } from "#test/support/clocks.ts";
import { cronTexts } from "#test/support/cron-texts.ts";
import { ruleOf, structuredForms } from "#test/support/naive-schedules.ts";
import { readBack } from "#test/support/said-schedules.ts";

const target2: CalendarDays = {
  calendar: { ...mondayToFriday, name: "target2" },
  ...{ roll: "skip", limit: 31, shift: 0, newDay: "00:00" },
};
const plain: CalendarDays = { ...target2, calendar: null };

test.for<[Schedule, string]>([
  [{ cron: "0 6 * * *" }, "at 06:00 every day, Berlin time"],
  [
    { cron: "0 6 * * *", days: { ...target2, roll: "next" } },
    "at 06:00 on target2 business days, Berlin time; next business day if excluded",
  ],
  [
    { cron: "0 6 * * *", jitter: { withinMs: 600_000, offsetMs: 200_000 } },
    "at 06:00 every day, Berlin time; each 3m20s later by its jitter within 10m",
  ],
  [
    { cron: "*/15 8-17 * * mon-fri" },
    "every 15 minutes from 08:00 to 17:45 on Mondays to Fridays, Berlin time",
  ],
  [
    { cron: "0 0 1,15 * 5" },
    "at 00:00 on the 1st and 15th of the month and also on Fridays, Berlin time",
  ],
  [
    { cron: "0 0 */10 * 5", dialect: "debian" },
    "at 00:00 on Fridays where that is the 1st, 11th, 21st or 31st of the month, Berlin time",
  ],
  [
    { cron: "Mon *-*~07/1 18:00 Asia/Tokyo", dialect: "systemd" },
    "at 18:00 on Mondays where that is the last day to 7th last day of the month, Tokyo time",
  ],
  [
    { nth: [-1, 1], of: "month", at: ["18:00"], days: { ...plain, shift: 1 } },
    "at 18:00 on the 1st and last business day (Monday to Friday) of each month, Berlin time; then 1 business day later",
  ],
  [
    {
      ...{ everyMs: 900_000, from: "22:00", until: "04:00" },
      ...{ on: { weekdays: ["fri"], months: ["jan", "feb", "mar"] }, days: plain },
    },
    "every 15 minutes from 22:00 to 04:00 the day after on Fridays in January to March, Berlin time",
  ],
  [
    {
      daily: ["03:00"],
      on: { count: { unit: "day", nth: [1], of: "quarter" } },
      days: { ...plain, newDay: "05:00" },
    },
    "at 03:00 on the 1st day of each quarter, Berlin time; what is due before 05:00 counts for the day before",
  ],
])("%o", ([schedule, text]) => {
  expect(describeSchedule(schedule, "Europe/Berlin")).toBe(text);
});

/** What our own text and systemd's have besides. */
const rareTexts: fc.Arbitrary<ScheduleForm> = fc.oneof(
  fc
    .tuple(
      fc.subarray(["L", "L-2", "L-3", "L-4", "15W", "31W", "1W", "LW", "7", "10-12"]),
      fc.subarray(["1-12", "*/3", "7"], { minLength: 1, maxLength: 1 }),
      fc.subarray(["mon", "fri#2", "tueL", "sat#5", "wed-fri"]),
    )
    .map(([dates, [month], days]) => ({
      cron: `30 6 ${dates.join() || "*"} ${month} ${days.join() || "*"}`,
    })),
  fc
    .tuple(
      fc.constantFrom("", "Mon,Sat..Sun ", "Tue "),
      fc.constantFrom("*", "2027,2030..2040", "2026"),
      fc.constantFrom("-", "~"),
      fc.constantFrom("05..09", "1,3", "02"),
      fc.constantFrom("06:00:30", "08..10:00/20", "*:*:00/7", "07:15:10..12"),
    )
    .map(([days, year, mark, date, time]) => ({
      ...{ cron: `${days}${year}-03..05${mark}${date} ${time}`, dialect: "systemd" as const },
    })),
);

const forms: fc.Arbitrary<ScheduleForm> = fc.oneof(
  { weight: 3, arbitrary: cronTexts.map(({ text: cron, dialect }) => ({ cron, dialect })) },
  { weight: 1, arbitrary: rareTexts },
  { weight: 3, arbitrary: structuredForms() },
);

const calendars = fc.record({
  week: fc.subarray([...weekdays] as Weekday[], { minLength: 2 }),
  closed: fc.uniqueArray(fc.integer({ min: -200, max: 300 }), { maxLength: 80 }),
});

const keeping = fc.record({
  isKept: fc.boolean(),
  roll: fc.constantFrom<Roll>("skip", "next", "previous", "nearest"),
  limit: fc.constantFrom(1, 3, 31),
  shift: fc.integer({ min: -3, max: 3 }),
  newDay: fc.constantFrom("00:00", "00:00", "07:00", "22:30"),
  withinMs: fc.constantFrom(null, 600_000),
});

/** The first instants that only one side has: whole lists of them would fill the report. */
function differences(said: readonly number[], due: readonly number[]): string[] {
  const missing = (side: string, one: readonly number[], other: readonly number[]) =>
    [...new Set(one).difference(new Set(other))]
      .slice(0, 3)
      .map((at) => `only ${side}: ${new Date(at).toISOString()}`);
  return [...missing("said", said, due), ...missing("due", due, said)];
}

test("read back, a description gives the times at which the schedule fires", () => {
  fc.assert(
    fc.property(
      forms,
      calendars,
      keeping,
      fc.integer({ min: dayOf("1990-01-01"), max: dayOf("2100-01-01") }),
      (form, { week, closed }, { isKept, newDay, withinMs, ...moves }, first) => {
        fc.pre(checkSchedule(form).every(({ severity }) => severity !== "error"));
        const except: CalendarRule[] = closed.map((day) => ({ date: dateOf(first + day) }));
        const bank: Calendar = { ...mondayToFriday, name: "bank", weekdays: week, except };
        const rule = "cron" in form ? null : ruleOf(form);
        const days = isKept
          ? { calendar: bank, newDay, ...moves }
          : rule === null
            ? undefined
            : { ...plain, newDay };
        const kept: Schedule = { ...form, ...(days && { days }) };
        const names = { project: "p", pipeline: `${first}`, trigger: 0 };
        const schedule: Schedule =
          withinMs === null
            ? kept
            : { ...kept, jitter: jitterOf(kept, withinMs, days?.newDay ?? "00:00", names) };
        const text = describeSchedule(schedule, "UTC");
        const shut = new Set(closed.map((day) => first + day));
        const said = readBack(text, (name, day) => {
          expect(name).toBe("bank");
          return (
            week.includes(weekdays[new Date(day * 86_400_000).getUTCDay()] as Weekday) &&
            !shut.has(day)
          );
        });
        const compiled = compileSchedule(schedule, "UTC");
        const end = first + 40;
        const due = [...new Set(occurrences(compiled, first * 86_400_000, end * 86_400_000))];
        expect(said.zone, text).toBe("UTC");
        expect(differences(said.due(first, end), due), text).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

/** Instants at which a zone's clocks show a local time: none in a gap, two where they show it twice. */
function shownAt(wall: number, zone: string): { shown: number[]; afterGap: number } {
  const local = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, 19));
  const both = (["earlier", "later"] as const).map((disambiguation) =>
    local.toZonedDateTime(zone, { disambiguation }),
  );
  const [early, late] = both.map(({ epochMilliseconds }) => epochMilliseconds) as [number, number];
  const shown = both.filter((at) => at.toPlainDateTime().equals(local)).length === 0 ? [] : [early];
  if (shown.length > 0 && late !== early) shown.push(late);
  const gap = both[0]?.getTimeZoneTransition("next");
  return { shown, afterGap: gap?.epochMilliseconds ?? Number.NaN };
}

/** What the sentence about changes of clocks says of a local time. */
function instantsBy(sentence: string | null, wall: number, zone: string): number[] {
  const { shown, afterGap } = shownAt(wall, zone);
  if (shown.length === 0) return sentence?.includes("right after the gap") ? [afterGap] : [];
  return sentence?.includes("runs both times") ? shown : shown.slice(0, 1);
}

test("what it says of changes of clocks is what happens there", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones).chain((zone) => fc.tuple(fc.constant(zone), starts(zone))),
      fc.oneof(
        cronTexts.map(({ text: cron, dialect }): Schedule => ({ cron, dialect })),
        structuredForms(fc.constant({})),
      ),
      ([zone, near], schedule) => {
        fc.pre(checkSchedule(schedule).every(({ severity }) => severity !== "error"));
        const days = Temporal.Instant.fromEpochMilliseconds(near).toZonedDateTimeISO(zone);
        const from = days.subtract({ days: 2 }).with({ hour: 12, minute: 0, second: 0 });
        const to = from.add({ days: 5 });
        // Kwajalein and Apia left a whole day out: "less than three hours" says nothing of that.
        for (let at = from.subtract({ days: 1 }); ; ) {
          const change = at.getTimeZoneTransition("next");
          if (change === null || change.epochMilliseconds > to.epochMilliseconds) break;
          const before = change.subtract({ milliseconds: 1 });
          fc.pre(Math.abs(change.offsetNanoseconds - before.offsetNanoseconds) < 3 * 3600e9);
          at = change;
        }
        const said = readBack(describeSchedule(schedule, zone), () => false);
        const sentence = clockChangesText(schedule, zone);
        const dayOfZoned = (at: Temporal.ZonedDateTime) => dayOf(at.toPlainDate().toString());
        const due = said
          .due(dayOfZoned(from) - 1, dayOfZoned(to) + 2)
          .flatMap((wall) => instantsBy(sentence, wall, zone))
          .filter((at) => at >= from.epochMilliseconds && at < to.epochMilliseconds);
        const found = occurrences(
          compileSchedule(schedule, zone),
          from.epochMilliseconds,
          to.epochMilliseconds,
        );
        const text = `${describeSchedule(schedule, zone)}: ${sentence}`;
        expect(differences([...due], [...found]), text).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});
