import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-conditions-"));
  write("jobs.jil", jil);
  write("params.yaml", "timezone: UTC\ndurations: {LOAD: 1h}\n");
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (file: string, content: string): void => writeFileSync(path.join(cwd, file), content);
const days = ["--from", "2026-01-01", "--to", "2026-01-03"];
const simulate = (...words: string[]) =>
  trunklineHere(
    ["import", "autosys", "jobs.jil", "--params", "params.yaml", "--simulate", ...days, ...words],
    { cwd },
  );

const at = (time: string) => `date_conditions: 1\ndays_of_week: all\nstart_times: "${time}"`;
const job = (name: string, more: string) =>
  `insert_job: ${name}   job_type: CMD\ncommand: x\nmachine: m\n${more}\n\n`;
const jil =
  job("LOAD", at("02:00")) +
  job("REPORT", "condition: s(LOAD)") +
  job("EXTRA", "condition: s(GHOST)") +
  job("GHOST", "");

test("lists starts by what jobs wait for and how long they take, and what never starts", async () => {
  const { code, stdout } = await simulate("--conditions");
  expect(stdout.trim().split("\n")).toEqual([
    "2026-01-01T02:00:00Z  2026-01-01  LOAD",
    "2026-01-01T03:00:00Z  2026-01-01  REPORT",
    "2026-01-02T02:00:00Z  2026-01-02  LOAD",
    "2026-01-02T03:00:00Z  2026-01-02  REPORT",
    "EXTRA never starts in this span: it waits for success(GHOST), which nothing starts",
  ]);
  expect(code).toBe(0);
});

test("the file of durations counts before the parameters, and names that no job has are told", async () => {
  write("durations.yaml", 'LOAD: 30m\nLAOD: 1h\n"*": 5m\n');
  const { stdout, stderr } = await simulate("--conditions", "--durations", "durations.yaml");
  expect(stdout).toContain("2026-01-01T02:30:00Z  2026-01-01  REPORT");
  expect(stderr).toContain("warning: no job is called LAOD");
});

test("beside ours each start has its side, and all of them are the same", async () => {
  const { code, stdout, stderr } = await simulate("--conditions", "--compare", "--output", "json");
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ side }) => side === "both")).toHaveLength(4);
  expect(lines.at(-1)).toEqual({
    ...{ job: "EXTRA", date: "2026-01-01", never: 1, started: false },
    waitsFor: "success(GHOST), which nothing starts",
  });
  expect([code, stderr]).toEqual([0, "4 starts, the same on both sides\n"]);
});

test("the first difference of each job is told with what both sides say and where its rule stands", async () => {
  // Members that never run keep the box running there (AS-29); here they are skipped.
  const box = `insert_job: BOX   job_type: BOX\n${at("01:00")}\n\n`;
  const members = job("A", "box_name: BOX") + job("B", "box_name: BOX\ncondition: f(A)");
  write("jobs.jil", box + members);
  write("params.yaml", "timezone: UTC\n");
  const { code, stdout, stderr } = await simulate("--conditions", "--compare");
  expect(stdout.trim().split("\n")).toEqual([
    "2026-01-02T01:00:00Z  2026-01-02  A  only by ours",
    "    by the legacy rules it waits for the next start of its box BOX, which runs: B has not run",
    "    by ours started since its run has begun",
    "    jobs.jil:6  A",
    "B never starts in this span: it waits for failure(A)",
  ]);
  expect(stderr).toBe(
    "1 starts on both sides, 0 only by the legacy rules, 1 only by ours; 1 jobs differ\n",
  );
  expect(code).toBe(1);
});

test("jobs that wait for one that is refused are counted apart", async () => {
  write(
    "jobs.jil",
    job("LOAD", `${at("02:00")}\nstatus: ON_HOLD`) + job("NEXT", "condition: s(LOAD)"),
  );
  const { stdout, stderr } = await simulate("--conditions", "--compare");
  expect(stdout).not.toContain("only by");
  expect(stderr).toContain("2 jobs are refused or hang on one that is");
});

test.each([
  [["--durations", "x.yaml"], "--durations is for --conditions"],
  [["--conditions", "--durations", "params.yaml"], "params.yaml has mistakes"],
])("%j is refused", async (words, message) => {
  const { code, stderr } = await simulate(...words);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("cron's jobs wait for nothing", async () => {
  write("crontab", "0 6 * * * /opt/x\n");
  write("cron.yaml", "timezone: UTC\ndialect: debian\nuser: app\n");
  const words = [
    "import",
    "cron",
    "crontab",
    "--params",
    "cron.yaml",
    "--simulate",
    "--conditions",
  ];
  const { code, stderr } = await trunklineHere([...words, ...days], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining("jobs of cron wait for nothing")]);
});
