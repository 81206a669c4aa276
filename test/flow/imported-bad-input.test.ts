// What an import makes of bad input, of each kind: the file or the job is refused with its place, the rest is written, and nothing
// crashes or is guessed.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "#test/support/repository.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

const params: Record<string, string> = {
  "control-m": 'newDay: "05:00"\ntimezone: UTC\nweekStart: monday\ndateStandard: mmdd\n',
  autosys: "timezone: UTC\n",
  cron: "dialect: cronie\ntimezone: UTC\nformat: user\n",
};
const xml = (...jobs: string[]): string =>
  `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${jobs.join("\n")}</FOLDER></DEFTABLE>\n`;
const job = (name: string, more = "", within = ""): string =>
  `<JOB JOBNAME="${name}" TASKTYPE="Command" CMDLINE="/opt/${name}.sh" DAYS="ALL"${more}>${within}</JOB>`;
const cmd = (name: string, more = "", type = "CMD"): string =>
  `insert_job: ${name}   job_type: ${type}\ncommand: /opt/${name}.sh\nmachine: m\n${more}\n`;
const box = (name: string, more: string): string =>
  `insert_job: ${name}   job_type: BOX\n${more}\n`;

/** What is given, which code says so, and how many jobs are written all the same: a folder is one of them. */
const cases: [
  what: string,
  system: string,
  text: string | Uint8Array,
  code: string,
  written: number,
][] = [
  ["empty", "control-m", "", "control-m-not-well-formed", 0],
  ["truncated", "control-m", xml(job("A")).slice(0, -30), "control-m-not-well-formed", 0],
  ["truncated", "control-m", '{"F": {"Type": "SimpleFolder", "A": {', "control-m-not-json", 0],
  ["truncated", "autosys", `${cmd("A")}/* no end`, "jil-lex-unclosed", 0],
  ["of the wrong kind", "control-m", cmd("A"), "wrong-kind", 0],
  ["of the wrong kind", "autosys", xml(job("A")), "jil-file-kind", 0],
  ["of the wrong kind", "cron", cmd("A"), "wrong-kind", 0],
  ["two exports glued", "control-m", xml(job("A")) + xml(job("B")), "control-m-not-well-formed", 0],
  ["two exports glued", "autosys", cmd("A") + cmd("A"), "jil-dup-job-same", 1],
  ["duplicate jobs", "autosys", cmd("A") + cmd("A", "n_retrys: 1"), "jil-dup-job", 0],
  [
    "a condition on a missing job",
    "autosys",
    cmd("A", "condition: s(GONE)"),
    "jil-ref-dangling",
    0,
  ],
  [
    "boxes in a circle",
    "autosys",
    box("X", "box_name: Y") + box("Y", "box_name: X"),
    "jil-box-cycle",
    0,
  ],
  ["no date", "control-m", xml(job("A", ' DATE="1345"'), job("B")), "control-m-value", 2],
  [
    "no time",
    "autosys",
    cmd("A", 'date_conditions: 1\ndays_of_week: all\nstart_times: "25:61"') + cmd("B"),
    "jil-attr-value",
    1,
  ],
  [
    "a statement that is near another",
    "autosys",
    `${cmd("A")}insert_jobs: B\ncommand: x\n`,
    "jil-lex-subcommand",
    1,
  ],
  ["a field that is none", "cron", "0 25 * * * /opt/a\n0 2 * * * /opt/b\n", "cron-bad-line", 1],
  [
    "of mixed encodings",
    "autosys",
    Buffer.concat([
      Buffer.from(cmd("A", "description: ä")),
      Buffer.from(cmd("B", "description: ä"), "latin1"),
    ]),
    "jil-lex-encoding",
    2,
  ],
];

const file: Record<string, string> = { "control-m": "x.xml", autosys: "a.jil", cron: "crontab" };

