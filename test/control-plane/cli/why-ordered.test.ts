import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WhyOrdered } from "#schemas/types.ts";
import { validateExplanation } from "#schemas/validators.js";
import { trunklineHere } from "#test/support/trunkline.ts";

const docs = fileURLToPath(new URL("../../../docs/migration/backtest.md", import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-why-ordered-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (file: string, text: string): void => writeFileSync(path.join(cwd, file), text);
const why = (...words: string[]) => trunklineHere(["why-ordered", ...words], { cwd });

const xml =
  '<DEFTABLE>\n<FOLDER FOLDER_NAME="SALES" FOLDER_ORDER_METHOD="SYSTEM">\n' +
  '<JOB JOBNAME="LOAD" WEEKDAYS="1" FEB="0"/>\n<JOB JOBNAME="MAIL" DAYS="D1" DAYSCAL="GONE"/>\n</FOLDER>\n</DEFTABLE>\n';
const site = "newDay: '05:00'\ntimezone: UTC\nweekStart: monday\n";

test("of Control-M: the rule with its place, and the dates around", async () => {
  write("export.xml", xml);
  write("params.yaml", site);
  const words = ["2026-02-09", "export.xml", "--params", "params.yaml"];
  const { code, stdout, stderr } = await why("LOAD", ...words);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n")).toEqual([
    "SALES/LOAD on Monday 2026-02-09: it is not ordered",
    "  [x] WEEKDAYS 1 selects it: Monday, day 9 of the month, L20",
    '      export.xml:3  WEEKDAYS="1"',
    "* [ ] FEB is off",
    '      export.xml:3  FEB="0"',
    "before: 2026-01-26; after: 2026-03-02",
    "",
  ]);
  expect(readFileSync(docs, "utf8")).toContain(stdout);
  const json = await why("SALES/LOAD", "2026-03-02", ...words.slice(1), "--output", "json");
  const told = JSON.parse(json.stdout) as WhyOrdered;
  expect(validateExplanation(told), JSON.stringify(validateExplanation.errors)).toBe(true);
  expect(told).toMatchObject({
    ...{ source: "control-m", ordered: true, weekday: "Monday", previous: "2026-01-26" },
    ...{ starts: ["2026-03-02T05:00:00Z"], next: "2026-03-09" },
  });
  expect(told.reasons[0]).toMatchObject({
    ...{ holds: true, decides: true },
    places: [{ file: "export.xml", line: 3, attribute: "WEEKDAYS", value: "1" }],
  });
});

test("what nobody can tell ends with 1 and says what is missing", async () => {
  write("export.xml", xml);
  write("params.yaml", site);
  const { code, stdout } = await why("MAIL", "2026-02-09", "export.xml", "--params", "params.yaml");
  expect(code).toBe(1);
  expect(stdout).toContain("nobody can tell");
  expect(stdout).toContain("calendar GONE is not in the parameters");
});

test("of AutoSys, by what the file looks like; of cron, by its name", async () => {
  write(
    "jobs.jil",
    "insert_job: A\ncommand: x\ndate_conditions: 1\ndays_of_week: mo\nstart_times: 06:00\n",
  );
  write("crontab", "0 5 * * 1 /opt/a\n");
  write("params.yaml", "timezone: UTC\ndialect: debian\nformat: user\n");
  const params = ["--params", "params.yaml"];
  const jil = await why("A", "2026-02-10", "jobs.jil", ...params);
  expect(jil.stdout).toContain("* [ ] days_of_week lacks Tuesday");
  expect(jil.stdout).toContain("before: 2026-02-09; after: 2026-02-16");
  const cron = await why("crontab:1", "2026-02-09", "crontab", "--source", "cron", ...params);
  expect(cron.stdout).toContain("crontab:1 on Monday 2026-02-09: it is ordered");
  const untold = await why("crontab:1", "2026-02-09", "crontab", ...params);
  expect([untold.code, untold.stderr]).toEqual([2, expect.stringContaining("--source cron")]);
});

test("wrong words: a name that is near, dates, files", async () => {
  write("export.xml", xml);
  const load = await why("LAOD", "2026-02-09", "export.xml");
  expect([load.code, load.stderr]).toEqual([1, expect.stringContaining('did you mean "LOAD"?')]);
  const date = await why("LOAD", "2026-02-30", "export.xml");
  expect([date.code, date.stderr]).toEqual([2, expect.stringContaining("DATE 2026-02-30")]);
  write("half.xml", xml.slice(0, 90));
  const half = await why("LOAD", "2026-02-09", "half.xml");
  expect([half.code, half.stderr]).toEqual([
    1,
    expect.stringMatching(/^error: half\.xml:\d+:\d+: /),
  ]);
  const file = await why("LOAD", "2026-02-09", "gone.xml");
  expect([file.code, file.stderr]).toEqual([2, expect.stringContaining("no file gone.xml")]);
});
