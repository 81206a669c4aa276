import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { backtest, type Verdict } from "#migrators/backtest/backtest.ts";
import { Cover } from "#migrators/backtest/cover.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { LogClock, localDates } from "#migrators/runlog/clock.ts";
import { logFormatOf } from "#migrators/runlog/formats.ts";
import { lineSplitter, objectSplitter } from "#migrators/runlog/split.ts";
import { RunStore } from "#migrators/runlog/store.ts";
import { legacyFires } from "#migrators/simulate.ts";
import { calendarOf } from "#migrators/sources/control-m/calendars.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import {
  eventLog,
  forecastTable,
  journal,
  statuses,
  syslog,
  type WrittenRun,
} from "#test/support/legacy-logs.ts";

const zone = "America/New_York";

/** What a backtest finds, with the reasons of all. */
function compare(estate: LegacyEstate, text: string, near = "2026-01-01") {
  const format = logFormatOf(text.slice(0, 65_536));
  if (!format) throw new Error(`no format: ${text.slice(0, 200)}`);
  const store = new RunStore();
  const file = store.addFile("log");
  const dates: string[] = [];
  const reader = format.reader({
    ...{ clock: new LogClock(zone), clockOf: () => null, dateStandard: "mmdd", near, job: "F/J0" },
    system: estate.system,
  });
  const pieces = format.pieces === "objects" ? objectSplitter() : lineSplitter();
  const items = [...pieces.push(text), ...pieces.end()].flatMap((piece) => [
    ...reader.read(piece.text, piece.line),
  ]);
  for (const item of [...items, ...reader.end()]) {
    if (item.kind === "unread") throw new Error(`${item.line}: ${item.why}`);
    if (item.kind === "run" && item.run.date !== null) dates.push(item.run.date);
    store.add(item, file, format.covers);
  }
  const [first] = dates.toSorted();
  const last = dates.toSorted().at(-1);
  const span = first === undefined || last === undefined ? null : { first, last };
  const { covers, plans } = format;
  const cover = new Cover([{ covers, ...(plans && { plans }), span: reader.span, dates: span }]);
  const all = backtest(estate, store, cover, { from: null, to: null });
  const verdicts: Verdict[] = [];
  let next = all.next();
  for (; !next.done; next = all.next()) verdicts.push(...next.value);
  const differences = verdicts
    .filter(({ kind }) => ["log", "rules", "early"].includes(kind))
    .map(({ kind, job, date }) => [kind, job, date]);
  const because = verdicts.filter(({ kind }) => kind === "log" || kind === "rules");
  for (const each of because) expect(each.because().text).not.toBe("");
  return { differences, totals: next.value, verdicts };
}

/** Runs that the rules have, a little after they are due; each of a job is over before its next one. */
function runsOf(estate: LegacyEstate, from: string, to: string, late: number): WrittenRun[] {
  return estate.jobs.flatMap((job) =>
    [...legacyFires[estate.system](job, { from, to }, estate)].map(({ date, at }) => ({
      ...{ job: job.key, date, at: at + late, end: at + late + 4000 },
    })),
  );
}

const times = fc.constantFrom(
  ...["start_times: 06:00", 'start_times: "01:30,23:50"', "start_mins: 10,40"],
  ...["start_times: 02:30", 'start_times: "00:05"'],
);
const days = fc.constantFrom("days_of_week: mo,we", "days_of_week: all", "run_calendar: C");
const jil = fc
  .array(fc.tuple(days, times, fc.constantFrom("", 'run_window: "02:00-04:00"')), {
    ...{ minLength: 1, maxLength: 3 },
  })
  .map((all) =>
    all
      .map(
        ([when, at, within], index) =>
          `insert_job: J${index}\ncommand: x\ndate_conditions: 1\n${when}\n${at}\n${within}\n\n`,
      )
      .join("")
      .concat("calendar: C\n03/08/2026\n03/10/2026\n11/01/2026\n11/02/2026\n"),
  );
// Weeks in which clocks change, and one in which they don't.
const week = fc.constantFrom("2026-03-06", "2026-10-30", "2026-06-01");

