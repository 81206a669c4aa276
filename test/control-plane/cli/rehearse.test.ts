import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { validateRehearsal } from "#schemas/validators.js";
import { serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

const root = path.join(import.meta.dirname, "../../..");
const retail = path.join(root, "examples/retail");
const golden = path.join(root, "test/golden/rehearsal");

const day = ["--from", "2026-11-23", "--to", "2026-11-24"];

/** A copy of the example, to which files may be added. */
function project(files: Record<string, string> = {}) {
  const folder = temporaryDirectory();
  const cwd = path.join(folder.path, "project");
  cpSync(retail, cwd, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  return { cwd, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test("the example's day, as people and as programs see it, twice the same", async () => {
  await using at = project();
  const durations = path.join(golden, "durations.yaml");
  const words = ["rehearse", ...day, "--durations", durations, "--seed", "1"];
  const { code, stdout, stderr } = await trunkline(words, at);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  await expect(stdout).toMatchFileSnapshot(path.join(golden, "retail.txt"));
  const json = await trunklineHere([...words, "--output", "json"], at);
  const lines = json.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const line of lines) expect(validateRehearsal(line), JSON.stringify(line)).toBe(true);
  expect(lines.filter(({ kind }) => kind === "run")).toHaveLength(55);
  const again = await trunklineHere([...words, "--output", "json"], at);
  expect(again.stdout).toBe(json.stdout);
});

test("a failure that was asked for is none to complain of, but what misses its deadline by it is", async () => {
  const late = `name: late
triggers: [{schedule: "0 6 * * *"}]
awaits: {pipeline: load-warehouse, state: succeeded}
deadline: {startBy: "06:30"}
tasks: {a: {run: "true"}}
`;
  await using at = project({ "pipelines/late.yaml": late });
  const words = ["rehearse", ...day, "--tail", "2h", "--output", "json"];
  const fine = await trunklineHere(words, at);
  expect(fine.code).toBe(0);
  const { code, stdout } = await trunklineHere(
    [...words, "--fail", "load-warehouse/load@2026-11-23"],
    at,
  );
  expect(code).toBe(1);
  const problems = stdout.split("\n").filter((line) => line.includes('"kind":"problem"'));
  expect(problems.map((line) => JSON.parse(line))).toMatchObject([
    { pipeline: "late", problem: "missed" },
    {
      ...{ pipeline: "late", problem: "never-started" },
      reasons: [expect.stringContaining("load-warehouse"), expect.stringContaining("startBy")],
    },
  ]);
});

test("an event before new day is for the date before; a date alone is meant as it is", async () => {
  await using at = project({
    "trunkline.yaml": 'name: shop\nnewDay: "07:00"\n',
    "pipelines/night.yaml": `name: night
triggers: [{schedule: "0 23 * * *"}]
tasks:
  a: {awaits: {event: OPEN}, run: "true"}
  b: {awaits: {event: CLOSED}, run: "true"}
  c: {awaits: {event: SPACED}, run: "true"}
  d: {awaits: {event: HOUR}, run: "true"}
  e: {awaits: {event: ZULU}, run: "true"}
`,
  });
  const words = ["rehearse", ...day, "--output", "json", "--tail", "12h", "--timezone", "UTC"];
  const events = [
    ...["OPEN@2026-11-24T02:00", "CLOSED@2026-11-23", "SPACED@2026-11-24 06:59"],
    ...["HOUR@2026-11-23T07", "ZULU@2026-11-24T06:59:59Z"],
  ];
  const { stdout } = await trunklineHere(
    [...words, ...events.flatMap((event) => ["--event", event])],
    at,
  );
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const run = lines.find(({ kind, pipeline }) => kind === "run" && pipeline === "night");
  expect(run).toMatchObject({ date: "2026-11-23", state: "succeeded" });
});

test("--recorded takes what a server has learned, and the file's durations come first", async () => {
  const files = {
    "trunkline.yaml": "name: shop\n",
    "pipelines/daily.yaml": `name: daily
triggers: [{schedule: "0 6 * * *"}]
tasks:
  a: {run: sleep 0.01}
  b: {needs: [a], run: sleep 0.01}
`,
    "durations.yaml": "daily/b: 7m\n",
  };
  await using server = await serverUnderTest(files);
  for (let n = 0; n < 3; n++) await server.json(["run", "daily", "--wait"]);
  const words = ["rehearse", server.repository.path, ...day, "--recorded"];
  const durations = path.join(server.repository.path, "durations.yaml");
  const [run, summary] = await server.json([...words, "--durations", durations]);
  const [a, b] = run.tasks.map(({ startedAt, finishedAt }: Record<string, string>) =>
    Temporal.Instant.from(startedAt as string)
      .until(finishedAt as string)
      .total("seconds"),
  );
  expect(a).toBeLessThan(60);
  expect(b).toBe(420);
  expect(summary).toMatchObject({ kind: "summary", assumed: [] });
});

test("what can't be meant is said with what could be", async () => {
  const refused = async (...words: string[]) => {
    const { code, stderr } = await trunklineHere(["rehearse", ...words], { cwd: retail });
    return `${code} ${stderr.trimEnd()}`;
  };
  expect(await refused("--to", "2026-11-24")).toContain("2 error: --from is missing");
  expect(await refused("--from", "2026-11-24", "--to", "2026-11-24")).toContain("not after --from");
  expect(await refused("--from", "monday", "--to", "2026-11-24")).toContain("'monday' is no date");
  expect(await refused(...day, "--fail", "load-warehouse/lod")).toContain(
    'did you mean "load-warehouse/load"?',
  );
  expect(await refused(...day, "--event", "OPEN")).toContain("has no instant");
  expect(await refused(...day, "--duration", "5 minutes")).toContain("is not a duration");
  expect(await refused(...day, "--variable", "X")).toContain("is not NAME=VALUE");
});

test("files with mistakes are not rehearsed, and neither are durations with some", async () => {
  await using at = project({
    "pipelines/broken.yaml": "name: broken\ntsks: {}\n",
    "d.yaml": "x: 5\n",
  });
  const broken = await trunklineHere(["rehearse", ...day], at);
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain('unknown property "tsks"');
  writeFileSync(
    path.join(at.cwd, "pipelines/broken.yaml"),
    readFileSync(path.join(retail, "pipelines/stock-snapshot.yaml"), "utf8").replace(
      "stock-snapshot",
      "broken",
    ),
  );
  const durations = await trunklineHere(["rehearse", ...day, "--durations", "d.yaml"], at);
  expect(durations.code).toBe(1);
  expect(durations.stdout).toContain("d.yaml");
});