test.each(cases)("%s, %s", async (_, system, text, code, written) => {
  using folder = temporaryFolder();
  writeFileSync(path.join(folder.path, file[system] as string), text);
  writeFileSync(path.join(folder.path, "params.yaml"), params[system] as string);
  const { stdout, code: exit } = await trunklineHere(
    [
      ...["import", system, file[system] as string, "--params", "params.yaml", "--out", "jobs"],
      ...["--output", "json"],
    ],
    { cwd: folder.path },
  );
  const { jobs, findings } = JSON.parse(stdout);
  expect(findings.map((one: { code: string }) => one.code)).toContain(code);
  expect(findings.find((one: { code: string }) => one.code === code)).toMatchObject({
    ...{ file: file[system], line: expect.any(Number), message: expect.any(String) },
  });
  expect(jobs.translated).toBe(written);
  expect([0, 1]).toContain(exit);
});

const crontab = "# jobs\n0 2 * * * /opt/a.sh\n";
const json = '{"F": {"Type": "SimpleFolder"}}';

/** What is given, and what the answer says to do. */
test.each([
  ["control-m", "", "the file is empty: export the folders again"],
  ["autosys", "\n \n", "export it again: `autorep -J ALL -q`"],
  ["control-m", xml(job("A")).slice(0, -30), "the file ends in the middle"],
  ["control-m", json.slice(0, -3), "the file ends in the middle"],
  ["control-m", xml(job("A")) + xml(job("B")), "give each as a file of its own"],
  ["control-m", `<?xml version="1.0"?>${xml()}<?xml version="1.0"?>${xml()}`, "a file of its own"],
  ["control-m", json + json, "give each as a file of its own"],
  ["control-m", cmd("A"), "use `trunkline import autosys`"],
  ["control-m", crontab, "use `trunkline import cron`"],
  ["control-m", "a\0b", "emdef exportdeffolder"],
  ["control-m", "some words", "emdef exportdeffolder"],
  ["autosys", xml(job("A")), "use `trunkline import control-m`"],
  ["autosys", json, "use `trunkline import control-m`"],
  ["autosys", crontab, "use `trunkline import cron`"],
  ["cron", cmd("A"), "use `trunkline import autosys`"],
  ["cron", xml(job("A")), "use `trunkline import control-m`"],
  ["control-m", xml(job("A", "", '<INCOUND NAME="X"/>')), 'did you mean "INCOND"?'],
])("the answer to bad input of %s says what to do: %#", async (system, text, help) => {
  using folder = temporaryFolder();
  writeFileSync(path.join(folder.path, "given"), text);
  const { stdout } = await trunklineHere(
    ["import", system, "given", "--out", "jobs", "--output", "json"],
    { cwd: folder.path },
  );
  const said = JSON.parse(stdout).findings.map(
    (one: { message: string; help?: string }) => `${one.message} ${one.help ?? ""}`,
  );
  expect(said.join("\n")).toContain(help);
});

test.each(["", "# none yet\n"])(
  "a crontab without a job is said to have none: %j",
  async (text) => {
    using folder = temporaryFolder();
    writeFileSync(path.join(folder.path, "crontab"), text);
    writeFileSync(path.join(folder.path, "params.yaml"), params.cron as string);
    const { stderr, code } = await trunklineHere(
      ["import", "cron", "crontab", "--params", "params.yaml", "--out", "jobs"],
      { cwd: folder.path },
    );
    expect(stderr).toContain("there is no job in these files");
    expect(code).toBe(0);
  },
);

test.each([
  ["control-m", (long: string) => xml(job("A").replace("/opt/A.sh", long), job("B"))],
  ["autosys", (long: string) => cmd("A").replace("/opt/A.sh", long) + cmd("B")],
  ["cron", (long: string) => `0 1 * * * ${long}\n0 2 * * * /opt/b\n`],
] as const)(
  "%s with a line of 100 MB ends with an answer",
  async (system, text) => {
    using folder = temporaryFolder();
    writeFileSync(path.join(folder.path, file[system] as string), text("x".repeat(100_000_000)));
    writeFileSync(path.join(folder.path, "params.yaml"), params[system] as string);
    const { code, stdout, stderr } = await trunkline(
      ["import", system, file[system] as string, "--params", "params.yaml", "--out", "jobs"],
      { cwd: folder.path },
    );
    // Refused or written, and told in few words.
    expect([0, 1, 3]).toContain(code);
    expect(stdout.length + stderr.length).toBeLessThan(10_000);
    expect(stderr).not.toMatch(/RangeError|heap out of memory|at .*\.ts:\d+/);
  },
  600_000,
);
