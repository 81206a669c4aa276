import { cpSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Change } from "#core/plan.ts";
import { TestRepository } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const retail = path.join(import.meta.dirname, "../../../examples/retail");

let repository: TestRepository;
let cwd: string;
beforeEach(() => {
  repository = new TestRepository();
  cwd = path.join(repository.path, "estates", "retail");
  mkdirSync(cwd, { recursive: true });
  cpSync(retail, cwd, { recursive: true });
  repository.commit({});
});
afterEach(() => repository[Symbol.dispose]());

async function planJson(...words: string[]) {
  const { code, stdout, stderr } = await trunklineHere(["plan", ...words, "--output", "json"], {
    cwd,
  });
  return { code, stderr, plan: JSON.parse(stdout) };
}

const at = (file: string) => `estates/retail/${file}`;
const spec = (hour: string) =>
  `name: fresh\ntriggers: [{schedule: {daily: ["${hour}"]}}]\ntasks: {a: {run: "true"}}\n`;

test("what others await is kept, as a sync keeps it; who may read the project is a change", async () => {
  const waits = "name: waits\nawaits: {pipeline: stock-snapshot}\ntasks: {a: {run: 'true'}}\n";
  const first = repository.commit({ [at("pipelines/waits.yaml")]: waits });
  const removed = repository.commit({ [at("pipelines/stock-snapshot.yaml")]: null });
  const { code, plan } = await planJson("--from", first, "--to", removed);
  expect([code, plan.changes]).toEqual([1, []]);
  expect(plan.broken).toEqual(["pipelines/stock-snapshot.yaml", "pipelines/waits.yaml"]);
  repository.commit({ [at("pipelines/waits.yaml")]: null });
  const both = await planJson("--from", first, "--to", "HEAD");
  expect(both.plan.changes).toMatchObject([
    { action: "removed", pipeline: "stock-snapshot" },
    { action: "removed", pipeline: "waits" },
  ]);

  repository.commit({ [at("trunkline.yaml")]: "timezone: Europe/Berlin\nreadableBy: [ops]\n" });
  const readers = (await planJson("--to", "HEAD", "--exit-code")).plan;
  expect(readers.readableBy).toEqual({ before: [], after: ["ops"] });
});

test("who must approve later changes is a change", async () => {
  const first = repository.commit({ [at("OWNERS")]: "* @data\n/gl/ @gl 2\n" });
  repository.commit({ [at("OWNERS")]: null });
  const { code, plan } = await planJson("--from", first, "--to", "HEAD", "--exit-code");
  expect([code, plan.owners]).toEqual([
    10,
    { added: [], removed: ["* needs 1 of data", "/gl/ needs 2 of gl"], reordered: false },
  ]);
  const same = await planJson("--from", first, "--to", first, "--exit-code");
  expect([same.code, same.plan.owners]).toEqual([0, undefined]);
});

test("two revisions of a folder: actions, files, sides and run times, counted from the commit", async () => {
  const first = repository.tip();
  repository.commit({ [at("pipelines/fresh.yaml")]: spec("06:00") });
  const second = repository.commit({
    [at("pipelines/fresh.yaml")]: spec("07:00"),
    [at("pipelines/stock-snapshot.yaml")]: null,
    "elsewhere.txt": "not of the project",
  });
  const { code, plan } = await planJson("--from", `${second}~1`, "--to", second);
  expect(code).toBe(0);
  expect(plan).toMatchObject({ project: "retail", commit: second, broken: [], uncommitted: false });
  expect(plan.changes).toMatchObject([
    {
      action: "changed",
      pipeline: "fresh",
      file: "pipelines/fresh.yaml",
      before: { file: "pipelines/fresh.yaml" },
      after: { file: "pipelines/fresh.yaml" },
    },
    { action: "removed", pipeline: "stock-snapshot", after: null },
  ]);
  // The fixture's commits are of 2026-01-01, the estate's zone is Europe/Berlin.
  expect(plan.changes[0].nextRuns.before[0]).toBe("2026-01-01T05:00:00Z");
  expect(plan.changes[0].nextRuns.after[0]).toBe("2026-01-01T06:00:00Z");
  const over = await planJson("--from", first, "--to", second);
  expect(over.plan.changes[0]).toMatchObject({ action: "added", before: null });
  expect(await planJson("--from", first, "--to", second)).toEqual(over);
  // The parent is the default of --from.
  expect((await planJson("--to", second)).plan).toEqual(plan);
});

