import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-import-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
  writeFileSync(path.join(cwd, file), text);
};
const read = (file: string): string => readFileSync(path.join(cwd, file), "utf8");
const json = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const run = (...words: string[]) => trunklineHere(["import", ...words], { cwd });

const table =
  "MAILTO=ops\n# nightly\n30 2 * * * /opt/backup.sh\n*/30 2 * * * /opt/poll\n@reboot /opt/start\n";
const params = "dialect: debian\ntimezone: America/New_York\n";

test("without parameters it refuses what waits for them, and drafts them", async () => {
  write("etc/crontab", "0 5 * * * root /opt/backup.sh\n");
  const { code, stdout, stderr } = await run("cron", "etc/crontab", "--out", "jobs");
  expect(code).toBe(1);
  expect(stdout).toContain("0 of 1 jobs are in jobs; 1 are refused");
  expect(stderr).toContain("jobs/params.yaml");
  const drafted = read("jobs/params.yaml");
  expect(drafted).toContain("# dialect:");
  expect(drafted).toContain("timedatectl");
  // The draft becomes an answer by taking out the sign of the comment.
  write(
    "params.yaml",
    drafted
      .replace("# dialect:", "dialect: debian")
      .replace("# timezone:", "timezone: Europe/Berlin"),
  );
  const again = await run("cron", "etc/crontab", "--out", "jobs", "--params", "params.yaml");
  expect([again.code, again.stderr]).toEqual([0, ""]);
  expect(existsSync(path.join(cwd, "jobs/params.yaml"))).toBe(false);
});

test("scripts of a folder that a line runs are tasks, if anybody may run them", async () => {
  write("etc/crontab", "17 * * * * root cd / && run-parts --report /etc/cron.hourly\n");
  for (const name of ["backup", "notes"]) write(`etc/cron.hourly/${name}`, "#!/bin/sh\n");
  chmodSync(path.join(cwd, "etc/cron.hourly/backup"), 0o755);
  write("params.yaml", "dialect: debian\ntimezone: UTC\n");
  const files = ["etc/crontab", "etc/cron.hourly/backup", "etc/cron.hourly/notes"];
  const { code, stdout } = await run("cron", ...files, "--out", "jobs", "--params", "params.yaml");
  expect([code, stdout]).toEqual([0, expect.stringContaining("run-parts doesn't run")]);
  expect(readdirSync(path.join(cwd, "jobs/pipelines"))).toEqual(["cron-hourly.yaml"]);
  const spec = read("jobs/pipelines/cron-hourly.yaml");
  expect(spec).toContain("/etc/cron.hourly/backup\n");
  expect(spec).not.toContain("notes");
});

test("answers given in the draft itself stay there", async () => {
  write("crontab", "0 5 * * * /opt/backup.sh\n");
  const words = ["cron", "crontab", "--out", "jobs"];
  await run(...words);
  const half = read("jobs/params.yaml").replace("# dialect:", "dialect: debian");
  write("jobs/params.yaml", half);
  const again = await run(...words, "--params", "jobs/params.yaml");
  expect([again.code, read("jobs/params.yaml")]).toEqual([1, half]);
  const whole = half.replace("# timezone:", "timezone: Europe/Berlin");
  write("jobs/params.yaml", whole);
  for (const _ of [1, 2]) {
    const { code } = await run(...words, "--params", "jobs/params.yaml");
    expect([code, read("jobs/params.yaml")]).toEqual([0, whole]);
  }
});

