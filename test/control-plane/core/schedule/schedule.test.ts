import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schedule } from "#core/pipeline.ts";
import { compileSchedule, next, occurrences } from "#core/schedule/schedule.ts";
import { starts, wallOf, zones } from "#test/support/clocks.ts";
import { isDueAt, isNamed, ruleOf, structuredForms } from "#test/support/naive-schedules.ts";

const instants = (schedule: Schedule, zone: string, from: string, to: string): string[] =>
  [...occurrences(compileSchedule(schedule, zone), Date.parse(from), Date.parse(to))].map((at) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toString({
      timeZoneName: "never",
      smallestUnit: "minute",
    }),
  );

const cron = (text: string): Schedule => ({ cron: text });

describe("a local time that does not exist runs at the first instant after the gap", () => {
  test.each([
    ["New York", cron("30 2 * * *"), "America/New_York", "2026-03-08", ["2026-03-08T03:00-04:00"]],
    [
      "New York, several coincide",
      cron("0,20,40 2,3 * * *"),
      "America/New_York",
      "2026-03-08",
      ["2026-03-08T03:00-04:00", "2026-03-08T03:20-04:00", "2026-03-08T03:40-04:00"],
    ],
    [
      "Lord Howe, half an hour",
      cron("15 2 * * *"),
      "Australia/Lord_Howe",
      "2026-10-03T14:00Z",
      ["2026-10-04T02:30+11:00"],
    ],
    [
      "São Paulo, midnight",
      { daily: ["00:00", "00:30", "01:00"] },
      "America/Sao_Paulo",
      "2018-11-04T03:00Z",
      ["2018-11-04T01:00-02:00"],
    ],
    [
      "Apia, a whole day",
      { daily: ["06:00"] },
      "Pacific/Apia",
      "2011-12-30T04:00Z",
      ["2011-12-31T00:00+14:00", "2011-12-31T06:00+14:00"],
    ],
  ] as const)("%s", (_name, schedule, zone, day, expected) => {
    const from = day.includes("T")
      ? Temporal.Instant.from(day)
      : Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant();
    const to = from.add({ hours: 20 });
    expect(instants(schedule as Schedule, zone, from.toString(), to.toString())).toEqual(expected);
  });
});

test("a local time that exists twice runs once, the first time", () => {
  const day = ["2026-11-01T04:00Z", "2026-11-02T05:00Z"] as const;
  expect(instants(cron("30 1 * * *"), "America/New_York", ...day)).toEqual([
    "2026-11-01T01:30-04:00",
  ]);
  expect(instants(cron("0 * * * *"), "America/New_York", ...day)).toHaveLength(24);
});

test("an interval follows the clocks: it runs in both repeated hours and never for a skipped time", () => {
  const every: Schedule = { everyMs: 1_800_000, from: "00:30", until: "02:30" };
  const autumn = instants(every, "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z");
  expect(autumn).toEqual([
    "2026-10-25T00:30+02:00",
    "2026-10-25T01:00+02:00",
    "2026-10-25T01:30+02:00",
    "2026-10-25T02:00+02:00",
    "2026-10-25T02:30+02:00",
    "2026-10-25T02:00+01:00",
    "2026-10-25T02:30+01:00",
  ]);
  const spring = instants(every, "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z");
  expect(spring).toEqual([
    "2026-03-29T00:30+01:00",
    "2026-03-29T01:00+01:00",
    "2026-03-29T01:30+01:00",
  ]);
});

test("both ends of a window are part of it", () => {
  const every: Schedule = { everyMs: 5_400_000, from: "08:00", until: "11:00" };
  expect(instants(every, "UTC", "2026-01-01T00:00Z", "2026-01-02T00:00Z")).toEqual([
    "2026-01-01T08:00+00:00",
    "2026-01-01T09:30+00:00",
    "2026-01-01T11:00+00:00",
  ]);
});

describe("an interval over midnight", () => {
  const night: Schedule = { everyMs: 7_200_000, from: "22:00", until: "04:00" };
  const week = (schedule: Schedule) =>
    instants(schedule, "UTC", "2026-11-26T12:00Z", "2026-11-30T12:00Z").map((at) =>
      at.slice(8, 13),
    );

  test("goes on from the evening to the morning", () => {
    expect(week(night).slice(0, 5)).toEqual(["26T22", "27T00", "27T02", "27T04", "27T22"]);
  });

  test.each(["00:00", "07:00"])(
    "counts as a whole for the date on which it begins (new day %s)",
    (newDay) => {
      const fridays: Schedule = {
        ...night,
        on: { weekdays: ["fri"] },
        days: { ...plainDays, newDay },
      };
      expect(week(fridays)).toEqual(["27T22", "28T00", "28T02", "28T04"]);
    },
  );
});

test("dates that are named go by new day", () => {
  const firsts: Schedule = {
    daily: ["03:00", "08:00"],
    on: { count: { unit: "day", nth: [1], of: "month" } },
    days: { ...plainDays, newDay: "07:00" },
  };
  expect(instants(firsts, "UTC", "2026-05-01T00:00Z", "2026-06-01T00:00Z")).toEqual([
    "2026-05-01T08:00+00:00",
    "2026-05-02T03:00+00:00",
  ]);
});

