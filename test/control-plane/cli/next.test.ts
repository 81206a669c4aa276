import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-next-"));
  mkdirSync(path.join(cwd, "pipelines"));
  const write = (name: string, triggers: string): void =>
    writeFileSync(
      path.join(cwd, "pipelines", `${name}.yaml`),
      `name: ${name}\ntimezone: Europe/Berlin\ntriggers: ${triggers}\ntasks: {a: {run: "true"}}\n`,
    );
  write("daily", '[{schedule: "0 6 * * *"}, {schedule: {daily: ["06:00", "18:00"]}}]');
  write("hourly", '[{schedule: "0 * * * *"}]');
  write("manual", "[]");
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const window = ["--from", "2026-11-23T05:00:00Z", "--to", "2026-11-23T07:00:00Z"];
const rows = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("a schedule gives one instant a line, from inclusive and to exclusive", async () => {
  const words = ["next", "--schedule", "0 * * * *", "--dialect", "trunkline", "--output", "json"];
  const { code, stdout, stderr } = await trunklineHere([...words, ...window]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe('{"at":"2026-11-23T05:00:00Z"}\n{"at":"2026-11-23T06:00:00Z"}\n');
});

test("times are local to the zone, also around a change of clocks", async () => {
  const { stdout } = await trunklineHere([
    ...["next", "--schedule", "30 2 * * *", "--timezone", "Europe/Berlin", "--output", "json"],
    ...["--from", "2026-03-28T00:00:00Z", "--to", "2026-03-31T00:00:00Z"],
  ]);
  expect(rows(stdout)).toEqual([
    { at: "2026-03-28T01:30:00Z" },
    { at: "2026-03-29T01:00:00Z" },
    { at: "2026-03-30T00:30:00Z" },
  ]);
});

test("a dialect reads the text, warns on the other stream, and owes runs after a gap", async () => {
  const words = ["next", "--schedule", "0-59/20 2 */1 * 0", "--timezone", "America/New_York"];
  const { code, stdout, stderr } = await trunklineHere([
    ...[...words, "--dialect", "debian", "--output", "json"],
    ...["--from", "2026-03-08T05:00:00Z", "--to", "2026-03-09T05:00:00Z"],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(rows(stdout)).toEqual(Array(3).fill({ at: "2026-03-08T07:00:00Z" }));
  const refused = await trunklineHere([
    "next",
    "--schedule",
    "0 22-4 * * *",
    "--dialect",
    "cronie",
  ]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("column 3: this never fires");
});

test("without --to lists ten, with --count as many", async () => {
  const words = ["next", "--schedule", "@daily", "--from", "2026-11-23T00:00:00Z"];
  expect((await trunklineHere(words)).stdout.trim().split("\n")).toHaveLength(10);
  const two = await trunklineHere([...words, "--count", "2", "--timezone", "Asia/Tokyo"]);
  expect(two.stdout).toBe(
    "2026-11-23T15:00:00Z  2026-11-24 00:00:00 +09:00 Asia/Tokyo\n" +
      "2026-11-24T15:00:00Z  2026-11-25 00:00:00 +09:00 Asia/Tokyo\n",
  );
});

test("pipelines of the working tree are merged by time; their coinciding triggers are one", async () => {
  const { code, stdout } = await trunklineHere(["next", "--output", "json", ...window], { cwd });
  expect(code).toBe(0);
  expect(rows(stdout)).toEqual([
    { pipeline: "daily", date: "2026-11-23", at: "2026-11-23T05:00:00Z" },
    { pipeline: "hourly", date: "2026-11-23", at: "2026-11-23T05:00:00Z" },
    { pipeline: "hourly", date: "2026-11-23", at: "2026-11-23T06:00:00Z" },
  ]);
});

test("one pipeline, in another folder", async () => {
  const words = ["next", "daily", cwd, "--output", "json", ...window];
  expect(rows((await trunklineHere(words)).stdout)).toEqual([
    { pipeline: "daily", date: "2026-11-23", at: "2026-11-23T05:00:00Z" },
  ]);
});

test("a business date that isn't the date on the clock is told", async () => {
  await using at = temporaryDirectory();
  mkdirSync(path.join(at.path, "pipelines"));
  writeFileSync(path.join(at.path, "trunkline.yaml"), 'newDay: "07:00"\n');
  writeFileSync(
    path.join(at.path, "pipelines/gl.yaml"),
    'name: gl\ntriggers: [{schedule: {daily: ["06:00", "07:00"]}}]\ntasks: {a: {run: "true"}}\n',
  );
  const words = ["next", "gl", at.path, "--from", "2026-11-23T00:00:00Z", "--count", "2"];
  expect((await trunklineHere(words)).stdout).toBe(
    "2026-11-23T06:00:00Z  2026-11-23 06:00:00 +00:00 UTC  gl  for 2026-11-22\n" +
      "2026-11-23T07:00:00Z  2026-11-23 07:00:00 +00:00 UTC  gl\n",
  );
});

test("local times are those of the zone that the trigger or its text names", async () => {
  await using at = temporaryDirectory();
  mkdirSync(path.join(at.path, "pipelines"));
  writeFileSync(
    path.join(at.path, "pipelines/zones.yaml"),
    "name: zones\ntimezone: America/New_York\ntriggers:\n" +
      '  - {schedule: "0 6 * * *", timezone: Asia/Tokyo}\n' +
      '  - {schedule: "07:00 Europe/Berlin", dialect: systemd}\n' +
      'tasks: {a: {run: "true"}}\n',
  );
  const two = ["--from", "2026-12-01T00:00:00Z", "--count", "2"];
  expect((await trunklineHere(["next", "zones", at.path, ...two])).stdout).toBe(
    "2026-12-01T06:00:00Z  2026-12-01 07:00:00 +01:00 Europe/Berlin  zones\n" +
      "2026-12-01T21:00:00Z  2026-12-02 06:00:00 +09:00 Asia/Tokyo  zones\n",
  );
  const text = ["next", "--schedule", "07:00 Asia/Tokyo", "--dialect", "systemd"];
  expect((await trunklineHere([...text, ...two])).stdout).toBe(
    "2026-12-01T22:00:00Z  2026-12-02 07:00:00 +09:00 Asia/Tokyo\n" +
      "2026-12-02T22:00:00Z  2026-12-03 07:00:00 +09:00 Asia/Tokyo\n",
  );
  const words = await trunklineHere([...text, "--describe", "--output", "json"]);
  expect(rows(words.stdout)).toMatchObject([{ timezone: "Asia/Tokyo" }]);
});

test("a pipeline without a schedule is said to be never due", async () => {
  const { code, stdout, stderr } = await trunklineHere(["next", "manual"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain("nothing is due");
});

test("pipelines with errors are named; the others are listed all the same", async () => {
  const broken = path.join(cwd, "pipelines", "broken.yaml");
  writeFileSync(broken, "name: broken\ntasks: {a: {}}\n");
  try {
    const { code, stdout, stderr } = await trunklineHere(["next", ...window], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("hourly");
    expect(stderr).toContain("pipelines/broken.yaml has errors");
  } finally {
    rmSync(broken);
  }
});

test.each([
  [["--schedule", "0 6 * * 8"], 'column 9: "8"', "0 to 7"],
  [
    ["--schedule", "@daily", "--timezone", "Europe/Berln"],
    "no time zone",
    'did you mean "Europe/Berlin"?',
  ],
  [
    ["--schedule", "@daily", "--from", "2026-11-23"],
    "--from '2026-11-23' is no instant",
    "2026-11-23T06:00:00Z",
  ],
  [["--schedule", "@daily", "--dialect", "quartz"], "'quartz' is invalid", "trunkline next --help"],
  [["daily", "--schedule", "@daily"], "not both", ""],
  [["--from", "2026-11-24T00:00Z", "--to", "2026-11-23T00:00Z"], "--to is not after --from", ""],
])("%j is a usage error", async (words, message, help) => {
  const { code, stderr, stdout } = await trunklineHere(["next", ...words], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toContain(help);
});

test("an unknown pipeline is suggested", async () => {
  const { code, stderr } = await trunklineHere(["next", "houly"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('did you mean "hourly"?');
});

test("--describe says it in words, with what happens where clocks change", async () => {
  const { stdout } = await trunklineHere(["next", "--describe", "--output", "json"], { cwd });
  expect(rows(stdout)).toEqual(
    [
      ["daily", "at 06:00 every day, Berlin time"],
      ["daily", "at 06:00 and 18:00 every day, Berlin time"],
      ["hourly", "every hour, Berlin time"],
    ].map(([pipeline, description]) => ({
      ...{ pipeline, timezone: "Europe/Berlin", description },
      clockChanges:
        "a time that clocks skip runs right after the gap; one that they show twice runs the first time",
    })),
  );
  const words = ["next", "--schedule", "0 0 */2 * 1", "--dialect", "debian", "--describe"];
  const debian = await trunklineHere([...words, "--output", "json"]);
  expect(rows(debian.stdout)).toMatchObject([
    { description: expect.stringMatching(/^at 00:00 on Mondays where that is the 1st, 3rd, /) },
  ]);
  const listed = await trunklineHere([
    ...["next", "--schedule", "0 6 * * *"],
    ...["--from", "2026-11-23T05:00:00Z", "--to", "2026-11-23T07:00:00Z"],
  ]);
  expect(listed).toMatchObject({
    stdout: "2026-11-23T06:00:00Z  2026-11-23 06:00:00 +00:00 UTC\n",
    stderr: "at 06:00 every day, UTC\n",
  });
});
