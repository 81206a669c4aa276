// What each dialect does where clocks change, by examples and by a scan of every minute.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dialect } from "#core/schedule/dialect.ts";
import { compileSchedule, next, occurrences } from "#core/schedule/schedule.ts";
import { starts, wallOf, zones } from "#test/support/clocks.ts";
import { type CronText, cronTexts } from "#test/support/cron-texts.ts";

const minuteMs = 60_000;
/** Longer than clocks are ever set back. */
const leadMs = 4 * 3_600_000;

/** Local times that fire at one tick of the clock, as a dialect's description has it. */
type Ticking = (wall: number) => Iterable<{ wall: number; isWild: boolean }>;

const both = [true, false];
const upTo = (first: number, last: number): number[] => {
  const all: number[] = [];
  for (let wall = first; wall <= last; wall += minuteMs) all.push(wall);
  return all;
};

/** The loop of Vixie's cron: its counter runs after the wall clock, and how far it is off decides. */
function daemon(begin: number): Ticking {
  let counter = begin - minuteMs;
  return (wall) => {
    const off = (wall - counter) / minuteMs;
    if (off > -180 && off <= 0) return [{ wall, isWild: true }];
    const missed = off > 5 && off <= 180 ? upTo(counter + minuteMs, wall) : [wall];
    counter = wall;
    return [{ wall, isWild: true }, ...missed.map((at) => ({ wall: at, isWild: false }))];
  };
}

const shown: Ticking = (wall) => both.map((isWild) => ({ wall, isWild }));

function firstTime(begin: number, catchesUp: boolean): Ticking {
  let latest = begin - minuteMs;
  return (wall) => {
    if (wall <= latest) return [];
    const walls = catchesUp ? upTo(latest + minuteMs, wall) : [wall];
    latest = wall;
    return walls.flatMap((at) => both.map((isWild) => ({ wall: at, isWild })));
  };
}

const tickings: Record<Dialect, (begin: number) => Ticking> = {
  trunkline: (begin) => firstTime(begin, true),
  debian: daemon,
  cronie: daemon,
  "cronie-tz": () => shown,
  kubernetes: () => shown,
  busybox: () => shown,
  systemd: (begin) => firstTime(begin, false),
};

/** Every minute is asked; slow and obvious. */
function scan(cron: CronText, zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  const ticking = tickings[cron.dialect](wallOf(from - leadMs, zone));
  for (let at = from - leadMs; at < to; at += minuteMs) {
    const due = [...ticking(wallOf(at, zone))].filter(
      ({ wall, isWild }) => isWild === cron.wild && cron.matches(new Date(wall)),
    );
    if (at < from) continue;
    // Only the daemons start one job several times at once.
    const times = cron.dialect === "trunkline" ? Math.min(1, due.length) : due.length;
    for (let n = 0; n < times; n++) found.push(at);
  }
  return found;
}

const cases = fc
  .constantFrom(...zones)
  .chain((zone) => fc.tuple(fc.constant(zone), cronTexts, starts(zone)));

test("in random zones, dialects and years the next due time is the least minute that a scan matches", () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 2000 }), ([zone, cron, from], minutes) => {
      const to = from + minutes * minuteMs;
      const compiled = compileSchedule({ cron: cron.text, dialect: cron.dialect }, zone);
      const scanned = scan(cron, zone, from, to);
      expect([...occurrences(compiled, from, to)]).toEqual(scanned);
      expect(next(compiled, from - 1, to)).toBe(scanned[0] ?? null);
    }),
    { numRuns: 200 },
  );
});

const times = (dialect: Dialect, cron: string, zone: string, from: string, to: string) =>
  [...occurrences(compileSchedule({ cron, dialect }, zone), Date.parse(from), Date.parse(to))].map(
    (at) => new Date(at).toISOString().slice(11, 16),
  );

const spring = ["America/New_York", "2026-03-08T05:00Z", "2026-03-08T12:00Z"] as const;
const autumn = ["America/New_York", "2026-11-01T04:00Z", "2026-11-01T08:00Z"] as const;

