// A week of three schedulers, told by their logs: when what waits for others would have started here.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { eventLog, local, statuses, type WrittenRun } from "#test/support/legacy-logs.ts";
import { type ObservedWeek, observedWeek } from "#test/support/observed-week.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { box, cmd, controlM, folder } from "#test/support/translated.ts";

const dayMs = 86_400_000;
const daily = 'date_conditions: 1\ndays_of_week: all\nstart_times: "02:00"';
const estates = () => [
  autosysEstate(
    [
      box("NIGHT", daily),
      cmd("EXTRACT", "box_name: NIGHT"),
      cmd("LOAD", "box_name: NIGHT\ncondition: s(EXTRACT)"),
      cmd("FOLLOW", "condition: s(EXTRACT)"),
      cmd(
        "REPORT",
        'condition: s(NIGHT)\ndate_conditions: 1\ndays_of_week: all\nstart_times: "03:00"',
      ),
    ].join("\n"),
    { timezone: "UTC" },
  ),
  controlM(
    folder({
      GL: '<OUTCOND NAME="GL-OK" ODATE="ODAT"/>',
      POST: '<INCOND NAME="GL-OK" ODATE="ODAT"/><INCOND NAME="GL-OK" ODATE="PREV"/>',
    }),
  ),
];

const first = Math.floor(Date.now() / dayMs) * dayMs - 7 * dayMs;
/** @param day from 0 */
const at = (day: number, time: string) =>
  first + day * dayMs + Date.parse(`1970-01-01T${time}:00Z`);
const run = (job: string, day: number, from: string, to: string): WrittenRun => ({
  ...{ job, at: at(day, from), end: at(day, to) },
  date: new Date(at(day, "12:00")).toISOString().slice(0, 10),
});

let week: ObservedWeek;
const logs = temporaryDirectory();
const log = (name: string, text: string) => {
  const file = path.join(logs.path, name);
  writeFileSync(file, text);
  return file;
};
beforeAll(async () => {
  week = await observedWeek(estates(), 7);
});
afterAll(async () => {
  await week[Symbol.asyncDispose]();
  await logs[Symbol.asyncDispose]();
});

const days = [0, 1, 2, 3, 4, 5];
const zone = ["--zone", "UTC"];
/** As its last two lines have it, the run of a day failed. */
const failed = (text: string, job: string, day: number) => {
  const { month, day: date, year } = local(at(day, "12:00"), "UTC");
  const line = new RegExp(
    `(\\[${month}/${date}/${year} [^\n]*STATUS: )SUCCESS( +JOB: ${job} .*EXITCODE:  )0`,
  );
  expect(text).toMatch(line);
  return text.replace(line, "$1FAILURE$2 1");
};

test("AutoSys: a box, what waits for it, what a job makes due; a failure, and a run that was there alone", async () => {
  const runs = days.flatMap((day) => [
    run("EXTRACT", day, "02:00", "02:10"),
    ...(day === 2
      ? []
      : [run("LOAD", day, "02:10", `02:2${day}`), run("REPORT", day, "03:00", "03:05")]),
    ...(day === 2 ? [] : [run("FOLLOW", day, "02:10", "02:11")]),
  ]);
  // What was due on the day before has waited for the night to succeed.
  runs.push(run("REPORT", 3, "02:23", "02:28"));
  // Somebody started it once more by hand.
  runs.push(run("EXTRACT", 3, "14:00", "14:10"), run("FOLLOW", 3, "14:10", "14:11"));
  const text = failed(eventLog(runs, "UTC", [at(0, "00:00"), at(5, "23:59")]), "EXTRACT", 2);
  await week.observe(log("event_demon.PRD", text), "--source", "prd", ...zone);
  await week.decide();
  const extracted = "ready 02:10:00 after EXTRACT succeeded at 02:10:00";
  expect(await week.starts("night", "LOAD")).toEqual([
    ...[extracted, extracted, "never: EXTRACT failed", extracted, extracted, extracted],
  ]);
  const night = (time: string, ended: string) =>
    `ready ${time}:00 after night succeeded (its newest run) at ${ended}:00`;
  expect(await week.starts("report")).toEqual([
    ...[night("03:00", "02:20"), night("03:00", "02:21"), night("02:23", "02:23")],
    ...[night("03:00", "02:23"), night("03:00", "02:24"), night("03:00", "02:25")],
  ]);
  const follow = "ready 02:10:00 after night, task EXTRACT, succeeded (its newest run) at 02:10:00";
  expect(await week.starts("follow")).toEqual([follow, follow, follow, follow, follow]);
});

test("Control-M: a look-back, and what is told late", async () => {
  const runs = days.flatMap((day) => [
    run("F/GL", day, "06:00", `06:1${day}`),
    run("F/POST", day, `06:1${day}`, "06:30"),
  ]);
  const late = runs.filter(({ job, at: start }) => job === "F/GL" && start === at(3, "06:00"));
  const rest = runs.filter((each) => !late.includes(each));
  const file = log("statuses.json", statuses(rest, "UTC"));
  await week.observe(file, "--source", "ctm", ...zone);
  await week.decide();
  const date = (day: number) => new Date(at(day, "12:00")).toISOString().slice(0, 10);
  const posted = (n: number) => `ready 06:1${n}:00 after event GL-OK for ${date(n)} at 06:1${n}:00`;
  const before = `hidden: whether event GL-OK of ${date(-1)} was there before it was observed (no source)`;
  const missing = `hidden: how GL of ${date(3)} would have ended, which did not run there (no source)`;
  expect(await week.starts("f", "POST")).toEqual([
    ...[before, posted(1), posted(2), missing, missing, posted(5)],
  ]);
  const told = statuses(late, "UTC").replaceAll("S:0", "S:99");
  await week.observe(log("late.json", told), "--source", "ctm", ...zone);
  await week.decide();
  const whole = [before, posted(1), posted(2), posted(3), posted(4), posted(5)];
  expect(await week.starts("f", "POST")).toEqual(whole);
  // Again without effect.
  await week.decide();
  expect(await week.starts("f", "POST")).toEqual(whole);
});

test("nothing of it ran here, and nothing was emitted", async () => {
  const { pool } = week.project.database;
  for (const table of ["run", "event", "variable"])
    expect((await pool.query(`select from trunkline.${table}`)).rowCount).toBe(0);
});