test("writes specs that are valid, and a ledger that says so of every attribute", async () => {
  write("crontab", table);
  write("params.yaml", params);
  const { code, stdout } = await run(
    ...["cron", "crontab", "--out", "jobs", "--params", "params.yaml", "--output", "json"],
  );
  expect(code).toBe(1);
  const [report] = json(stdout);
  expect(report).toMatchObject({ jobs: { input: 3, translated: 2, refused: 1 } });
  const lines = json(read("jobs/ledger.ndjson"));
  const counts = Object.values(Object(report).attributes as Record<string, number>);
  expect(counts.reduce((sum, count) => sum + count)).toBe(lines.length);
  expect(lines).toContainEqual({
    ...{
      file: "crontab",
      line: 3,
      job: "crontab:3",
      attribute: "command",
      value: "/opt/backup.sh",
    },
    ...{ outcome: "exact", code: "same", target: "pipelines/crontab-backup.yaml#tasks.backup.run" },
  });
  const validated = await trunklineHere(["validate", "jobs"], { cwd });
  expect([validated.code, validated.stdout + validated.stderr]).toEqual([
    0,
    expect.stringContaining("3 pipelines: 0 errors"),
  ]);
});

test("a second import of the same changes no byte", async () => {
  write("crontab", table);
  write("params.yaml", params);
  const words = ["cron", "crontab", "--out", "jobs", "--params", "params.yaml"];
  const all = () =>
    readdirSync(path.join(cwd, "jobs"), { recursive: true, encoding: "utf8" }).sort();
  const texts = () =>
    all()
      .filter((file) => /\.\w+$/.test(file))
      .map((file) => [file, read(`jobs/${file}`)]);
  await run(...words);
  const before = texts();
  expect((await run(...words)).code).toBe(1);
  expect(texts()).toEqual(before);
  // An entry that is gone takes its file along.
  write("crontab", table.replace(/.*poll\n/, ""));
  await run(...words);
  expect(all()).not.toContain("pipelines/crontab-poll.yaml");
  expect(readdirSync(cwd).sort()).toEqual(["crontab", "jobs", "params.yaml"]);
});

test("a record that names files elsewhere takes none of them along", async () => {
  write("crontab", table);
  write("mine.yaml", "x");
  write("jobs/import.json", JSON.stringify({ files: { "../mine.yaml": hashOfX } }));
  await run("cron", "crontab", "--out", "jobs");
  expect(read("mine.yaml")).toBe("x");
  write("jobs/import.json", "{");
  const { code, stderr } = await run("cron", "crontab", "--out", "jobs");
  expect([code, stderr]).toEqual([3, expect.stringContaining("no record of an import")]);
});

const hashOfX = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

test("a folder with other files is left alone", async () => {
  write("crontab", table);
  write("jobs/mine.txt", "x");
  const { code, stderr } = await run("cron", "crontab", "--out", "jobs");
  expect(code).toBe(3);
  expect(stderr).toContain("no import has written");
  expect(readdirSync(path.join(cwd, "jobs"))).toEqual(["mine.txt"]);
});

test("simulates Control-M's jobs with calendars beside the parameters, and asks for what is missing", async () => {
  const job = '<JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" DAYS="D2" DAYSCAL="WORK"/>';
  write(
    "jobs.xml",
    `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${job}</FOLDER></DEFTABLE>`,
  );
  const days = `${"N".repeat(3)}${"Y".repeat(362)}`;
  write(
    "site/calendars.xml",
    `<DEFCAL><CALENDAR NAME="WORK"><YEAR NAME="2026" DAYS="${days}"/></CALENDAR></DEFCAL>`,
  );
  const asked = "timezone: Europe/Berlin\ncalendarFiles: [calendars.xml]\n";
  write("site/params.yaml", asked);
  const words = ["control-m", "jobs.xml", "--params", "site/params.yaml", "--output", "json"];
  const range = ["--simulate", "--from", "2026-01-01", "--to", "2026-02-01"];
  const missing = await run(...words, ...range);
  expect([missing.code, missing.stdout]).toEqual([1, ""]);
  expect(missing.stderr).toContain("newDay");
  write("site/params.yaml", `newDay: "07:00"\n${asked}`);
  const { code, stdout } = await run(...words, ...range);
  expect([code, json(stdout)]).toEqual([
    ...[0, [{ job: "F/J", date: "2026-01-05", at: "2026-01-05T06:00:00Z" }]],
  ]);
  const beyond = await run(...words, "--simulate", "--from", "2026-12-01", "--to", "2028-01-01");
  expect(beyond.stderr).toContain("calendar WORK says nothing of 2027");
});