describe("a log of what the rules have is without a difference, and what is missing in it is found", () => {
  test("AutoSys", () => {
    let removed = 0;
    fc.assert(
      fc.property(jil, week, fc.nat(), fc.nat(30_000), (text, from, pick, late) => {
        const estate = autosysEstate(text);
        const to = dateOf(dayOf(from) + 6);
        const end = Temporal.PlainDate.from(to).toZonedDateTime(zone).epochMilliseconds;
        const begin = Temporal.PlainDate.from(from).toZonedDateTime(zone).epochMilliseconds;
        const span = [begin, end + 3_600_000] as const;
        const runs = runsOf(estate, from, to, late - (late % 1000));
        const whole = compare(estate, eventLog(runs, zone, span));
        expect(whole.differences).toEqual([]);
        const counts = whole.totals.counts;
        expect([counts.matched, counts.collapsed]).toEqual([runs.length, 0]);
        if (runs.length === 0) return;
        removed++;
        const gone = runs[pick % runs.length] as WrittenRun;
        const left = runs.filter((run) => run !== gone);
        expect(compare(estate, eventLog(left, zone, span)).differences).toEqual([
          ["rules", gone.job, gone.date],
        ]);
        const again = { ...gone, at: gone.at + 10_000, end: gone.end + 10_000 };
        const date = localDates(zone)(again.at);
        expect(compare(estate, eventLog([...runs, again], zone, span)).differences).toEqual([
          ["log", gone.job, date],
        ]);
      }),
      { numRuns: 60 },
    );
    expect(removed).toBeGreaterThan(30);
  });

  test("AutoSys, by a forecast: to the minute", () => {
    fc.assert(
      fc.property(jil, fc.nat(), (text, pick) => {
        const estate = autosysEstate(text);
        const planned = runsOf(estate, "2026-06-01", "2026-06-07", 0);
        if (planned.length === 0) return;
        const found = compare(estate, forecastTable(planned, zone));
        expect(found.differences).toEqual([]);
        expect(found.totals.counts.matched).toBe(planned.length);
        const moved = planned[pick % planned.length] as WrittenRun;
        const other = { ...moved, at: moved.at + 240_000 };
        const rest = planned.filter((run) => run !== moved);
        const kinds = compare(estate, forecastTable([...rest, other], zone)).differences;
        expect(kinds.map(([kind, job]) => [kind, job]).toSorted()).toEqual([
          ["log", moved.job],
          ["rules", moved.job],
        ]);
      }),
      { numRuns: 30 },
    );
  });

  test("cron, by syslog and by the journal", () => {
    const line = fc.constantFrom(
      ...[
        "0 6 * * 1-5",
        "*/30 2 * * *",
        "30 2 * * *",
        "15 */4 * * *",
        "0 0 1,*/2 * 1",
        "5 1 * * *",
      ],
    );
    let removed = 0;
    fc.assert(
      fc.property(
        ...[fc.array(line, { minLength: 1, maxLength: 4 }), week, fc.nat(), fc.boolean()],
        (lines, from, pick, isJournal) => {
          const text = lines.map((each, index) => `${each} root /opt/j${index} -x\n`).join("");
          const options = {
            dialect: "debian",
            format: "system",
            user: null,
            instance: null,
          } as const;
          const estate = cronEstate([{ file: "t", text, encoding: "utf-8" }], {
            ...{ ...options, timezone: zone },
          });
          const to = dateOf(dayOf(from) + 6);
          const [first, last] = [from, to].map(
            (date) => Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds,
          ) as [number, number];
          const span = [first, last + 300_000] as const;
          const named = runsOf(estate, from, to, 1000).map((run) => ({
            ...{ ...run, key: run.job, job: `root /opt/j${Number(run.job.slice(2)) - 1} -x` },
          }));
          const write = (runs: readonly WrittenRun[]) =>
            isJournal ? journal(runs, span) : syslog(runs, zone, span);
          const whole = compare(estate, write(named), from);
          expect(whole.differences).toEqual([]);
          expect(whole.totals.counts.matched).toBe(named.length);
          const gone = named[pick % Math.max(1, named.length)];
          if (!gone) return;
          removed++;
          const left = named.filter((run) => run !== gone);
          expect(compare(estate, write(left), from).differences).toEqual([
            ["rules", gone.key, gone.date],
          ]);
        },
      ),
      { numRuns: 60 },
    );
    expect(removed).toBeGreaterThan(30);
  });

  test("Control-M, by its statuses", () => {
    const job = fc.constantFrom(
      ...['WEEKDAYS="1,2"', 'DAYS="ALL" TIMEFROM="0300"', 'DAYS="D1,L1" DAYSCAL="WORK"'],
      ...['DAYS="7" CONFCAL="WORK" SHIFT="Next Day"', 'DAYS="ALL" TIMEFROM="2200"'],
    );
    const work = Array.from({ length: 800 }, (_, index) => dayOf("2025-06-01") + index).filter(
      (day) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay()),
    );
    const site = {
      ...{ newDay: "05:00", timezone: zone, weekStart: "monday" as const },
      calendars: new Map([["WORK", calendarOf("WORK", work)]]),
    };
    let removed = 0;
    fc.assert(
      fc.property(
        fc.array(job, { minLength: 1, maxLength: 3 }),
        week,
        fc.nat(),
        (all, from, pick) => {
          const members = [...all, 'DAYS="ALL"'].map(
            (each, index) => `<JOB JOBNAME="J${index}" ${each}/>`,
          );
          const text = `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${members.join("")}</FOLDER></DEFTABLE>`;
          const bytes = new TextEncoder().encode(text);
          const estate = controlMEstate([{ file: "x.xml", bytes }], site);
          const runs = runsOf(estate, from, dateOf(dayOf(from) + 10), 5000);
          expect(compare(estate, statuses(runs, zone)).differences).toEqual([]);
          // The last job runs daily, so that the log's dates stay the same.
          const lastDate = runs.at(-1)?.date;
          const some = runs.filter(
            ({ job: each, date }) => each !== `F/J${all.length}` && date !== lastDate,
          );
          const gone = some[pick % Math.max(1, some.length)];
          if (!gone) return;
          removed++;
          const left = runs.filter((run) => run !== gone);
          expect(compare(estate, statuses(left, zone)).differences).toEqual([
            ["rules", gone.job, gone.date],
          ]);
        },
      ),
      { numRuns: 60 },
    );
    expect(removed).toBeGreaterThan(30);
  });
});

