// Imports that are killed, or run out of disk: what is there is whole, and the next import is right.

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { smallDisk } from "#test/support/small-disk.ts";
import { startTrunkline, trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-killed-"));
  writeFileSync(path.join(cwd, "params.yaml"), "dialect: debian\ntimezone: UTC\n");
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** One line for each of `count` jobs, at the hour. */
const table = (hour: number, count: number, except = -1): void =>
  writeFileSync(
    path.join(cwd, "crontab"),
    [...Array(count).keys()]
      .filter((job) => job !== except)
      .map((job) => `0 ${hour} * * * /opt/job${job}.sh\n`)
      .join(""),
  );
const words = (folder: string) => [
  ...["import", "cron", "crontab", "--out", folder, "--params", "params.yaml", "--quiet"],
];
const again = (folder: string) => trunklineHere(words(folder), { cwd });

const texts = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [path.relative(folder, file), readFileSync(file, "latin1")]),
  );

/** Kills it when something of the name appears below the folder. */
async function killAt(folder: string, name: RegExp): Promise<void> {
  const { child, ended } = startTrunkline(words(folder), { cwd });
  const watcher = watch(path.join(cwd, folder), { recursive: true }, (_, file) => {
    if (name.test(file ?? "")) child.kill("SIGKILL");
  });
  const { signal } = await ended;
  watcher.close();
  expect(signal).toBe("SIGKILL");
}

const jobs = 600;
const edited = "pipelines/crontab-job7.yaml";

test.each([
  ["while the files are made", /import-\d+.pipelines.crontab-job40\.yaml/, false],
  ["when all are made", /import-whole$/, true],
  ["while they are put in place", /^pipelines.crontab-job(?:2|30|90)\.yaml/, true],
] as const)("killed %s, the next import is as if it had not been", async (_, name, isWhole) => {
  table(1, jobs);
  for (const folder of ["jobs", "straight"]) {
    expect((await again(folder)).code).toBe(0);
    const file = path.join(cwd, folder, edited);
    writeFileSync(file, readFileSync(file, "utf8").replace("tasks:", "owner: shop\ntasks:"));
  }
  const before = texts(path.join(cwd, "jobs"));
  table(2, jobs, 50);
  await killAt("jobs", name);
  const left = texts(path.join(cwd, "jobs"));
  expect([...left.keys()].some((file) => file.includes("import-whole"))).toBe(isWhole);
  if (!isWhole) for (const [file, text] of before) expect(left.get(file)).toBe(text);
  await again("straight");
  table(3, jobs, 60);
  const { code, stderr } = await again("jobs");
  expect([code, stderr]).toEqual([0, ""]);
  await again("straight");
  const [found, wanted] = ["jobs", "straight"].map((folder) => texts(path.join(cwd, folder)));
  // What was killed before it was whole has given job 50 no new file, and its name is as it was.
  expect([...(found?.keys() ?? [])]).toEqual([...(wanted?.keys() ?? [])]);
  for (const [file, text] of wanted ?? [])
    if (!/^import\.|trunkline\.yaml|report/.test(file))
      expect([file, found?.get(file)]).toEqual([file, text]);
  expect(found?.get(edited)).toContain("owner: shop");
  expect(found?.get(edited)).toContain("0 3 * * *");
});

test("an edit that is made after a kill is not lost", async () => {
  table(1, jobs);
  await again("jobs");
  table(2, jobs);
  await killAt("jobs", /import-whole$/);
  const left = texts(path.join(cwd, "jobs"));
  const file = [...left.keys()].findLast(
    (name) => name.startsWith("pipelines") && left.get(name)?.includes("0 1 * * *"),
  );
  expect(file).toBeDefined();
  const place = path.join(cwd, "jobs", file ?? "");
  writeFileSync(place, `${readFileSync(place, "utf8")}# mine\n`);
  const { code, stderr } = await again("jobs");
  expect([code, stderr]).toEqual([3, expect.stringContaining(`${file} was changed while`)]);
  expect(readFileSync(place, "utf8")).toContain("# mine");
});

test("on a full disk nothing is changed, and nothing is left", async (context) => {
  const disk = smallDisk("2m");
  if (typeof disk === "string") return context.skip(disk);
  await using _ = disk;
  const folder = path.join(disk.path, "jobs");
  table(1, 40);
  expect((await again(folder)).code).toBe(0);
  const before = texts(folder);
  table(2, 40, 3);
  disk.fill();
  const { code, stderr } = await again(folder);
  expect([code, stderr]).toEqual([3, expect.stringContaining("ENOSPC")]);
  expect(texts(folder)).toEqual(before);
  expect(existsSync(path.join(folder, ".trunkline"))).toBe(false);
  disk.free();
  expect((await again(folder)).code).toBe(0);
  expect(texts(folder).get("pipelines/crontab-job4.yaml")).toContain("0 2 * * *");
});
