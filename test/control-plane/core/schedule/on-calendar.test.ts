// OnCalendar texts: by example, and against systemd-analyze where there is one.

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readOnCalendar } from "#core/schedule/on-calendar.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";

const accepted = [
  "daily",
  "Weekly",
  "quarterly UTC",
  "anually",
  "bi-annually",
  "minutely Asia/Tokyo",
  "Mon",
  "Mon,",
  "Monday,fri 6:00",
  "mon-fri 06:00",
  "Mon..Wed,Sun 10:00 Europe/Berlin",
  "12-31",
  "2027-06-01",
  "28..30/2-02-29 12:00",
  "*-*~01",
  "*-02~03",
  "*-05~07/1",
  "Mon *-05~07/1",
  "*-*~01..05/2",
  "*:0/30",
  "*-*-* 00/2:15:10,40",
  "5..5:00",
  "16..21/6:00",
  "06..13/2-1",
  "*-*-* *:*:*",
  "Mon *-01..12-13 00:00",
];
const refused: [text: string, column: number][] = [
  ["*:*/5", 3],
  ["22..4:00", 1],
  ["*:0/60", 3],
  ["Sat..Mon", 1],
  ["24:00", 1],
  ["10", 1],
  ["*-*~29", 5],
  ["*-*~03..01", 5],
  ["Mond", 1],
  ["*-13-01", 3],
  ["*-01-01 06:00 Nowhere", 15],
  ["", 1],
];

const base = "2026-02-20T00:00:00Z";
const firsts = (cron: string): string[] =>
  occurrences(
    compileSchedule({ cron, dialect: "systemd" }, "UTC"),
    Date.parse(base) + 1000,
    Date.UTC(2200, 0, 1),
  )
    .take(4)
    .map((at) => new Date(at).toISOString().slice(0, 19))
    .toArray();

describe("accepted, and its next four times are those of systemd-analyze", () => {
  test.for(accepted)("%s", (text, context) => {
    const found = firsts(text);
    expect(found.length).toBeGreaterThan(0);
    const words = [
      "calendar",
      "--base-time",
      base.replace(/[TZ]/g, " ").trim(),
      "--iterations",
      "4",
    ];
    const { stdout, error } = spawnSync("systemd-analyze", [...words, text], {
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC" },
    });
    if (error) context.skip("systemd-analyze is not installed");
    const utc = [...stdout.matchAll(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g)];
    expect(found).toEqual(utc.map(([, date, time]) => `${date}T${time}`));
  });
});

test.each(refused)("%s is refused", (text, column) => {
  expect(readOnCalendar(text)).toMatchObject({ cron: null, issues: [{ column }] });
});

test("by example, without a peer", () => {
  expect(firsts("Mon *-05~07/1")[0]).toBe("2026-05-25T00:00:00");
  expect(firsts("*-*-* 00/2:15:10,40").slice(0, 2)).toEqual([
    "2026-02-20T00:15:10",
    "2026-02-20T00:15:40",
  ]);
  expect(firsts("Mon..Wed,Sun 10:00 Europe/Berlin")[0]).toBe("2026-02-22T09:00:00");
});

test("the help is text that systemd takes", () => {
  const help = (text: string) => readOnCalendar(text).issues[0]?.help;
  expect(help("*:*/5")).toBe("write 0/5");
  expect(help("2-8:00")).toContain("write");
  expect(help("Sat..Mon")).toBe("weeks begin with Monday; write Sat..Sun,Mon..Mon");
});

test("a day that never comes is an error", () => {
  expect(readOnCalendar("*-2-31").issues).toMatchObject([{ severity: "error", column: 1 }]);
});

test("what is wrong is said of the weekday or the zone where it is theirs", () => {
  // 1 January 2020 was a Wednesday.
  expect(readOnCalendar("Mon 2020-01-01").issues).toMatchObject([
    {
      ...{ column: 5, message: "this never fires: no such day is on Mon" },
      help: "leave the weekday out",
    },
  ]);
  expect(readOnCalendar("Mon *-2-30").issues).toMatchObject([
    { help: "use a day that the month has" },
  ]);
  expect(readOnCalendar("06:00 Europe/Berln").issues).toMatchObject([
    {
      ...{ column: 7, message: 'there is no time zone "Europe/Berln"' },
      help: 'did you mean "Europe/Berlin"?',
    },
  ]);
  expect(readOnCalendar("06:00 30").issues).toMatchObject([
    { message: expect.stringContaining("one part too many") },
  ]);
});
