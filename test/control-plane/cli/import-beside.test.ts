// What the report says for whoever decides: work that another scheduler has too, jobs of people who have left, what is left to do.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const jil = `insert_job: LOAD   job_type: CMD
command: /opt/load.sh  --all
machine: etl01
owner: Ada@etl01
date_conditions: 1
days_of_week: all
start_times: "02:00"
alarm_if_fail: 1
send_notification: f
notification_emailaddress: bob@example.com

insert_job: OTHER   job_type: CMD
command: sendevent -E STARTJOB -J LOAD
machine: etl02
owner: etl
status: ON_HOLD
`;

test("of an estate that is in two schedulers", async () => {
  using folder = temporaryFolder();
  const write = (file: string, text: string) => writeFileSync(path.join(folder.path, file), text);
  write("crontab", "0 2 * * * /opt/load.sh --all\n0 3 * * * /opt/mine.sh\n");
  write("cron.yaml", "dialect: cronie\ntimezone: UTC\n");
  write("a.jil", jil);
  write("params.yaml", "timezone: UTC\nleft: [ada, bob@example.com]\n");
  const run = (...words: string[]) => trunklineHere(["import", ...words], { cwd: folder.path });
  await run("cron", "crontab", "--params", "cron.yaml", "--out", "jobs/cron");
  await run("autosys", "a.jil", "--params", "params.yaml", "--out", "jobs/autosys");
  const read = (file: string) => readFileSync(path.join(folder.path, "jobs/autosys", file), "utf8");
  const { risks, effort } = JSON.parse(read("report.json"));
  const examples = Object.fromEntries(
    risks.map((one: { kind: string; examples: string[] }) => [one.kind, one.examples]),
  );
  expect(examples).toEqual({
    ...{ "never-starts": ["OTHER"], "scheduler-tools": ["OTHER"] },
    "other-system": [
      expect.stringMatching(/^LOAD \(cron: crontab:1; 76\d times at the same minute from \d{4}/),
    ],
    "owner-left": ["LOAD"],
  });
  const done = effort.map((one: { kind: string; count: number }) => [one.kind, one.count]);
  expect(Object.fromEntries(done)).toMatchObject({ decisions: 1, tools: 1, reasons: 1 });
  for (const file of ["report.md", "report.html"])
    for (const title of ["What is left to do", "of people who have left", "in an import beside"])
      expect(read(file)).toContain(title);
  // What can't be read beside is no fault of this import.
  write("jobs/cron/import.json", "{");
  await run("autosys", "a.jil", "--params", "params.yaml", "--out", "jobs/autosys");
  expect(read("report.json")).not.toContain("other-system");
});