test("simulates AutoSys' jobs by their days, in their zone, and compares with ours; the ledger has each attribute", async () => {
  write(
    "jobs.jil",
    `/* ----------------- LOAD ----------------- */

insert_job: LOAD   job_type: CMD
command: /opt/load.sh
machine: m1
owner: batch
date_conditions: 1
run_calendar: PAYDAYS
start_times: "06:00"
timezone: Europe/Berlin
`,
  );
  write("calendars.txt", "calendar: PAYDAYS\n12/15/2026\n12/31/2026\n");
  const dates = ["--from", "2026-12-01", "--to", "2027-01-01"];
  const files = ["jobs.jil", "calendars.txt"];
  const simulated = await run("autosys", ...files, "--simulate", ...dates, "--output", "json");
  expect(json(simulated.stdout)).toEqual([
    { job: "LOAD", date: "2026-12-15", at: "2026-12-15T05:00:00Z" },
    { job: "LOAD", date: "2026-12-31", at: "2026-12-31T05:00:00Z" },
  ]);
  const { code, stdout } = await run("autosys", ...files, "--out", "specs", "--output", "json");
  expect(code).toBe(0);
  expect(json(stdout)[0]?.jobs).toEqual({ input: 1, translated: 1, refused: 0 });
  const names = json(read("specs/ledger.ndjson")).map(({ attribute }) => attribute);
  for (const name of ["command", "machine", "owner", "run_calendar", "start_times", "timezone"])
    expect(names.filter((one) => one === name)).toEqual([name]);
});

test("simulates by the daemon's rules, and compares with ours", async () => {
  write("crontab", table);
  write("params.yaml", params);
  const words = ["cron", "crontab", "--params", "params.yaml", "--simulate", "--output", "json"];
  const spring = await run(...words, "--from", "2026-03-08", "--to", "2026-03-09");
  expect(json(spring.stdout)).toEqual([
    { job: "crontab:3", date: "2026-03-08", at: "2026-03-08T07:00:00Z" },
  ]);
  const compared = await run(...words, "--compare", "--from", "2026-01-01", "--to", "2028-02-01");
  expect(compared.code).toBe(0);
  const sides = new Set(json(compared.stdout).map(({ side }) => side));
  expect([...sides]).toEqual(["both"]);
});

test("what nobody knows is not simulated, and said", async () => {
  write("crontab", table);
  const words = ["cron", "crontab", "--simulate", "--from", "2026-03-08", "--to", "2026-03-09"];
  const { code, stdout, stderr } = await run(...words, "--output", "json");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("`timezone` in --params");
});

test.each([
  [["cron", "nothing", "--out", "jobs"], 2, "there is no file nothing"],
  [["cron", ".", "--out", "jobs"], 2, "is a folder"],
  [["crom", "crontab", "--out", "jobs"], 2, "no importer of 'crom'"],
  [["cron", "crontab"], 2, "--out DIR"],
  [["cron", "crontab", "--out", "jobs", "--compare"], 2, "for --simulate"],
  [["cron", "crontab", "--simulate", "--from", "2026-13-01", "--to", "2026-12-01"], 2, "no date"],
  [["cron", "crontab", "--simulate", "--from", "2026-02-01", "--to", "2026-02-01"], 2, "not after"],
  [["cron", "crontab", "--out", "jobs", "--params", "bad.yaml"], 2, "bad.yaml:1:1"],
])("%s ends with %i", async (words, code, text) => {
  write("crontab", table);
  write("bad.yaml", "dialekt: debian\n");
  const ended = await run(...words);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(text)]);
  expect(existsSync(path.join(cwd, "jobs"))).toBe(false);
});

