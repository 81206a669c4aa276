import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autosysEstate, simulateAutosys } from "#test/support/autosys-estate.ts";
import { timezone } from "#test/support/random-days.ts";

/** Local starts of one job, such as `2026-03-08T03:00:30-04:00`. */
function starts(attributes: string, from: string, to: string, more = ""): string[] {
  const text = `insert_job: A\ncommand: x\ndate_conditions: 1\n${attributes}\n${more}`;
  return [...simulateAutosys(autosysEstate(text), from, to)].map(({ at, date }) => {
    const local = Temporal.Instant.fromEpochMilliseconds(at * 1000)
      .toZonedDateTimeISO("America/New_York")
      .toString({ timeZoneName: "never" });
    expect(local.slice(0, 10)).toBe(date);
    return local;
  });
}
const spring = ["2026-03-08", "2026-03-09"] as const;
const autumn = ["2026-11-01", "2026-11-02"] as const;

test("AS-01 without date_conditions nothing starts", () => {
  const estate = autosysEstate('insert_job: A\ncommand: x\nstart_times: "20:00"');
  expect([...simulateAutosys(estate, "2026-01-01", "2026-02-01")]).toEqual([]);
});

test("AS-34 the time is that of the schedule, whatever the condition", () => {
  const text = "days_of_week: fr\nstart_times: 02:00\ncondition: s(A)";
  expect(starts(text, "2026-01-01", "2026-01-10")).toEqual([
    ...["2026-01-02T02:00:00-05:00", "2026-01-09T02:00:00-05:00"],
  ]);
});

describe("AS-35 a start outside the window moves to the nearer edge", () => {
  const windowed = (time: string) =>
    starts(
      `days_of_week: mo\nstart_times: ${time}\nrun_window: "02:00-04:00"`,
      "2026-01-05",
      "2026-01-07",
    );
  test.each([
    ["03:00", ["2026-01-05T03:00:00-05:00"]],
    ["04:05", []],
    ["16:05", ["2026-01-06T02:00:00-05:00"]],
    ["01:00", ["2026-01-05T02:00:00-05:00"]],
    ["04:00", ["2026-01-05T04:00:00-05:00"]],
  ])("%s", (time, expected) => {
    expect(windowed(time)).toEqual(expected);
  });

  test("minutes of the hour: one more at the opening, none after the close", () => {
    const text = 'days_of_week: all\nstart_mins: 10,40\nrun_window: "02:00-04:00"';
    const hours = starts(text, "2026-01-06", "2026-01-07").map((at) => at.slice(11, 16));
    expect(hours).toEqual(["02:00", "02:10", "02:40", "03:10", "03:40"]);
  });

  test("a window across midnight", () => {
    const text = 'days_of_week: all\nstart_mins: 30\nrun_window: "23:00-01:00"';
    const hours = starts(text, "2026-01-06", "2026-01-07").map((at) => at.slice(11, 16));
    expect(hours).toEqual(["00:30", "23:00", "23:30"]);
  });

  test("edges at clock changes", () => {
    const window = (range: string, days: readonly [string, string]) =>
      starts(`days_of_week: all\nstart_mins: 0,15,30,45\nrun_window: "${range}"`, ...days).map(
        (at) => at.slice(11),
      );
    expect(window("01:00-02:30", spring)).toEqual([
      ...["01:00:00-05:00", "01:15:00-05:00", "01:30:00-05:00", "01:45:00-05:00"],
      ...["03:00:00-04:00", "03:15:00-04:00", "03:30:00-04:00"],
    ]);
    expect(window("02:45-03:45", spring)[0]).toBe("03:00:00-04:00");
    expect(window("01:30-02:15", autumn)).toEqual([
      ...["01:30:00-05:00", "01:45:00-05:00", "02:00:00-05:00", "02:15:00-05:00"],
    ]);
  });
});

