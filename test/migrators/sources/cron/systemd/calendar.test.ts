// OnCalendar texts beside systemd itself, where it is installed, and beside the scheduler's own reader.

import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "#core/schedule/cron.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { readCalendar } from "#migrators/sources/cron/systemd/calendar.ts";
import { calendarFires } from "#migrators/sources/cron/systemd/fires.ts";
import { cronTexts } from "#test/support/cron-texts.ts";

const from = Date.UTC(2026, 2, 20) / 60_000;
const firesOf = (text: string, zone: string, days: number): string[] =>
  [...calendarFires([text], zone, from - 1440, from + (days + 1) * 1440)]
    .filter(({ at }) => at >= from * 60_000 && at < (from + days * 1440) * 60_000)
    .map(({ at }) => new Date(at).toISOString());

const texts = [
  ...["daily", "Mon,Sun 12-*-* 2,1:23", "Wed *-1", "Wed, 17:48", "*-*-7 0:0:0", "10-15", "05:40"],
  ...["monday *-12-* 17:00", "Mon,Fri *-*-3,1,2 *:30:45", "12,14,13:20,10,30", "*:2/3", "weekly"],
  ...[
    "mon,fri *-1/2-1,3 *:30:45",
    "Mon *-05~07/1",
    "*-02~03",
    "2026-04..06-05",
    "*-*-* 8..18/3:00",
  ],
  ...["quarterly", "hourly UTC", "weekly Pacific/Auckland", "*-*-2/10 0/7:05", "Sat..Sun 00:30"],
];

test.for(texts)("%s as systemd has it", (text, { skip }) => {
  const ours = firesOf(text, "Europe/Berlin", 13 * 366);
  const { error, stdout, status } = spawnSync(
    "systemd-analyze",
    ["calendar", "--base-time=2026-03-19 23:59:59 UTC", "--iterations=12", text],
    { encoding: "utf8", env: { ...process.env, TZ: "Europe/Berlin" } },
  );
  if (error) return skip("systemd-analyze is not installed");
  expect([text, status]).toEqual([text, 0]);
  const theirs = [...stdout.matchAll(/\(in UTC\): \w+ (\S+) (\S+) UTC/g)].map(
    ([, date, time]) => `${date}T${time}.000Z`,
  );
  expect(ours.slice(0, theirs.length)).toEqual(theirs);
});

test("the scheduler starts them at the same times", { timeout: 30_000 }, () => {
  const calendars = cronTexts.filter(({ dialect }) => dialect === "systemd");
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo");
  fc.assert(
    fc.property(calendars, zones, ({ text }, zone) => {
      if (parseCron(text, "systemd").cron === null) return;
      const compiled = compileSchedule({ cron: text, dialect: "systemd" }, zone);
      const ours = [...occurrences(compiled, from * 60_000, (from + 42 * 1440) * 60_000)];
      expect(firesOf(text, zone, 42)).toEqual(ours.map((at) => new Date(at).toISOString()));
    }),
    { numRuns: 60 },
  );
});

test("of several texts each instant is there once, in order", () => {
  const texts = ["*-*-* 23:30 UTC", "*-*-* 00:30", "*-*-* 00,12:30"];
  const fires = [...calendarFires(texts, "Europe/Berlin", from, from + 1440)].slice(0, 3);
  expect(fires.map(({ at }) => new Date(at).toISOString())).toEqual([
    ...["2026-03-19T23:30:00.000Z", "2026-03-20T11:30:00.000Z", "2026-03-20T23:30:00.000Z"],
  ]);
});

test.each([
  "",
  "25:00",
  "*/5:00",
  "Fri..Mon",
  "*-13-01",
  "05:00:00.5",
  "x",
  "constructor",
  "*-*-* 5:00 Nowhere/X",
])("%j is none", (text) => {
  expect(readCalendar(text)).toBeNull();
});
