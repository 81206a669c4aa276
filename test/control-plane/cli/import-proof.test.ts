// What an import writes down for the gate of waves has the times of the specs that the same import writes.

import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { timesHash } from "#engine/times-hash.ts";
import type { BacktestRecord, SimulationRecord } from "#schemas/types.ts";
import { validateBacktested, validateSimulated } from "#schemas/validators.js";
import { eventLog } from "#test/support/legacy-logs.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-proof-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (file: string, content: string | Uint8Array): void =>
  writeFileSync(path.join(cwd, file), content);
const read = (file: string): string => readFileSync(path.join(cwd, file), "utf8");
const run = (...words: string[]) => trunklineHere(["import", ...words], { cwd });
const span = ["--from", "2026-01-01", "--to", "2026-03-01"];
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** Of the specs of a folder, by pipeline. */
function timesOf(folder: string): Map<string | null, string> {
  const paths = readdirSync(path.join(cwd, folder), { recursive: true, encoding: "utf8" });
  const files = paths
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ path: file, text: read(path.join(folder, file)) }));
  const { sources } = readEstate(files);
  return new Map(
    sources.flatMap(({ name, pipeline }) => (pipeline ? [[name, timesHash(pipeline)]] : [])),
  );
}

const box = [
  "insert_job: NIGHT\njob_type: box\ndate_conditions: 1\ndays_of_week: mo,tu\nstart_times: 06:00\n",
  "insert_job: LOAD\njob_type: cmd\nbox_name: NIGHT\ncommand: load\nmachine: unix7\n",
  "insert_job: POST\njob_type: cmd\nbox_name: NIGHT\ncommand: post\nmachine: unix7\ncondition: s(LOAD)\n",
  "insert_job: ALONE\njob_type: cmd\ncommand: x\nmachine: unix7\ndate_conditions: 1\ndays_of_week: mo\nstart_times: 07:00\n",
].join("\n");

test("a simulation is on record job by job, with the times of what is deployed, and the same bytes again", async () => {
  write("jobs.jil", box);
  write("params.yaml", "timezone: UTC\nholds: placed\n");
  const words = ["autosys", "jobs.jil", "--params", "params.yaml"];
  await run(...words, "--out", "gl");
  const simulate = [...words, "--simulate", "--compare", ...span, "--record"];
  expect((await run(...simulate, "gl/migration/simulation.json")).code).toBe(0);
  const text = read("gl/migration/simulation.json");
  const record = JSON.parse(text) as SimulationRecord;
  expect(validateSimulated(record), JSON.stringify(validateSimulated.errors)).toBe(true);
  const times = timesOf("gl");
  expect(Object.entries(record.jobs)).toMatchObject([
    ["alone", { legacy: "ALONE", equal: true, starts: 8, times: times.get("alone") }],
    ["night", { legacy: "NIGHT", equal: true, starts: 16, times: times.get("night") }],
    ["night/LOAD", { legacy: "LOAD", equal: true, starts: 0, times: times.get("night") }],
    ["night/POST", { legacy: "POST", equal: true, starts: 0, times: times.get("night") }],
  ]);
  expect(record).toMatchObject({ from: "2026-01-01", to: "2026-03-01" });
  await run(...simulate, "again.json");
  expect(read("again.json")).toBe(text);
  // Without a path it goes into the project: here, or the folder of the import.
  await run(...simulate);
  expect(read("migration/simulation.json")).toBe(text);
  await run(...words, "--out", "ap");
  expect((await run(...simulate, "--out", "ap")).code).toBe(0);
  expect(read("ap/migration/simulation.json")).toBe(text);
});

test("of cron and Control-M the times are those of the specs, too", async () => {
  write("crontab", "0 5 * * 1-5 ada /apps/a.sh\n");
  write("cron.yaml", "timezone: Europe/Berlin\nformat: system\ndialect: debian\n");
  write(
    "jobs.xml",
    '<?xml version="1.0"?>\n<DEFTABLE><FOLDER DATACENTER="c" FOLDER_NAME="GL" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="A" CMDLINE="a" TASKTYPE="Command" RUN_AS="ada" NODEID="unix7" WEEKDAYS="1" TIMEFROM="0600"/></FOLDER></DEFTABLE>\n',
  );
  write("control-m.yaml", 'timezone: UTC\nnewDay: "00:00"\nweekStart: monday\n');
  for (const [system, file] of [
    ["cron", "crontab"],
    ["control-m", "jobs.xml"],
  ] as const) {
    const words = [system, file, "--params", `${system}.yaml`];
    await run(...words, "--out", system);
    const simulate = ["--simulate", "--compare", ...span, "--record", `${system}.json`];
    const { stderr } = await run(...words, ...simulate);
    const { jobs } = JSON.parse(read(`${system}.json`)) as SimulationRecord;
    const times = timesOf(system);
    expect(Object.keys(jobs), stderr).not.toEqual([]);
    for (const [name, job] of Object.entries(jobs))
      expect(job).toMatchObject({ equal: true, times: times.get(name.split("/")[0] ?? "") });
  }
});

test("a backtest is on record with the newest dates that were alike and the log's hash; a forecast is not", async () => {
  write("jobs.jil", box);
  write("params.yaml", "timezone: UTC\nholds: placed\n");
  const at = (date: string, time: string) => Date.parse(`${date}T${time}Z`);
  const runOf = (date: string) => ({
    ...{ job: "ALONE", date, at: at(date, "07:00:01"), end: at(date, "07:01:00") },
  });
  const dates = ["2026-01-05", "2026-01-19", "2026-01-26", "2026-02-02"];
  const log = eventLog(dates.map(runOf), "UTC", [
    at("2026-01-05", "00:00:00"),
    at("2026-02-03", "12:00:00"),
  ]);
  write("event_demon", log);
  const words = ["autosys", "jobs.jil", "--params", "params.yaml"];
  await run(...words, "--out", "gl");
  await run(...words, "--backtest", "event_demon", "--record", "gl/migration/backtest.json");
  const record = JSON.parse(read("gl/migration/backtest.json")) as BacktestRecord;
  expect(validateBacktested(record), JSON.stringify(validateBacktested.errors)).toBe(true);
  expect(record.logs).toEqual([{ file: "event_demon", sha256: sha256(log) }]);
  expect(record.jobs.alone).toEqual({
    ...{ legacy: "ALONE", dates: 5, alike: 3, last: "2026-02-02" },
    times: timesOf("gl").get("alone"),
  });
  await run(...words, "--backtest", "event_demon", "--record", "--out", "ap");
  expect(read("ap/migration/backtest.json")).toBe(read("gl/migration/backtest.json"));
  write("forecast.csv", "job,date,time\nALONE,2026-03-02,07:00\n");
  const forecast = await run(...words, "--backtest", "forecast.csv", "--record", "b.json");
  expect([forecast.code, forecast.stderr]).toEqual([
    2,
    expect.stringContaining("--record is of what ran, and a forecast is not"),
  ]);
});

test("without something to compare there is no record", async () => {
  write("jobs.jil", box);
  for (const words of [
    ["--simulate", ...span],
    ["--out", "gl"],
  ]) {
    const { code, stderr } = await run("autosys", "jobs.jil", ...words, "--record", "a.json");
    expect([code, stderr]).toEqual([2, expect.stringContaining("--record is for --simulate")]);
  }
});