describe("AS-36 clock changes", () => {
  test("a time that is skipped starts in the first minute after it, and only the first of several", () => {
    expect(starts('start_times: "02:30"', ...spring)).toEqual(["2026-03-08T03:00:30-04:00"]);
    expect(starts('start_times: "02:05,02:30,03:00"', ...spring)).toEqual([
      ...["2026-03-08T03:00:00-04:00", "2026-03-08T03:00:05-04:00"],
    ]);
  });

  test("a time that repeats starts once, in the second hour", () => {
    expect(starts('start_times: "01:30"', ...autumn)).toEqual(["2026-11-01T01:30:00-05:00"]);
  });

  test("minutes of the hour skip the gap and run in both hours", () => {
    const day = (days: readonly [string, string]) =>
      starts("days_of_week: all\nstart_mins: 0", ...days);
    expect(day(spring)).toHaveLength(23);
    expect(day(autumn)).toHaveLength(25);
    expect(day(["2026-06-01", "2026-06-02"])).toHaveLength(24);
  });
});

test("AS-44 minutes are those of every hour", () => {
  const day = starts('days_of_week: we\nstart_mins: "0,15"', "2026-01-05", "2026-01-12");
  expect(day).toHaveLength(48);
  expect(day[1]).toBe("2026-01-07T00:15:00-05:00");
});

test("calendars run and leave out, and their rows may carry the time", () => {
  const calendar = "calendar: C\n01/30/2026\n02/02/2026\n";
  expect(
    starts("run_calendar: C\nstart_times: 06:00", "2026-01-01", "2026-03-01", calendar),
  ).toEqual([...["2026-01-30T06:00:00-05:00", "2026-02-02T06:00:00-05:00"]]);
  expect(
    starts("run_calendar: C", "2026-01-01", "2026-02-01", "calendar: C\n01/30/2026 07:15"),
  ).toEqual(["2026-01-30T07:15:00-05:00"]);
  const left = "days_of_week: mo\nexclude_calendar: C\nstart_times: 06:00";
  expect(starts(left, "2026-01-26", "2026-02-10", calendar)).toEqual([
    ...["2026-01-26T06:00:00-05:00", "2026-02-09T06:00:00-05:00"],
  ]);
});

test("the job's own zone sets its dates", () => {
  const text = "days_of_week: mo\nstart_times: 00:30\ntimezone: GMT-9";
  const estate = autosysEstate(`insert_job: A\ncommand: x\ndate_conditions: 1\n${text}`);
  expect([...simulateAutosys(estate, "2026-01-05", "2026-01-06")]).toEqual([
    { job: "A", date: "2026-01-05", at: Date.UTC(2026, 0, 4, 15, 30) / 1000 },
  ]);
});

test("minutes of the hour are those that a clock on the wall shows, minute by minute", () => {
  const weekdays = ["mo", "tu", "we", "th", "fr", "sa", "su"];
  const some = fc.subarray([0, 7, 30, 45, 59], { minLength: 1 });
  const days = fc.subarray(weekdays, { minLength: 1 });
  // Around the days on which most clocks change.
  const first = fc.constantFrom(
    "2026-03-07",
    "2026-03-28",
    "2026-10-24",
    "2026-10-31",
    "2026-06-01",
  );
  fc.assert(
    fc.property(timezone, some, days, first, (zone, minutes, weekly, from) => {
      const text = `insert_job: A\ncommand: x\ndate_conditions: 1\ntimezone: ${zone}\ndays_of_week: ${weekly}\nstart_mins: ${minutes}`;
      const to = Temporal.PlainDate.from(from).add({ days: 3 }).toString();
      const begin = Date.parse(from) / 1000 - 86_400;
      const expected: number[] = [];
      for (let at = begin; at < begin + 86_400 * 5; at += 60) {
        const local = Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(zone);
        const date = local.toPlainDate().toString();
        const isDay = weekly.includes(weekdays[local.dayOfWeek - 1] as string);
        if (date >= from && date < to && isDay && minutes.includes(local.minute)) expected.push(at);
      }
      const estate = autosysEstate(text);
      expect([...simulateAutosys(estate, from, to)].map(({ at }) => at)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test("a window lets no start be outside of it", () => {
  const hour = fc.nat(23).map((each) => `${String(each).padStart(2, "0")}:00`);
  fc.assert(
    fc.property(hour, hour, hour, (opens, closes, time) => {
      const text = `days_of_week: all\nstart_times: ${time}\nrun_window: "${opens}-${closes}"`;
      for (const at of starts(text, "2026-06-01", "2026-06-05")) {
        const local = at.slice(11, 16);
        const isWithin =
          closes > opens ? local >= opens && local <= closes : local >= opens || local <= closes;
        expect(isWithin).toBe(true);
      }
    }),
  );
});