const daily =
  "insert_job: A\ncommand: x\ndate_conditions: 1\ndays_of_week: mo,tu,we\nstart_times: 06:00\n";
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[${zone}]`).epochMilliseconds;
const span = [at("2026-03-02T00:00"), at("2026-03-07T12:00")] as const;
const runAt = (text: string, job = "A"): WrittenRun => ({
  ...{ job, date: text.slice(0, 10), at: at(text), end: at(text) + 60_000 },
});
const three = ["2026-03-02T06:00:01", "2026-03-03T06:00:01", "2026-03-04T06:00:01"].map((each) =>
  runAt(each),
);

test("a run by hand is only in the log, with the rule that lacks the date", () => {
  const { verdicts, differences } = compare(
    autosysEstate(daily),
    eventLog([...three, runAt("2026-03-06T15:00")], zone, span),
  );
  expect(differences).toEqual([["log", "A", "2026-03-06"]]);
  const found = verdicts.find(({ kind }) => kind === "log");
  expect(found?.because().text).toBe(
    "the rules don't have it on this date: days_of_week lacks Friday",
  );
  expect(found?.because().places.map(({ name, place }) => [name, place.line])).toEqual([
    ["days_of_week", 4],
  ]);
});

test("a second run of a date, forced, is only in the log; one that waited over midnight is not", () => {
  const forced = "[03/03/2026 15:00:00]      CAUAJM_I_40245 EVENT: FORCE_STARTJOB   JOB: A\n";
  const log = eventLog([...three, runAt("2026-03-03T15:00:00")], zone, span);
  const lines = log.split(/(?<=\n)/);
  const index = lines.findIndex((line) => line.includes("15:00:00") && line.includes("STARTING"));
  lines.splice(index, 0, forced);
  const { verdicts } = compare(autosysEstate(daily), lines.join(""));
  const [found] = verdicts.filter(({ kind }) => kind === "log");
  expect(found?.date).toBe("2026-03-03");
  expect(found?.because().text).toContain("the log says that it was forced");
  const waiting = autosysEstate(`${daily}condition: s(B)\n`);
  const late = [three[0], runAt("2026-03-04T02:00"), three[2]] as WrittenRun[];
  expect(compare(waiting, eventLog(late, zone, span)).differences).toEqual([]);
});

test("what is on ice says so, by the log and by the report of states", () => {
  const log = eventLog([...three.slice(0, 1), ...three.slice(2)], zone, span);
  const iced = log.replace(
    "[03/04/2026",
    "[03/02/2026 23:00:00]      CAUAJM_I_40245 EVENT: CHANGE_STATUS    STATUS: ON_ICE          JOB: A MACHINE: \n[03/04/2026",
  );
  const { verdicts } = compare(autosysEstate(daily), iced);
  const [missed] = verdicts.filter(({ kind }) => kind === "rules");
  expect(missed?.because().text).toMatch(/the log has it on ice \(log:\d+\)/);
  const states = new Map([["A", "held" as const]]);
  const held = compare(autosysEstate(daily, { states }), log);
  expect(held.verdicts.find(({ kind }) => kind === "rules")?.because().text).toContain(
    "on hold when the files were written",
  );
});

test("starts that are due while a run goes on are one with the next; what is due at the end is open", () => {
  const estate = autosysEstate(
    daily.replace("start_times: 06:00", 'start_times: "06:00,06:10,06:20"'),
  );
  const long = { ...runAt("2026-03-02T06:00:01"), end: at("2026-03-02T06:25") };
  const next = runAt("2026-03-02T06:25:01");
  const until = [at("2026-03-02T00:00"), at("2026-03-02T12:00")] as const;
  const found = compare(estate, eventLog([long, next], zone, until));
  expect(found.verdicts.map(({ kind }) => kind)).toEqual(["matched", "collapsed", "matched"]);
  const short = compare(estate, eventLog([long], zone, until));
  expect(short.verdicts.map(({ kind }) => kind)).toEqual(["matched", "collapsed", "collapsed"]);
  const none = compare(estate, eventLog([runAt("2026-03-02T05:00", "X")], zone, until));
  expect(none.verdicts.map(({ kind }) => kind)).toEqual(["open", "open", "open"]);
  expect(none.totals.strangers).toMatchObject([{ name: "X", runs: 1, isAmbiguous: false }]);
});

test("jobs without days of their own, and those that lack a parameter, are told apart", () => {
  const estate = autosysEstate(
    `${daily}\ninsert_job: B\ncommand: x\n\ninsert_job: C\ncommand: x\ndate_conditions: 1\nrun_calendar: GONE\nstart_times: 06:00\n`,
  );
  const more = ["B", "B", "C"].map((job, index) => runAt(`2026-03-03T1${index}:00`, job));
  const { totals, differences } = compare(estate, eventLog([...three, ...more], zone, span));
  expect(differences).toEqual([]);
  expect([totals.withoutRules, totals.untold]).toEqual([
    { jobs: 1, runs: 2 },
    { jobs: 1, runs: 1 },
  ]);
});

test("Control-M: too early, ordered twice, cycles by their count, reruns aside", () => {
  const xml =
    '<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="A" DAYS="ALL" TIMEFROM="0900"/>' +
    '<JOB JOBNAME="C" DAYS="ALL" CYCLIC="1" INTERVAL="00060M" TIMEFROM="0900" TIMETO="1200"/></FOLDER></DEFTABLE>';
  const site = { newDay: "05:00", timezone: zone, calendars: new Map() };
  const estate = controlMEstate([{ file: "x.xml", bytes: new TextEncoder().encode(xml) }], site);
  const entry = (
    name: string,
    date: string,
    startTime: string,
    numberOfRuns: number,
    jobId: string,
  ) =>
    JSON.stringify({ ...{ jobId, name, folder: "F", orderDate: date, startTime, numberOfRuns } });
  const log = [
    entry("A", "260302", "20260302080000", 1, "S:1"),
    entry("A", "260303", "20260303093000", 3, "S:2"),
    entry("A", "260303", "20260303100000", 1, "S:3"),
    entry("C", "260302", "20260302120000", 4, "S:4"),
    entry("C", "260303", "20260303120000", 9, "S:5"),
  ].join("\n");
  const { differences, totals, verdicts } = compare(estate, log);
  expect(differences).toEqual([
    ["early", "F/A", "2026-03-02"],
    ["log", "F/A", "2026-03-03"],
    ["log", "F/C", "2026-03-03"],
  ]);
  expect(totals.again).toBe(2);
  expect(verdicts.at(-1)?.because().text).toContain(
    "it ran 9 times for the date, and the rules allow 4",
  );
});

test("a report of last runs tells of each job from its own run on", () => {
  const estate = autosysEstate(`${daily}\n${daily.replace("A", "B")}`);
  const row = (job: string, date: string) =>
    `${job}                    03/${date}/2026 06:00:01  03/${date}/2026 06:01:00  SU    1/1 0\n`;
  const report = `Job Name   Last Start   Last End   ST/Ex Run/Ntry Pri/Xit\n${row("A", "02")}${row("B", "04")}C  -----  -----  IN  0/0 0\n`;
  const { differences, totals } = compare(estate, report);
  // The report ends with Wednesday's run: of A's own start on that date nothing is sure yet.
  expect(differences).toEqual([["rules", "A", "2026-03-03"]]);
  expect([totals.counts.matched, totals.counts.open]).toEqual([2, 1]);
});

test("a list of active jobs tells of its latest date alone what was not ordered", () => {
  const xml =
    '<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="A" WEEKDAYS="1"/>' +
    '<JOB JOBNAME="B" DAYS="ALL"/><JOB JOBNAME="C" DAYS="ALL"/></FOLDER></DEFTABLE>';
  const site = { newDay: "05:00", timezone: zone, weekStart: "monday" as const };
  const estate = controlMEstate([{ file: "x.xml", bytes: new TextEncoder().encode(xml) }], {
    ...{ ...site, calendars: new Map() },
  });
  const rows = ["1|A|J|20260303|||", "2|B|J|20260304|||", "3|C|J|20260302|||"].join("\n");
  const { differences } = compare(
    estate,
    `ORDERID|JOBNAME|TYPE|ODATE|STATE|STATUS|FROMTIME|UNTIL\n${rows}\n`,
  );
  expect(differences).toEqual([
    ["log", "F/A", "2026-03-03"],
    ["rules", "F/C", "2026-03-04"],
  ]);
});

test("lines of a crontab with one command are looked at together", () => {
  const text = "0 6 * * * root /opt/a\n0 18 * * * root /opt/a\n";
  const estate = cronEstate([{ file: "t", text, encoding: "utf-8" }], {
    ...{ dialect: "debian", format: "system", user: null, instance: null, timezone: zone },
  });
  const command = "root /opt/a";
  const log = syslog(
    [
      runAt("2026-03-02T06:00:01", command),
      runAt("2026-03-02T18:00:01", command),
      runAt("2026-03-03T06:00:01", command),
    ],
    ...([zone, [at("2026-03-02T00:00"), at("2026-03-03T23:00")]] as const),
  );
  const { differences, verdicts } = compare(estate, log, "2026-03-01");
  expect(differences).toEqual([["rules", "t:2", "2026-03-03"]]);
  expect(verdicts.map(({ kind }) => kind)).toEqual(["matched", "matched", "matched", "rules"]);
});

test("dates of runs are those of the job's zone", () => {
  expect(localDates(zone)(at("2026-03-02T23:59"))).toBe("2026-03-02");
  expect(localDates("Asia/Kathmandu")(Date.UTC(2026, 2, 2, 18, 15))).toBe("2026-03-03");
});