test("--at moves the next runs and not the hash", async () => {
  repository.commit({ [at("pipelines/fresh.yaml")]: spec("06:00") });
  const now = await planJson("--to", "HEAD");
  const later = await planJson("--to", "HEAD", "--at", "2027-07-01T00:00:00Z");
  expect(later.plan.changes[0].nextRuns.after[0]).toBe("2027-07-01T04:00:00Z");
  expect(later.plan.hash).toBe(now.plan.hash);
});

test("without revisions: HEAD against the files as they are, scripts included", async () => {
  expect((await planJson("--exit-code")).code).toBe(0);
  repository.write({ [at("scripts/report.mjs")]: "// changed\n" });
  const { code, plan } = await planJson("--exit-code");
  expect(code).toBe(10);
  expect(plan).toMatchObject({ commit: "working tree", uncommitted: true, live: "unknown" });
  expect(plan.changes.map((one: Change) => [one.pipeline, one.scripts])).toContainEqual([
    "daily-revenue",
    ["scripts/report.mjs"],
  ]);
});

test("a broken file keeps what it had, is shown, and fails the plan", async () => {
  repository.write({ [at("pipelines/stock-snapshot.yaml")]: "name: stock-snapshot\ntasks: 3\n" });
  const { code, plan } = await planJson("--exit-code");
  expect(code).toBe(1);
  expect(plan).toMatchObject({ changes: [], broken: ["pipelines/stock-snapshot.yaml"] });
  expect(plan.diagnostics[0]).toMatchObject({ file: "pipelines/stock-snapshot.yaml", line: 2 });
  const text = await trunklineHere(["plan"], { cwd });
  expect(text.stdout).toContain("! pipelines/stock-snapshot.yaml is in error");
  expect(text.stderr).toContain("pipelines/stock-snapshot.yaml:2:");
});

test("a first commit is compared with nothing, unless --from says otherwise", async () => {
  const first = repository.tip();
  const { code, plan } = await planJson("--to", first);
  expect(code).toBe(0);
  expect(plan).toMatchObject({ base: null, commit: first });
  expect(plan.changes.map(({ action }: Change) => action)).not.toContain("changed");
  expect(plan.changes.length).toBeGreaterThan(4);
  expect((await planJson("--from", first, "--to", first)).plan.changes).toEqual([]);
});

test("before the first commit everything is new; unknown revisions and folders are errors", async () => {
  using empty = new TestRepository();
  empty.write({ "pipelines/fresh.yaml": spec("06:00") });
  const first = await trunklineHere(["plan", "--output", "json"], { cwd: empty.path });
  expect(JSON.parse(first.stdout)).toMatchObject({ base: null, changes: [{ action: "added" }] });
  const unknown = await trunklineHere(["plan", "--from", "nosuch"], { cwd });
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.stderr).toContain("'nosuch'");
  expect((await trunklineHere(["plan", "/nonexistent"])).code).toBe(1);
  expect((await trunklineHere(["plan", "--at", "noon"], { cwd })).code).toBe(2);
});

test("a spec that became a link, and a broken trunkline.yaml, remove nothing: the sync keeps them too", async () => {
  repository.write({ [at("pipelines/stock-snapshot.yaml")]: null });
  repository.write({ [at("pipelines/stock-snapshot.yaml")]: { link: "elsewhere" } });
  const uncommitted = await planJson();
  expect(uncommitted.plan).toMatchObject({
    changes: [],
    broken: ["pipelines/stock-snapshot.yaml"],
    diagnostics: [{ code: "git-entry-refused", severity: "error" }],
  });
  repository.commit({});
  expect((await planJson("--to", "HEAD")).plan).toMatchObject({
    ...uncommitted.plan,
    commit: repository.tip(),
    at: expect.anything(),
    hash: expect.anything(),
    uncommitted: false,
  });
  repository.commit({ [at("trunkline.yaml")]: "pipelines: [\n" });
  expect((await planJson("--to", "HEAD", "--from", "HEAD~2")).plan.changes).toEqual([]);
});

test("a calendar that ends within two months is told with the plan, whatever else changes", async () => {
  const calendar = "weekdays: [mon, tue, wed, thu, fri]\nexcept: [2025-12-25]\n";
  const byIt =
    "name: fresh\ntriggers: [{schedule: {daily: ['06:00']}, calendar: bank}]\ntasks: {a: {run: 'true'}}\n";
  const first = repository.commit({
    [at("calendars/bank.yaml")]: `until: 2026-03-02\n${calendar}`,
    [at("pipelines/fresh.yaml")]: byIt,
  });
  // The fixture's commits are of 2026-01-01: 60 days on it is 2 March.
  const ends = { calendar: "bank", until: "2026-03-02", pipelines: ["fresh"] };
  expect((await planJson("--to", first)).plan.endingCalendars).toEqual([ends]);
  const text = await trunklineHere(["plan", "--to", first], { cwd });
  expect(text.stdout).toContain(
    "! calendar bank ends on 2026-03-02: nothing runs by it after that (fresh)\n",
  );
  // Without a last date it is that of its list: last year's.
  const listed = repository.commit({ [at("calendars/bank.yaml")]: calendar });
  const over = (await planJson("--to", listed)).plan;
  expect(over.endingCalendars).toEqual([{ ...ends, until: "2025-12-31" }]);
  expect(over.changes).toMatchObject([{ pipeline: "fresh", nextRuns: { after: [] } }]);
  const later = repository.commit({
    [at("calendars/bank.yaml")]: `until: 2026-03-03\n${calendar}`,
  });
  expect((await planJson("--to", later)).plan.endingCalendars).toBeUndefined();
});

