// By the examples of RFC 5545 that are of days, and against a walk over the days with Temporal.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import {
  type RecurrenceRule,
  readRecurrence,
  recurringDays,
} from "#core/calendar/ics/recurrence.ts";

function days(text: string, start: string, end: string): string[] {
  const rule = readRecurrence(text);
  if (typeof rule === "string") throw new Error(rule);
  const last = rule.until === null ? Number.POSITIVE_INFINITY : dayOf(isoOf(rule.until));
  return [...recurringDays(rule, dayOf(start), last, dayOf(end))].map(dateOf);
}
const isoOf = (text: string) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;

describe("RFC 5545, 3.8.5.3", () => {
  test.each([
    [
      "FREQ=DAILY;INTERVAL=10;COUNT=5",
      "1997-09-02",
      "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12",
    ],
    ["FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02", "1997-09-02 1997-09-16 1997-09-30 1997-10-14"],
    [
      "FREQ=WEEKLY;UNTIL=19971007;WKST=SU;BYDAY=TU,TH",
      "1997-09-02",
      "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16",
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
      "1997-08-05",
      "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
      "1997-08-05",
      "1997-08-05 1997-08-17 1997-08-19 1997-08-31",
    ],
    [
      "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
      "1997-09-05",
      "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02",
    ],
    [
      "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
      "1997-09-07",
      "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04",
    ],
    [
      "FREQ=MONTHLY;BYMONTHDAY=-3",
      "1997-09-28",
      "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29",
    ],
    [
      "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
      "1997-09-30",
      "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30",
    ],
    [
      "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
      "1997-01-01",
      "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09",
    ],
    ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"],
    ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-03-13 1997-03-20 1997-03-27 1998-03-05"],
    [
      "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
      "1998-02-13",
      "1998-02-13 1998-03-13 1998-11-13 1999-08-13",
    ],
    [
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
      "1996-11-05",
      "1996-11-05 2000-11-07 2004-11-02",
    ],
    [
      "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
      "1997-09-04",
      "1997-09-04 1997-10-07 1997-11-06",
    ],
    [
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
      "1997-09-29",
      "1997-09-29 1997-10-30 1997-11-27 1997-12-30",
    ],
    [
      "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
      "2007-01-15",
      "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30",
    ],
    // A day that a year lacks is left out, not moved.
    ["FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29"],
    ["FREQ=MONTHLY", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31"],
  ])("%s from %s: %s …", (rule, start, expected) => {
    const wanted = expected.split(" ");
    const end = `${Number(start.slice(0, 4)) + 20}-01-01`;
    expect(days(rule, start, end).slice(0, wanted.length)).toEqual(wanted);
  });

  test("what never is ends the search", () => {
    expect(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", "2100-01-01")).toEqual([]);
  });
});

test.each([
  ["", "`` of RRULE is not known here"],
  ["INTERVAL=2", "RRULE has no FREQ"],
  ["FREQ=HOURLY", "`FREQ=HOURLY` of RRULE can't be read for days"],
  ["FREQ=DAILY;FREQ=DAILY", "RRULE says FREQ twice"],
  ["FREQ=DAILY;INTERVAL=0", "`INTERVAL=0` of RRULE can't be read for days"],
  ["FREQ=YEARLY;BYMONTH=13", "`BYMONTH=13` of RRULE can't be read for days"],
  ["FREQ=YEARLY;BYDAY=XX", "`BYDAY=XX` of RRULE can't be read for days"],
  ["FREQ=YEARLY;BYWEEKNO=1", "`BYWEEKNO=1` of RRULE is not known here"],
  ["FREQ=YEARLY;BYEASTER=1", "`BYEASTER=1` of RRULE is not known here"],
  ["FREQ=DAILY;COUNT=2;UNTIL=20270101", "RRULE has both COUNT and UNTIL"],
  ["FREQ=WEEKLY;BYDAY=1MO", "RRULE counts weekdays, which FREQ=WEEKLY can't"],
  ["FREQ=WEEKLY;BYMONTHDAY=1", "RRULE has BYMONTHDAY in weeks"],
  ["FREQ=MONTHLY;BYYEARDAY=1", "RRULE has BYYEARDAY with FREQ=MONTHLY"],
])("`%s`: %s", (text, message) => {
  expect(readRecurrence(text)).toBe(message);
});

const codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const signed = (most: number) => fc.integer({ min: -most, max: most }).filter((n) => n !== 0);
const listOf = (one: fc.Arbitrary<number>) =>
  fc.option(fc.uniqueArray(one, { minLength: 1, maxLength: 3 }), { nil: [], freq: 2 });

const rules = fc.record({
  frequency: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
  interval: fc.integer({ min: 1, max: 4 }),
  months: listOf(fc.integer({ min: 1, max: 12 })),
  monthDays: listOf(signed(31)),
  on: fc.uniqueArray(fc.constantFrom(...codes), { maxLength: 3 }),
  nth: fc.option(signed(5), { nil: 0, freq: 2 }),
  position: fc.option(signed(3), { nil: 0, freq: 2 }),
  weekStart: fc.constantFrom(...codes),
});

test("the rule names the days that a walk over all of them finds", () => {
  const start = fc.integer({ min: dayOf("2023-01-01"), max: dayOf("2026-12-31") });
  fc.assert(
    fc.property(rules, start, (given, first) => {
      const { frequency, interval, weekStart } = given;
      const nth = frequency === "MONTHLY" || frequency === "YEARLY" ? given.nth : 0;
      const monthDays = frequency === "WEEKLY" ? [] : given.monthDays;
      const hasBy = given.months.length + monthDays.length + given.on.length > 0;
      const position = hasBy ? given.position : 0;
      const rule = { ...given, monthDays, nth, position };
      const text = [
        `FREQ=${frequency};INTERVAL=${interval};WKST=${weekStart}`,
        ...(rule.months.length > 0 ? [`BYMONTH=${rule.months}`] : []),
        ...(monthDays.length > 0 ? [`BYMONTHDAY=${monthDays}`] : []),
        ...(rule.on.length > 0 ? [`BYDAY=${rule.on.map((day) => `${nth || ""}${day}`)}`] : []),
        ...(position !== 0 ? [`BYSETPOS=${position}`] : []),
      ].join(";");
      const end = "2030-01-01";
      expect(days(text, dateOf(first), end), text).toEqual(walk(rule, dateOf(first), end));
    }),
    { numRuns: 300 },
  );
});

interface Walked {
  frequency: string;
  interval: number;
  months: number[];
  monthDays: number[];
  on: string[];
  nth: number;
  position: number;
  weekStart: string;
}

/** Every day from the beginning of the first period on, each asked by itself. */
function walk(rule: Walked, first: string, end: string): string[] {
  const start = Temporal.PlainDate.from(first);
  const weekOf = (date: Temporal.PlainDate) =>
    date.subtract({ days: (date.dayOfWeek - 1 - codes.indexOf(rule.weekStart as "MO") + 7) % 7 });
  const period = (date: Temporal.PlainDate): number => {
    if (rule.frequency === "DAILY") return start.until(date).days;
    if (rule.frequency === "WEEKLY") return weekOf(start).until(weekOf(date)).days / 7;
    if (rule.frequency === "MONTHLY")
      return (date.year - start.year) * 12 + date.month - start.month;
    return date.year - start.year;
  };
  const isNamed = (date: Temporal.PlainDate): boolean => {
    const { months, monthDays, on, nth, frequency } = rule;
    const isOpen = monthDays.length + on.length === 0;
    if (months.length > 0 && !months.includes(date.month)) return false;
    if (isOpen && frequency === "WEEKLY" && date.dayOfWeek !== start.dayOfWeek) return false;
    if (isOpen && (frequency === "MONTHLY" || frequency === "YEARLY") && date.day !== start.day)
      return false;
    if (isOpen && frequency === "YEARLY" && months.length === 0 && date.month !== start.month)
      return false;
    const fromEnd = date.day - date.daysInMonth - 1;
    if (monthDays.length > 0 && !monthDays.includes(date.day) && !monthDays.includes(fromEnd))
      return false;
    if (on.length === 0) return true;
    if (!on.includes(codes[date.dayOfWeek - 1] as string)) return false;
    const isOfYear = frequency === "YEARLY" && months.length === 0;
    const [at, length] = isOfYear
      ? [date.dayOfYear, date.daysInYear]
      : [date.day, date.daysInMonth];
    return nth === 0 || nth === Math.ceil(at / 7) || nth === -Math.ceil((length - at + 1) / 7);
  };
  const sets = new Map<number, string[]>();
  const stop = Temporal.PlainDate.from(end).add({ years: 1 });
  const begin = start.subtract({ years: 1 });
  for (let date = begin; Temporal.PlainDate.compare(date, stop) < 0; date = date.add({ days: 1 })) {
    const n = period(date);
    if (n >= 0 && n % rule.interval === 0 && isNamed(date))
      sets.getOrInsertComputed(n, () => []).push(date.toString());
  }
  return [...sets.values()]
    .flatMap((set) =>
      rule.position === 0 ? set : (set.at(rule.position - Number(rule.position > 0)) ?? []),
    )
    .filter((date) => date >= first && date < end);
}

test("a rule keeps what it says", () => {
  const rule = readRecurrence("freq=yearly;bymonth=5;byday=-1mo;until=20301231T000000Z");
  expect(rule).toMatchObject<Partial<RecurrenceRule>>({
    ...{ frequency: "YEARLY", interval: 1, months: [5], until: "20301231T000000Z" },
    weekdays: [{ nth: -1, day: "mon" }],
  });
});
