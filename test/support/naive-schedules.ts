// Structured schedules at random, and what they mean: written from the documentation, date by date and minute by minute.

import fc from "fast-check";
import { months, type Weekday, weekdays } from "#core/calendar/calendar.ts";
import { dateOf } from "#core/calendar/date.ts";
import type { CountUnit, NamedDates } from "#core/calendar/named-dates.ts";
import type { ScheduleForm } from "#core/pipeline.ts";

export type StructuredForm = Exclude<ScheduleForm, { cron: string }>;

const clockText = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) =>
    [Math.floor(minute / 60), minute % 60].map((part) => `${part}`.padStart(2, "0")).join(":"),
  );

const nthOf = (max: number): fc.Arbitrary<number[]> =>
  fc.uniqueArray(
    fc.integer({ min: -max, max }).filter((n) => n !== 0),
    { minLength: 1, maxLength: 3 },
  );

const counts = (units: readonly CountUnit[]) =>
  fc
    .record({
      unit: fc.constantFrom(...units),
      of: fc.constantFrom("week", "month", "quarter", "year"),
    })
    .chain(({ unit, of }) =>
      nthOf({ week: 5, month: 21, quarter: 60, year: 250 }[of]).map((nth) => ({
        ...{ unit, of, nth: nth.sort((a, b) => a - b) },
      })),
    );

/** @param units What it may count. */
export const namedDates = (
  units: readonly CountUnit[] = ["day", "weekday", "businessDay"],
): fc.Arbitrary<NamedDates> =>
  fc
    .record(
      {
        count: counts(units),
        weekdays: fc.subarray([...weekdays], { minLength: 1 }),
        months: fc.subarray([...months], { minLength: 1 }),
      },
      { requiredKeys: [] },
    )
    .map((rule) =>
      rule.count?.unit === "weekday" ? { weekdays: ["tue", "fri"] as Weekday[], ...rule } : rule,
    );

/** @param on What it may say of dates. */
export const structuredForms = (
  on: fc.Arbitrary<NamedDates> = namedDates(),
): fc.Arbitrary<StructuredForm> =>
  fc.oneof(
    fc
      .tuple(fc.uniqueArray(clockText, { minLength: 1, maxLength: 4 }), fc.option(on))
      .map(([daily, rule]) => ({ daily: daily.sort(), ...(rule && { on: rule }) })),
    fc
      .tuple(
        fc.integer({ min: 1, max: 1440 }),
        fc.option(clockText),
        fc.option(clockText),
        fc.option(on),
      )
      .map(([minutes, from, until, rule]) => ({
        ...{ everyMs: minutes * 60_000, from, until, ...(rule && { on: rule }) },
      })),
  );

const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Minutes after midnight of the date for which they count, over two days on. */
function minutesAfter(form: StructuredForm, newDay: string): Set<number> {
  const begins = minutesOf(newDay);
  const counted = (minute: number) => (minute < begins ? minute + 1440 : minute);
  if ("daily" in form) return new Set(form.daily.map((time) => counted(minutesOf(time))));
  if ("nth" in form) return new Set(form.at.map((time) => counted(minutesOf(time))));
  const from = minutesOf(form.from ?? "00:00");
  const until = minutesOf(form.until ?? "23:59");
  const last = until < from ? until + 1440 : until;
  const ticks: number[] = [];
  for (let minute = from; minute <= last; minute += form.everyMs / 60_000) ticks.push(minute);
  // Over midnight the whole interval counts for the date on which it begins.
  const isOverMidnight = ticks.some((minute) => minute >= 1440);
  const found = ticks.map((minute) =>
    isOverMidnight ? counted(from) + minute - from : counted(minute),
  );
  return new Set(found);
}

export const ruleOf = (form: StructuredForm): NamedDates | null =>
  "nth" in form
    ? { count: { unit: "businessDay", nth: form.nth, of: form.of } }
    : (form.on ?? null);

/** Whether a local minute (as if it were UTC, in milliseconds) is due; `isDate` tells which dates have runs. */
export function isDueAt(
  form: StructuredForm,
  newDay: string,
  isDate: (day: number) => boolean,
): (wall: number) => boolean {
  const minutes = minutesAfter(form, newDay);
  return (wall) => {
    const minute = Math.floor(wall / 60_000);
    const day = Math.floor(minute / 1440);
    return [0, 1, 2].some(
      (back) => minutes.has(minute - (day - back) * 1440) && isDate(day - back),
    );
  };
}

/** Whether a rule names a day: the whole period is written out and counted off. */
export function isNamed(
  { count, weekdays: onDays, months: onMonths }: NamedDates,
  day: number,
  isBusinessDay: (day: number) => boolean,
): boolean {
  const weekdayOf = (one: number) => weekdays[new Date(one * 86_400_000).getUTCDay()] as Weekday;
  const { month } = Temporal.PlainDate.from(dateOf(day));
  if (onMonths !== undefined && !onMonths.some((name) => months.indexOf(name) === month - 1))
    return false;
  if (onDays !== undefined && !onDays.includes(weekdayOf(day))) return false;
  if (count === undefined) return true;
  const counted = periodOf(day, count.of).filter(
    (one) =>
      count.unit === "day" ||
      (count.unit === "weekday" ? onDays?.includes(weekdayOf(one)) : isBusinessDay(one)),
  );
  return count.nth.some((n) => counted.at(n > 0 ? n - 1 : n) === day);
}

const known = new Map<string, number[]>();

/** All days of the week, month, quarter or year. */
function periodOf(day: number, of: "week" | "month" | "quarter" | "year"): number[] {
  const date = Temporal.PlainDate.from(dateOf(day));
  const start = {
    week: () => date.subtract({ days: date.dayOfWeek - 1 }),
    month: () => date.with({ day: 1 }),
    quarter: () => date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 }),
    year: () => date.with({ month: 1, day: 1 }),
  }[of]();
  return known.getOrInsertComputed(`${of} ${start}`, () => {
    const end = start.add({
      ...{ week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 }, year: { years: 1 } }[
        of
      ],
    });
    const days: number[] = [];
    for (let one = start; Temporal.PlainDate.compare(one, end) < 0; one = one.add({ days: 1 }))
      days.push(Date.parse(`${one}`) / 86_400_000);
    return days;
  });
}