test("what isn't well-formed, or no date, is refused with its place", async () => {
  write("bad.xml", "<DEFTABLE>\n  <JOB");
  const range = ["--simulate", "--from", "2026-01-01", "--to", "2026-02-01"];
  const { code, stderr } = await run("control-m", "bad.xml", ...range);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: bad\.xml:2:\d+: /)]);
  const dates = await run(
    "cron",
    "none",
    "--simulate",
    "--from",
    "2026-02-31",
    "--to",
    "2026-03-02",
  );
  expect([dates.code, dates.stderr]).toEqual([2, expect.stringContaining("2026-02-31 is no date")]);
});

const box = `insert_job: B   job_type: BOX
date_conditions: 1
days_of_week: all
start_times: "05:00"

insert_job: one   job_type: CMD
box_name: B
command: /apps/one.sh $$ENV
machine: h1
owner: batch@h1
application: GL
resources: (R, QUANTITY=2, FREE=A)

insert_job: two   job_type: CMD
box_name: B
condition: s(one)
command: /apps/two.sh
machine: h1
owner: batch@h1
status: ON_ICE

insert_resource: R
res_type: R
amount: 4
`;

test("names are drafted and corrected, and what only people know is asked for", async () => {
  write("a.jil", box);
  const base = ["autosys", "a.jil", "--out", "jobs"];
  write("first.yaml", "timezone: America/New_York\n");
  const first = await run(...base, "--params", "first.yaml");
  expect(first.code).toBe(1);
  const asked = read("jobs/params.yaml");
  expect(asked).toContain("# globals.ENV:");
  expect(asked).toContain("# holds:");
  expect(read("jobs/mapping.yaml")).toContain("  h1: [h1]   # 2 jobs");
  write("answers.yaml", "timezone: America/New_York\nglobals: {ENV: prd}\nholds: placed\n");
  write("jobs/mapping.yaml", "hosts: {h1: [gl-prod], h9: [x]}\nusers: {batch: glbatch}\n");
  const again = await run(
    ...[...base, "--params", "answers.yaml", "--mapping", "jobs/mapping.yaml"],
  );
  expect([again.code, again.stderr]).toEqual([
    0,
    "warning: the mapping has hosts.h9, which is in none of the files\n" +
      "names that are not in the mapping, and taken as they are: 1\n",
  ]);
  const spec = read("jobs/pipelines/b.yaml");
  expect(spec).toContain("defaults:\n  runsOn: [gl-prod]\n  runAs: glbatch\n");
  expect(spec).toContain("/apps/one.sh prd");
  expect(read("jobs/pools.yaml")).toBe("R: {units: 4}\n");
  expect(read("jobs/holds.md")).toContain("trunkline hold b two --mode ice --reason imported");
  // It is theirs from then on, and a second import of the same changes nothing.
  expect(read("jobs/mapping.yaml")).toContain("h9");
  const before = read("jobs/import.json");
  await run(...base, "--params", "answers.yaml", "--mapping", "jobs/mapping.yaml");
  expect(read("jobs/import.json")).toBe(before);
});

