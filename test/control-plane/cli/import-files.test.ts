// Importing again into a folder: names stay, edits stay, what both sides have changed is marked.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository();
  write("params.yaml", "dialect: debian\ntimezone: UTC\n");
});
afterEach(() => repository[Symbol.dispose]());

const place = (file: string): string => path.join(repository.path, file);
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(place(file)), { recursive: true });
  writeFileSync(place(file), text);
};
const read = (file: string): string => readFileSync(place(file), "utf8");
const edit = (file: string, from: string, to: string): void => {
  expect(read(file)).toContain(from);
  write(file, read(file).replace(from, to));
};
const run = (...words: string[]) => trunklineHere(words, { cwd: repository.path });
const table = (...lines: string[]): void =>
  write("crontab", lines.map((line) => `${line}\n`).join(""));
const again = (folder = "jobs") =>
  run("import", "cron", "crontab", "--out", folder, "--params", "params.yaml");
/** Lines that Git finds changed since the last commit. */
const changed = (): string[] =>
  repository
    .git(
      "diff",
      "--numstat",
      "--no-renames",
      "HEAD",
      "--",
      ":!*/import.*",
      ":!*/ledger.ndjson",
      ":!crontab",
    )
    .split("\n")
    .filter((line) => line !== "");

const load = "0 1 * * * /opt/a/load.sh";
const other = "0 2 * * * /opt/b/load.sh";

test("the same again changes nothing, a changed export little, and no name", async () => {
  table(load, other);
  expect((await again()).code).toBe(0);
  repository.commit({});
  expect((await again()).code).toBe(0);
  expect(repository.git("status", "--porcelain")).toBe("");
  table("5 1 * * * /opt/new/load.sh", "0 4 * * * /opt/b/load.sh");
  expect((await again()).code).toBe(0);
  repository.git("add", "--all", "--intent-to-add");
  expect(changed()).toEqual([
    "3\t0\tjobs/migration/names.yaml",
    "1\t1\tjobs/migration/waves/cron.yaml",
    "1\t1\tjobs/pipelines/crontab-load-2.yaml",
    "18\t0\tjobs/pipelines/crontab-load-3.yaml",
    "0\t18\tjobs/pipelines/crontab-load.yaml",
  ]);
  expect(read("jobs/pipelines/crontab-load-2.yaml")).toContain("/opt/b/load.sh");
  table(load, other);
  await again();
  repository.git("reset", "--quiet");
  // But for the name of what came between, all is as it was.
  expect(repository.git("status", "--porcelain", "--", "jobs/pipelines")).toBe("");
});

test("what people have edited stays, with what the import changes elsewhere in it", async () => {
  table(load, other);
  await again();
  const [first, second] = [
    "jobs/pipelines/crontab-load.yaml",
    "jobs/pipelines/crontab-load-2.yaml",
  ];
  edit(first, "tasks:", "owner: shop # ours\ntasks:");
  edit(second, "tasks:", "owner: shop\ntasks:");
  edit("jobs/trunkline.yaml", "name: jobs", "name: orders");
  table("30 1 * * * /opt/a/load.sh", other);
  const { code, stderr } = await again();
  expect([code, stderr]).toEqual([0, ""]);
  expect(read(first)).toContain("owner: shop # ours\n");
  expect(read(first)).toContain("30 1 * * *");
  expect(read(second)).toContain("owner: shop\n");
  expect(read("jobs/trunkline.yaml")).toContain("name: orders");
  const texts = [first, second].map(read);
  expect((await again()).code).toBe(0);
  expect([first, second].map(read)).toEqual(texts);
  expect((await run("validate", "jobs")).code).toBe(0);
});

test("what both have changed is marked and told until somebody has chosen; all else is written", async () => {
  table(load, other);
  await again();
  const file = "jobs/pipelines/crontab-load.yaml";
  edit(file, "0 1 * * *", "0 7 * * *");
  table("0 8 * * * /opt/a/load.sh", "0 9 * * * /opt/b/load.sh");
  const conflict = await again();
  const line = read(file).split("\n").indexOf("<<<<<<< edited here") + 1;
  expect(line).toBeGreaterThan(0);
  expect([conflict.code, conflict.stderr]).toEqual([
    ...[1, expect.stringContaining(`error: ${file}:${line}: was edited here and changed`)],
  ]);
  expect(read("jobs/pipelines/crontab-load-2.yaml")).toContain("0 9 * * *");
  const validated = await run("validate", "jobs");
  expect([validated.code, validated.stdout]).toEqual([
    1,
    expect.stringContaining("error[conflict-unresolved]: lines"),
  ]);
  // Nothing is laid over a conflict, also by an export that says something else again.
  const marked = read(file);
  table("0 10 * * * /opt/a/load.sh", other);
  const unresolved = await again();
  expect([unresolved.code, read(file)]).toEqual([1, marked]);
  expect(unresolved.stderr).toContain(`${file}:${line}: has a conflict from an import before`);
  // Somebody takes the import's side, of an hour; the export's newer one is only the import's change then.
  write(file, marked.replace(/<<<<<<<.*=======\n/s, "").replace(/>>>>>>>.*\n/, ""));
  const settled = await again();
  expect([settled.code, settled.stderr]).toEqual([0, ""]);
  expect(read(file)).toContain("0 10 * * *");
});

