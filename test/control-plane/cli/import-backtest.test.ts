import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BacktestLine, BacktestVerdict } from "#schemas/types.ts";
import { validateBacktest } from "#schemas/validators.js";
import { eventLog, syslog, type WrittenRun } from "#test/support/legacy-logs.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-backtest-"));
  write("jobs.jil", jil);
  write("params.yaml", "timezone: America/New_York\n");
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (file: string, content: string | Uint8Array): void =>
  writeFileSync(path.join(cwd, file), content);
const run = (...words: string[]) => trunklineHere(["import", ...words], { cwd });
const autosys = (...words: string[]) =>
  run("autosys", "jobs.jil", "--params", "params.yaml", "--backtest", ...words);

const zone = "America/New_York";
const jil =
  "insert_job: A\ncommand: x\ndate_conditions: 1\ndays_of_week: mo,tu,we,th,fr\nstart_times: 06:00\n";
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[${zone}]`).epochMilliseconds;
const runAt = (text: string, job = "A"): WrittenRun => ({
  ...{ job, date: text.slice(0, 10), at: at(text), end: at(text) + 60_000 },
});
const span = [at("2026-03-02T00:00"), at("2026-03-07T12:00")] as const;
const week = ["02", "03", "04", "05", "06"].map((day) => runAt(`2026-03-${day}T06:00:01`));
/** Without Thursday's run, and with one on Saturday. */
const log = eventLog(
  [...week.filter(({ date }) => date !== "2026-03-05"), runAt("2026-03-07T10:00:00")],
  ...([zone, span] as const),
);

test("tells the first difference of each job with its rule, and the sums", async () => {
  write("event_demon", log);
  const { code, stdout, stderr } = await autosys("event_demon");
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout.split("\n")).toEqual([
    "2026-03-05  A  only by the rules (by the rules 2026-03-05T11:00:00Z)",
    "    the rules have it on this date: days_of_week has Thursday; its times give a start",
    "    jobs.jil:4  days_of_week",
    "    jobs.jil:5  start_times",
    "    A: 2 differences in all",
    "1 jobs from 2026-03-02T05:00:00Z to 2026-03-07T17:00:00Z: 4 matched, 1 only in the log, 1 only by the rules, 0 too early; 1 jobs differ",
    "",
  ]);
});

test("JSON has a line for each start and run, then the sums, by its schema", async () => {
  write("event_demon", log);
  const { code, stdout } = await autosys("event_demon", "--output", "json");
  expect(code).toBe(1);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as BacktestLine);
  for (const line of lines)
    expect(validateBacktest(line), JSON.stringify(validateBacktest.errors)).toBe(true);
  const verdicts = lines.slice(0, -1) as BacktestVerdict[];
  expect(verdicts.map(({ date, verdict }) => `${date} ${verdict}`)).toEqual([
    ...["2026-03-02 matched", "2026-03-03 matched", "2026-03-04 matched", "2026-03-05 rules"],
    ...["2026-03-06 matched", "2026-03-07 log"],
  ]);
  expect(verdicts.at(-1)).toEqual({
    ...{ job: "A", date: "2026-03-07", verdict: "log", at: null, start: "2026-03-07T15:00:00Z" },
    ...{ place: "event_demon:18", rules: ["jobs.jil:4"] },
    because: "the rules don't have it on this date: days_of_week lacks Saturday",
  });
  expect(lines.at(-1)).toMatchObject({
    totals: { jobs: 1, matched: 4, log: 1, rules: 1, unread: 0 },
  });
});

test("without a difference it ends with 0, also of logs that are gzipped, in UTF-16 or in several files", async () => {
  const whole = eventLog(week, zone, [span[0], at("2026-03-06T12:00")]);
  write("event_demon", whole);
  expect((await autosys("event_demon")).code).toBe(0);
  write("event_demon.gz", gzipSync(whole));
  expect((await autosys("event_demon.gz")).code).toBe(0);
  write("event_demon.utf16", Buffer.from(`\ufeff${whole}`, "utf16le"));
  expect((await autosys("event_demon.utf16")).code).toBe(0);
  const lines = whole.split(/(?<=\n)/);
  write("event_demon.1", lines.slice(0, 9).join(""));
  write("event_demon.2", lines.slice(9).join(""));
  const two = await autosys("event_demon.2", "--backtest", "event_demon.1");
  // Between the two files a day passes without a line: what is due there isn't told by them.
  expect([two.code, two.stdout]).toEqual([0, expect.stringContaining("5 matched")]);
});

test("--from and --to bound what is compared, and say that the log is whole until there", async () => {
  write("event_demon", log);
  const some = await autosys("event_demon", "--from", "2026-03-02", "--to", "2026-03-05");
  expect([some.code, some.stdout]).toEqual([0, expect.stringContaining("3 matched, 0 only")]);
  write("event_demon", eventLog(week.slice(0, 4), zone, [span[0], at("2026-03-06T12:00")]));
  const open = await autosys("event_demon");
  expect([open.code, open.stdout]).toEqual([
    0,
    expect.stringContaining("aside: 1 had not run when the log ended"),
  ]);
  const whole = await autosys("event_demon", "--to", "2026-03-07");
  expect([whole.code, whole.stdout]).toEqual([1, expect.stringContaining("1 only by the rules")]);
});

test("lines that can't be read, and jobs that the files don't have, are counted and named", async () => {
  const stranger = eventLog([...week, runAt("2026-03-03T09:00", "OTHER")], zone, span);
  write("event_demon", `${"junk\n".repeat(7)}${stranger.slice(0, -30)}`);
  const { stdout, stderr } = await autosys("event_demon");
  expect(stderr).toContain("warning: event_demon:1: it has no time in brackets");
  expect(stderr).toContain("event_demon: 7 lines in all could not be read");
  expect(stderr).not.toContain("event_demon:6:");
  expect(stderr).toMatch(/event_demon:\d+: OTHER is in none of the files \(1 runs\)/);
  expect(stdout).toContain("7 lines that could not be read");
});

test("what the log lacks is asked for: a zone, years, the job", async () => {
  write("event_demon", log);
  const zoneless = await run("autosys", "jobs.jil", "--backtest", "event_demon");
  expect([zoneless.code, zoneless.stderr]).toEqual([2, expect.stringContaining("set `timezone`")]);
  write("crontab", "0 6 * * * /opt/a\n");
  write("cron.yaml", `timezone: ${zone}\ndialect: debian\nformat: user\nuser: root\n`);
  const runs = week.map((each) => ({ ...each, job: "root /opt/a" }));
  write("syslog", syslog(runs, zone, [span[0], at("2026-03-06T12:00")]));
  const words = ["cron", "crontab", "--params", "cron.yaml", "--backtest"];
  const undated = await run(...words, "syslog");
  expect([undated.code, undated.stderr]).toEqual([2, expect.stringContaining("--from")]);
  const dated = await run(...words, "syslog", "--from", "2026-03-01");
  expect([dated.code, dated.stdout]).toEqual([0, expect.stringContaining("5 matched")]);
  write("syslog-20260307", syslog(runs, zone, [span[0], at("2026-03-06T12:00")]));
  expect((await run(...words, "syslog-20260307")).code).toBe(0);
});

test("a job's log of Control-M is given with its job", async () => {
  write(
    "export.xml",
    '<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="A" WEEKDAYS="1,2"/></FOLDER></DEFTABLE>',
  );
  write("site.yaml", "newDay: '05:00'\ntimezone: UTC\nweekStart: monday\n");
  const order = (day: string) =>
    `07:00:00 ${day}-Mar-2026 RUNJOB: 1; DAILY, ODATE 202603${day}     5065\n` +
    `07:00:10 ${day}-Mar-2026 STARTED AT 202603${day}070009 ON h1     5101\n` +
    `07:05:10 ${day}-Mar-2026 ENDED AT 202603${day}070509. OSCOMPSTAT 0. RUNCNT 1    5100\n`;
  write("job.log", order("02") + order("04"));
  const words = ["control-m", "export.xml", "--params", "site.yaml", "--backtest"];
  const nameless = await run(...words, "job.log");
  expect([nameless.code, nameless.stderr]).toEqual([
    2,
    expect.stringContaining("--backtest JOB=job.log"),
  ]);
  const { code, stdout } = await run(...words, "F/A=job.log", "--output", "json");
  expect(code).toBe(1);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as BacktestVerdict);
  expect(lines.slice(0, -1).map(({ date, verdict }) => `${date} ${verdict}`)).toEqual([
    ...["2026-03-02 matched", "2026-03-03 rules", "2026-03-04 log"],
  ]);
});

test("a wrong date in a log doesn't make a comparison of centuries", async () => {
  write("event_demon", `[01/01/2199 00:00:00]      CAUAJM_I_40245 EVENT: HEARTBEAT\n${log}`);
  const { code, stderr } = await autosys("event_demon");
  expect([code, stderr]).toEqual([2, expect.stringContaining("name the business dates")]);
  const some = await autosys("event_demon", "--from", "2026-03-02", "--to", "2026-03-05");
  expect([some.code, some.stdout]).toEqual([0, expect.stringContaining("3 matched, 0 only")]);
});

test("what is no log, or one of another scheduler, is named; and so are words that don't go together", async () => {
  write("event_demon", log);
  write("empty", "");
  const told = async (...words: string[]) => {
    const { code, stderr } = await autosys(...words);
    return `${code} ${stderr}`;
  };
  expect(await told("jobs.jil")).toMatch(/^2 .*it looks like AutoSys JIL/);
  expect(await told("empty")).toMatch(/^2 .*it is empty/);
  expect(await told("gone")).toMatch(/^2 .*there is no file gone/);
  expect(await told("event_demon", "--simulate")).toMatch(/^2 .*--backtest goes without/);
  expect(await told("event_demon", "--from", "2026-03-02", "--to", "2026-03-01")).toMatch(/^2 /);
  write("crontab", "0 6 * * * /opt/a\n");
  const other = await run(
    "cron",
    "crontab",
    "--params",
    "params.yaml",
    "--backtest",
    "event_demon",
  );
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining("an event_demon log of AutoSys, and the import is of cron"),
  ]);
});

test("a log of cron is read by the zone of its host", async () => {
  write("crontab", "0 6 * * * /opt/a\n");
  const runs = [runAt("2026-03-03T06:00:01", "root /opt/a")];
  write("syslog", syslog(runs, "Asia/Tokyo", [at("2026-03-03T00:00"), at("2026-03-03T12:00")]));
  const cron = `timezone: ${zone}\ndialect: debian\nformat: user\n`;
  const words = ["cron", "crontab", "--params", "cron.yaml", "--backtest", "syslog"];
  write("cron.yaml", cron);
  expect((await run(...words, "--from", "2026-03-03")).stdout).toContain(": 0 matched");
  write("cron.yaml", `${cron}zones: {host1: Asia/Tokyo}\n`);
  expect((await run(...words, "--from", "2026-03-03")).stdout).toContain(": 1 matched");
});

test("a command that holds a password is not printed", async () => {
  write("crontab", "0 6 * * * /opt/a\n");
  write("cron.yaml", `timezone: ${zone}\ndialect: debian\nformat: user\n`);
  const runs = [
    runAt("2026-03-03T06:00:01", "root mysql -psesame shop"),
    runAt("2026-03-03T06:00:02", "root /opt/a"),
  ];
  write("syslog", syslog(runs, zone, [at("2026-03-03T00:00"), at("2026-03-03T12:00")]));
  const { stdout, stderr } = await run(
    ...["cron", "crontab", "--params", "cron.yaml", "--backtest", "syslog", "--from", "2026-03-03"],
  );
  expect(stdout).toContain("1 matched");
  expect(stderr).toContain("a command that holds a password is in none of the files");
  expect(stdout + stderr).not.toContain("sesame");
});

test("a forecast of the scheduler itself is compared start by start", async () => {
  write(
    "forecast.csv",
    "job,date,time\nA,2026-03-02,06:00\nA,2026-03-03,06:10\nA,2026-03-04,06:00\n",
  );
  const { code, stdout } = await autosys("forecast.csv");
  expect(code).toBe(1);
  expect(stdout).toContain("2026-03-03  A  only by the rules (by the rules 2026-03-03T11:00:00Z)");
  expect(stdout).toContain("2 matched, 1 only in the forecast, 1 only by the rules");
  write("forecast.csv", "job,date,time\nA,2026-03-02,06:00\nA,2026-03-03,06:00\n");
  expect((await autosys("forecast.csv")).code).toBe(0);
});

test("a forecast of Control-M is compared by business date", async () => {
  const job = '<JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" WEEKDAYS="1,2"/>';
  write(
    "jobs.xml",
    `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${job}</FOLDER></DEFTABLE>`,
  );
  write("cm.yaml", 'timezone: UTC\nnewDay: "05:00"\nweekStart: monday\n');
  const planned = (dates: string) => write("plan.csv", `Folder,Job,Order Date\n${dates}`);
  const controlM = () =>
    run("control-m", "jobs.xml", "--params", "cm.yaml", "--backtest", "plan.csv");
  planned("F,J,2026-03-02\nF,J,2026-03-03\nF,J,2026-03-09\n");
  expect((await controlM()).code).toBe(0);
  planned("F,J,2026-03-02\nF,J,2026-03-04\n");
  const { stdout } = await controlM();
  expect(stdout).toContain("2026-03-03  F/J  only by the rules");
  expect(stdout).toContain("1 matched, 1 only in the forecast, 1 only by the rules");
});

test("a forecast goes without logs", async () => {
  write("forecast.csv", "job,date,time\nA,2026-03-02,06:00\n");
  write("event_demon", log);
  const { code, stderr } = await autosys("forecast.csv", "--backtest", "event_demon");
  expect(code).toBe(2);
  expect(stderr).toContain("a forecast goes without logs of past runs");
});