describe("clocks go from 02:00 to 03:00, which is 07:00 UTC", () => {
  test.each<[Dialect, string, string[]]>([
    ["trunkline", "30 2 * * *", ["07:00"]],
    ["debian", "30 2 * * *", ["07:00"]],
    ["debian", "*/30 2 * * *", []],
    ["cronie", "0-59/20 2 * * *", ["07:00", "07:00", "07:00"]],
    ["cronie-tz", "30 2 * * *", []],
    ["kubernetes", "30 2 * * *", []],
    ["busybox", "30 2 * * *", []],
    ["systemd", "02:30", []],
  ])("%s %s", (dialect, cron, expected) => {
    expect(times(dialect, cron, ...spring)).toEqual(expected);
  });
});

describe("clocks go from 02:00 back to 01:00, which is 06:00 UTC", () => {
  test.each<[Dialect, string, string[]]>([
    ["trunkline", "30 1 * * *", ["05:30"]],
    ["debian", "30 1 * * *", ["05:30"]],
    ["debian", "*/30 1 * * *", ["05:00", "05:30", "06:00", "06:30"]],
    ["cronie", "0 0-3 * * *", ["04:00", "05:00", "07:00"]],
    ["cronie-tz", "30 1 * * *", ["05:30", "06:30"]],
    ["kubernetes", "30 1 * * *", ["05:30", "06:30"]],
    ["busybox", "30 1 * * *", ["05:30", "06:30"]],
    ["systemd", "01:30", ["05:30"]],
    ["systemd", "*:0/30", ["04:00", "04:30", "05:00", "05:30", "07:00", "07:30"]],
  ])("%s %s", (dialect, cron, expected) => {
    expect(times(dialect, cron, ...autumn)).toEqual(expected);
  });
});

test("half an hour at Lord Howe, midnight at São Paulo", () => {
  const day = ["2026-10-03T14:00Z", "2026-10-04T10:00Z"] as const;
  expect(times("debian", "15 2 * * *", "Australia/Lord_Howe", ...day)).toEqual(["15:30"]);
  const night = ["2018-11-04T02:00Z", "2018-11-04T06:00Z"] as const;
  expect(times("cronie", "@daily", "America/Sao_Paulo", ...night)).toEqual(["03:00"]);
  expect(times("cronie", "*/30 0 * * *", "America/Sao_Paulo", ...night)).toEqual([]);
});

test("a change of three hours or of a day is a clock that was set: nothing is caught up", () => {
  const lost = ["2011-12-30T09:00Z", "2011-12-31T09:00Z"] as const;
  expect(times("debian", "0 6 30 12 *", "Pacific/Apia", ...lost)).toEqual([]);
  expect(times("trunkline", "0 6 30 12 *", "Pacific/Apia", ...lost)).toEqual(["10:00"]);
});

describe("`dst: autosys`, in New York", () => {
  const due = (from: string, to: string, more: { on?: { weekdays: ["mon"] } } = {}) =>
    [
      ...occurrences(
        compileSchedule(
          { daily: ["01:30", "02:05", "02:30", "03:00"], dst: "autosys", ...more },
          "America/New_York",
        ),
        Date.parse(from),
        Date.parse(to),
      ),
    ].map((at) => new Date(at).toISOString().slice(11, 19));

  test("the first time that clocks skip runs in the minute after the gap, and no other", () => {
    expect(due("2026-03-08T05:00Z", "2026-03-09T04:00Z")).toEqual([
      ...["06:30:00", "07:00:00", "07:00:05"],
    ]);
    expect(due("2026-03-08T07:00:05Z", "2026-03-09T04:00Z")).toEqual(["07:00:05"]);
    expect(due("2026-03-08T05:00Z", "2026-03-08T07:00:05Z")).toEqual(["06:30:00", "07:00:00"]);
    expect(due("2026-03-08T05:00Z", "2026-03-09T04:00Z", { on: { weekdays: ["mon"] } })).toEqual(
      [],
    );
  });

  test("a time that they show twice runs the second time", () => {
    expect(due("2026-11-01T04:00Z", "2026-11-02T05:00Z")).toEqual([
      ...["06:30:00", "07:05:00", "07:30:00", "08:00:00"],
    ]);
  });

  test("on other days it is as any", () => {
    expect(due("2026-06-01T04:00Z", "2026-06-02T04:00Z")).toEqual([
      ...["05:30:00", "06:05:00", "06:30:00", "07:00:00"],
    ]);
  });
});