test("a file that people have removed stays away; one whose job is gone goes, unless they have edited it", async () => {
  table(load, other, "0 3 * * * /opt/report.sh");
  await again();
  rmSync(place("jobs/pipelines/crontab-load.yaml"));
  edit("jobs/pipelines/crontab-load-2.yaml", "tasks:", "owner: shop\ntasks:");
  table(load.replace("1", "5"));
  const { code, stderr } = await again();
  expect(code).toBe(1);
  expect(stderr).toContain("jobs/pipelines/crontab-load.yaml was removed, and stays so");
  expect(stderr).toContain("crontab-load-2.yaml: was edited, and nothing in these files makes it");
  expect(readdirSync(place("jobs/pipelines"))).toEqual(["crontab-load-2.yaml"]);
  const after = await again();
  expect(after.code).toBe(0);
  expect(readdirSync(place("jobs/pipelines"))).toEqual(["crontab-load-2.yaml"]);
});

test("a name that people change renames the file, with their edits; names that can't be are told", async () => {
  table(load, other);
  await again();
  edit("jobs/pipelines/crontab-load.yaml", "tasks:", "owner: shop\ntasks:");
  edit("jobs/migration/names.yaml", "name: crontab-load\n", "name: load-orders\n");
  expect((await again()).stderr).toBe("");
  expect(readdirSync(place("jobs/pipelines"))).toEqual(["crontab-load-2.yaml", "load-orders.yaml"]);
  const renamed = read("jobs/pipelines/load-orders.yaml");
  expect(renamed).toContain("name: load-orders\n");
  expect(renamed).toContain("owner: shop\n");
  edit("jobs/migration/names.yaml", "name: load-orders\n", "name: Load Orders\n");
  const wrong = await again();
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("migration/names.yaml")]);
  expect(read("jobs/pipelines/load-orders.yaml")).toBe(renamed);
});

test("without what the import before made of it, an edited file is a conflict", async () => {
  table(load);
  await again();
  rmSync(place("jobs/import.base.gz"));
  edit("jobs/pipelines/crontab-load.yaml", "0 1 * * *", "0 7 * * *");
  table("0 8 * * * /opt/a/load.sh");
  expect((await again()).code).toBe(1);
  expect(read("jobs/pipelines/crontab-load.yaml")).toContain("<<<<<<< edited here");
  expect(existsSync(place("jobs/import.base.gz"))).toBe(true);
});

test("a folder that is called otherwise keeps the project's name", async () => {
  table(load);
  await again();
  renameSync(place("jobs"), place("moved"));
  expect((await again("moved")).code).toBe(0);
  expect(read("moved/trunkline.yaml")).toContain("name: jobs\n");
});

test("folders of one repository know nothing of each other", async () => {
  table(load);
  await again("one");
  await again("two");
  edit("one/pipelines/crontab-load.yaml", "tasks:", "owner: shop\ntasks:");
  const other = read("two/pipelines/crontab-load.yaml");
  table("0 8 * * * /opt/a/load.sh");
  await again("one");
  expect(read("one/pipelines/crontab-load.yaml")).toContain("0 8 * * *");
  expect(read("two/pipelines/crontab-load.yaml")).toBe(other);
});

test("a job that is added at the top of an export changes nothing of the others", async () => {
  write("params.yaml", 'newDay: "07:00"\ntimezone: UTC\nweekStart: monday\n');
  const job = (name: string) =>
    `<JOB JOBNAME="${name}" TASKTYPE="Command" CMDLINE="x" WEEKDAYS="ALL" TIMEFROM="0800" RUN_AS="etl" NODEID="h"/>\n`;
  const folder = (name: string, ...jobs: string[]) =>
    `<FOLDER FOLDER_NAME="${name}" FOLDER_ORDER_METHOD="SYSTEM">\n${jobs.map(job).join("")}</FOLDER>\n`;
  const words = ["import", "control-m", "jobs.xml", "--out", "jobs", "--params", "params.yaml"];
  const exported = (...folders: string[]) =>
    write("jobs.xml", `<DEFTABLE>\n${folders.join("")}</DEFTABLE>\n`);
  exported(folder("F", "A", "B"), folder("G", "C"));
  await run(...words);
  repository.commit({});
  exported(folder("E", "X"), folder("F", "Y", "A", "B"), folder("G", "C"));
  await run(...words);
  const files = changed().map((line) => line.split("\t")[2]);
  expect(files).toContain("jobs/pipelines/f.yaml");
  expect(files).not.toContain("jobs/pipelines/g.yaml");
  const [f = ""] = changed().filter((line) => line.endsWith("/f.yaml"));
  expect(f.split("\t")[1]).toBe("0");
});

test("JSON has conflicts and what was left", async () => {
  table(load, other);
  await again();
  edit("jobs/pipelines/crontab-load.yaml", "0 1 * * *", "0 7 * * *");
  rmSync(place("jobs/pipelines/crontab-load-2.yaml"));
  table("0 8 * * * /opt/a/load.sh", other);
  const words = ["import", "cron", "crontab", "--out", "jobs", "--params", "params.yaml"];
  const { stdout } = await run(...words, "--output", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    conflicts: [{ file: "pipelines/crontab-load.yaml", line: expect.any(Number) }],
    left: [{ file: "pipelines/crontab-load-2.yaml" }],
  });
});