test("29 February is found across 2100, which has none", () => {
  const leap = compileSchedule(cron("0 0 29 2 *"), "UTC");
  expect(next(leap, Date.UTC(2096, 1, 29))).toBe(Date.UTC(2104, 1, 29));
});

test("either day field is enough when both are restricted", () => {
  const days = instants(cron("0 0 1,15 * 5"), "UTC", "2026-05-01T00:00Z", "2026-05-31T00:00Z");
  expect(days.map((day) => day.slice(8, 10))).toEqual(["01", "08", "15", "22", "29"]);
});

test("an impossible date is refused at once, not searched for", () => {
  expect(() => compileSchedule(cron("0 0 31 2,4,6 *"), "UTC")).toThrow("never fires");
});

const plainDays = { calendar: null, limit: 31, roll: "skip" as const, shift: 0 };

/** The rule in words, by a scan of real clocks: slow and obvious. */
function scan(schedule: Schedule, zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  const matches = matcher(schedule);
  let reached = wallOf(from - 3 * 86_400_000, zone);
  let previous = reached;
  for (let at = from - 3 * 86_400_000; at < to; at += 60_000) {
    const wall = wallOf(at, zone);
    const first = "everyMs" in schedule ? wall : Math.max(reached, previous) + 60_000;
    const due = at === from - 3 * 86_400_000 ? [wall] : range(first, wall);
    if (at >= from && due.some((local) => matches(new Date(local)))) found.push(at);
    previous = wall;
    reached = Math.max(reached, wall);
  }
  return found;
}

function range(first: number, last: number): number[] {
  const all: number[] = [];
  for (let local = first; local <= last; local += 60_000) all.push(local);
  return all;
}

function matcher(schedule: Schedule): (local: Date) => boolean {
  if ("cron" in schedule) return (local) => cronMatches(schedule.cron, local);
  const rule = ruleOf(schedule);
  const isWeekday = (day: number) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay());
  const isDate = (day: number) => rule === null || isNamed(rule, day, isWeekday);
  const isDue = isDueAt(schedule, schedule.days?.newDay ?? "00:00", isDate);
  return (local) => isDue(local.getTime());
}

function cronMatches(text: string, local: Date): boolean {
  const [minute, hour, day, month, weekday] = text.split(" ") as [
    string,
    string,
    string,
    string,
    string,
  ];
  const inField = (field: string, value: number, min: number) =>
    field.split(",").some((item) => {
      const [span = "", step = "1"] = item.split("/");
      const [low = "", high = low] = span === "*" ? [String(min), "99"] : span.split("-");
      return (
        value >= Number(low) && value <= Number(high) && (value - Number(low)) % Number(step) === 0
      );
    });
  const byDay = inField(day, local.getUTCDate(), 1);
  const byWeekday = inField(weekday, local.getUTCDay(), 0);
  const either = day !== "*" && weekday !== "*";
  return (
    inField(minute, local.getUTCMinutes(), 0) &&
    inField(hour, local.getUTCHours(), 0) &&
    inField(month, local.getUTCMonth() + 1, 1) &&
    (either ? byDay || byWeekday : byDay && byWeekday)
  );
}

const fieldText = (min: number, max: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min, max });
  const span = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const item = fc.oneof(
    { weight: 3, arbitrary: value.map(String) },
    span,
    fc.tuple(span, fc.integer({ min: 1, max: 20 })).map(([text, step]) => `${text}/${step}`),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant("*") },
    fc.integer({ min: 1, max: 12 }).map((step) => `*/${step}`),
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(",")),
  );
};

const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fieldText(0, 59),
        fieldText(0, 23),
        fieldText(1, 28),
        fieldText(1, 12),
        fieldText(0, 6),
      )
      .map((parts) => ({ cron: parts.join(" ") })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(structuredForms(), fc.constantFrom("00:00", "07:00", "22:30"))
      .map(([form, newDay]) => ({
        ...form,
        // As `normalize` gives what names dates.
        ...(ruleOf(form) === null ? {} : { days: { ...plainDays, newDay } }),
      })),
  },
);

const cases = fc
  .constantFrom(...zones)
  .chain((zone) => fc.tuple(fc.constant(zone), schedules, starts(zone)));

test("equals a scan of every minute, in random zones and years", () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 2000 }), ([zone, schedule, from], minutes) => {
      const to = from + minutes * 60_000;
      const found = [...occurrences(compileSchedule(schedule, zone), from, to)];
      expect(found).toEqual(scan(schedule, zone, from, to));
    }),
    { numRuns: 150 },
  );
});

test("a range in two parts gives what the whole gives, and `next` walks the same instants", () => {
  fc.assert(
    fc.property(
      cases,
      fc.integer({ min: 1, max: 20_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      ([zone, schedule, from], minutes, share) => {
        const compiled = compileSchedule(schedule, zone);
        const to = from + minutes * 60_000;
        const middle = Math.round(from + (to - from) * share);
        const whole = [...occurrences(compiled, from, to)];
        const parts = [
          ...occurrences(compiled, from, middle),
          ...occurrences(compiled, middle, to),
        ];
        expect(parts).toEqual(whole);
        const walked: number[] = [];
        for (let at = next(compiled, from - 1, to); at !== null; at = next(compiled, at, to))
          walked.push(at);
        expect(walked).toEqual(whole);
      },
    ),
    { numRuns: 300 },
  );
});