test("formats of CI systems: places from the repository's root, the mistakes and what the plan warns of", async () => {
  repository.commit({ [at("pipelines/fresh.yaml")]: spec("06:00") });
  repository.write({
    [at("pipelines/fresh.yaml")]: spec("05:00").replace("run:", "secrets: [token], run:"),
    [at("pipelines/stock-snapshot.yaml")]: "name: stock-snapshot\ntasks: 3\n",
  });
  const summary = path.join(repository.path, "summary.md");
  const as = async (format: string) =>
    trunklineHere(["plan", "--at", "2026-01-02T00:00:00Z", "--output", format], {
      ...{ cwd, env: { GITHUB_STEP_SUMMARY: summary } },
    });
  const github = await as("github");
  expect(github.code).toBe(1);
  expect(github.stdout).toMatch(
    /^::error file=estates\/retail\/pipelines\/stock-snapshot.yaml,line=2,/m,
  );
  expect(github.stdout).toMatch(
    /^::warning file=estates\/retail\/pipelines\/fresh.yaml,.*::fresh: may use what it could not: secrets token$/m,
  );
  const markdown = (await as("markdown")).stdout;
  expect(markdown).toContain("| ~ | `fresh` |");
  // The summary of an earlier step is kept.
  await as("github");
  expect(readFileSync(summary, "utf8")).toBe(`${markdown}\n`.repeat(2));
  const sarif = JSON.parse((await as("sarif")).stdout);
  expect(sarif.runs[0].results[0].locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: "estates/retail/pipelines/stock-snapshot.yaml" },
    region: { startLine: 2 },
  });
  expect((await as("junit")).stdout).toContain('<testcase name="changed fresh"');
  expect(JSON.parse((await as("codequality")).stdout)[0].location.path).toBe(
    "estates/retail/pipelines/stock-snapshot.yaml",
  );
});

test("durations and a registration are heeded, and refused where they are wrong", async () => {
  repository.commit({ [at("pipelines/fresh.yaml")]: spec("06:00") });
  const due = spec("06:00").replace("tasks", 'deadline: {finishBy: "06:30"}\ntasks');
  repository.write({
    [at("pipelines/fresh.yaml")]: due,
    "durations.yaml": "fresh/a: 45m\n",
    "shop.yaml":
      "name: shop\nsource: {repository: https://git.example/shop.git}\nsync: {strict: true}\n",
  });
  const files = ["--durations", "../../durations.yaml", "--registration", "../../shop.yaml"];
  const { plan } = await planJson(...files);
  expect(plan.deadlines).toMatchObject([{ pipeline: "fresh", by: "06:30", outlook: "likely" }]);
  expect(plan.verdicts.map(({ rule }: { rule: string }) => rule)).toEqual(["deletions", "strict"]);
  // What the registration doesn't allow is an error at its place, and stays as it is deployed.
  repository.write({
    [at("pipelines/fresh.yaml")]: due.replace("run:", "runAs: root, run:"),
    "shop.yaml":
      "name: shop\nsource: {repository: https://git.example/shop.git}\nallow: {runAs: [shop]}\n",
  });
  const outside = await planJson(...files);
  expect([outside.code, outside.plan.broken]).toEqual([1, ["pipelines/fresh.yaml"]]);
  expect(outside.plan.diagnostics).toMatchObject([{ code: "ceiling-exceeded", line: 4 }]);
  expect(outside.plan.verdicts[1]).toEqual({
    ...{ rule: "ceilings", outcome: "refused" },
    text: 'the project may not run as the user "root"',
  });
  repository.write({ "durations.yaml": "fresh/a: soon\n" });
  const wrong = await trunklineHere(["plan", ...files], { cwd });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("../../durations.yaml:1:10");
  expect((await trunklineHere(["plan", "--durations", "nowhere.yaml"], { cwd })).code).toBe(2);
});