test("no password is in what an import writes", async () => {
  write(
    "a.jil",
    "insert_job: J\ncommand: isql -U u -P hunter2\nmachine: m\nenvvars: PASSWORD=hunter2\n",
  );
  write("p.yaml", "timezone: UTC\n");
  const { stdout, stderr } = await run("autosys", "a.jil", "--out", "jobs", "--params", "p.yaml");
  const written = readdirSync(path.join(cwd, "jobs"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.\w+$/.test(file))
    .map((file) => read(path.join("jobs", file)));
  expect([stdout, stderr, ...written].join("\n")).not.toContain("hunter2");
  expect(read("jobs/pipelines/j.yaml")).toContain("uses: unsupported");
});

test("all that it writes is observed; a stage that people have set stays, and what is new is observed", async () => {
  write("crontab", table);
  write("params.yaml", params);
  const words = ["cron", "crontab", "--out", "jobs", "--params", "params.yaml"];
  await run(...words);
  const wave = read("jobs/migration/waves/cron.yaml");
  expect(wave).toContain(
    "stage: observe\nmembers:\n  pipelines: [crontab-backup, crontab-poll, crontab-start]\n",
  );
  expect(read("jobs/report.md")).toContain("## Waves");
  const live = wave.replace("stage: observe", "stage: live");
  write("jobs/migration/waves/cron.yaml", live);
  write("crontab", `${table}15 4 * * * /opt/new\n`);
  await run(...words);
  expect(read("jobs/migration/waves/cron.yaml")).toBe(live);
  expect(read("jobs/migration/waves/cron-2.yaml")).toContain(
    "stage: observe\nmembers:\n  pipelines: [crontab-new]\n",
  );
  const { code, stderr } = await trunklineHere(["validate", "jobs"], { cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining("4 pipelines: 0 errors")]);
});

test("what is written of Control-M starts when its own rules say, job by job", async () => {
  const jobs =
    '<JOB JOBNAME="A" DAYS="ALL" MAXWAIT="99" CMDLINE="true"/>' +
    '<JOB JOBNAME="B" WEEKDAYS="1,5" TIMEFROM="2200" CMDLINE="true"/>' +
    '<JOB JOBNAME="C" DAYS="ALL" CYCLIC="1" INTERVAL="00006H" CMDLINE="true"/>' +
    '<JOB JOBNAME="D" DAYS="ALL" TIMEZONE="EST" RETRO="1" CMDLINE="true"/>';
  write(
    "x.xml",
    `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${jobs}</FOLDER></DEFTABLE>`,
  );
  write(
    "params.yaml",
    'newDay: "05:00"\ntimezone: Europe/Berlin\nweekStart: monday\nzones: {EST: America/New_York}\n',
  );
  const range = ["--from", "2026-03-05", "--to", "2026-03-12", "--output", "json"];
  const named = ["control-m", "x.xml", "--params", "params.yaml"];
  await run(...named, "--out", "jobs", "--group-by", "folder");
  const legacy = await run(...named, "--simulate", ...range);
  const ours = await trunklineHere(["simulate", "jobs", ...range], { cwd });
  const keys = (text: string, job: string) =>
    json(text)
      .flatMap((line) => (line[job] === undefined ? [] : `${line[job]} ${line.date} ${line.at}`))
      .sort();
  expect(keys(ours.stdout, "legacyJob")).toEqual(keys(legacy.stdout, "job"));
  expect(keys(legacy.stdout, "job").length).toBe(7 + 2 + 28 + 7);
  const compared = await run(...named, "--simulate", "--compare", ...range.slice(0, 4));
  expect([compared.code, compared.stderr]).toEqual([0, "44 fire times, the same on both sides\n"]);
  await run(...named, "--out", "apart", "--group-by", "job");
  expect(readdirSync(path.join(cwd, "apart/pipelines")).sort()).toEqual([
    "f-a.yaml",
    "f-b.yaml",
    "f-c.yaml",
    "f-d-america-new-york-catch-up.yaml",
  ]);
});

test("a wave that people have removed stays so, with whom it had; what is new is observed, however often", async () => {
  write("crontab", table);
  write("params.yaml", params);
  const words = ["cron", "crontab", "--out", "jobs", "--params", "params.yaml"];
  await run(...words);
  rmSync(path.join(cwd, "jobs/migration/waves/cron.yaml"));
  write("crontab", `${table}15 4 * * * /opt/new\n`);
  for (const _ of [1, 2, 3]) {
    await run(...words);
    expect(readdirSync(path.join(cwd, "jobs/migration/waves"))).toEqual(["cron-2.yaml"]);
    expect(read("jobs/migration/waves/cron-2.yaml")).toContain("pipelines: [crontab-new]\n");
  }
});
