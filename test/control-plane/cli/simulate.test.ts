import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateSimulation } from "#schemas/validators.js";
import { TestRepository } from "#test/support/repository.ts";
import { startTrunkline, trunklineHere } from "#test/support/trunkline.ts";

const calendar = `weekdays: [mon, tue, wed, thu, fri]
except:
  - {date: 12-25, name: Christmas Day}
`;
const spec = (name: string, more: string) =>
  `name: ${name}\ntimezone: Europe/Berlin\n${more}\ntasks: {a: {run: "true"}}\n`;

let repository: TestRepository;
let cwd: string;
beforeAll(() => {
  repository = new TestRepository();
  cwd = repository.path;
  repository.commit({
    "trunkline.yaml": "name: shop\n",
    "calendars/banks.yaml": calendar,
    "pipelines/settle.yaml": spec(
      "settle",
      'owner: gl\ntags: {tier: [gold]}\ntriggers: [{schedule: "0 6 25 * *", calendar: banks, roll: next}]',
    ),
    "pipelines/night.yaml": spec(
      "night",
      'newDay: "07:00"\ntriggers: [{schedule: "30 2 * * *"}, {schedule: {daily: ["02:30"]}}]',
    ),
    "pipelines/manual.yaml": spec("manual", ""),
  });
});
afterAll(() => repository[Symbol.dispose]());

const simulate = (words: readonly string[], where = cwd) =>
  trunklineHere(["simulate", ...words], { cwd: where });
/** Every line is as the schema says. */
function rows(text: string): Record<string, unknown>[] {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const line of lines)
    if (!validateSimulation(line)) expect([line, validateSimulation.errors]).toEqual([line, []]);
  return lines;
}

describe("fire times", () => {
  test("of all pipelines in time order, by business dates; a calendar's part is explained", async () => {
    const words = ["--from", "2026-12-24", "--to", "2026-12-29", "--output", "json"];
    const { code, stdout, stderr } = await simulate(words);
    expect(code).toBe(0);
    expect(stderr).toBe("1 of 3 pipelines have no schedule: they run by hand or after something\n");
    expect(rows(stdout).map(({ pipeline, date, at }) => [pipeline, date, at])).toEqual([
      ["night", "2026-12-24", "2026-12-25T01:30:00Z"],
      ["night", "2026-12-25", "2026-12-26T01:30:00Z"],
      ["night", "2026-12-26", "2026-12-27T01:30:00Z"],
      ["night", "2026-12-27", "2026-12-28T01:30:00Z"],
      ["settle", "2026-12-28", "2026-12-28T05:00:00Z"],
      ["night", "2026-12-28", "2026-12-29T01:30:00Z"],
    ]);
    expect(rows(stdout)[0]).toEqual({
      pipeline: "night",
      date: "2026-12-24",
      at: "2026-12-25T01:30:00Z",
      local: "2026-12-25T02:30:00+01:00[Europe/Berlin]",
      slot: "t:2026-12-25T01:30:00Z#0",
      trigger: 0,
      also: [1],
    });
    expect(rows(stdout)[4]).toMatchObject({
      movedFrom: ["2026-12-25"],
      because:
        "moved from 2026-12-25 (roll: next): banks leaves out 2026-12-25: Christmas Day (calendars/banks.yaml:3)",
    });
  });

  test("of instants the window is one of due times; a time that clocks skip is explained", async () => {
    const words = ["--from", "2026-03-29T00:00:00Z", "--to", "2026-03-30T00:00:00Z"];
    const { stdout } = await simulate([...words, "--pipeline", "night"]);
    expect(stdout).toBe(
      "2026-03-29T01:00:00Z  2026-03-29 03:00:00 +02:00 Europe/Berlin  night  for 2026-03-28" +
        "  (02:30 doesn't exist on 2026-03-29: clocks go from 02:00 to 03:00)\n",
    );
  });

  test("of pipelines that are chosen by tag or expression", async () => {
    const month = ["--from", "2026-12-01", "--to", "2027-01-01", "--output", "json"];
    const names = async (...words: string[]) => {
      const { stdout } = await simulate([...month, ...words]);
      return [...new Set(rows(stdout).map(({ pipeline }) => pipeline))];
    };
    expect(await names("--tag", "tier=gold")).toEqual(["settle"]);
    expect(await names("--where", 'owner == "gl" && project == "shop"')).toEqual(["settle"]);
    expect(await names("--where", 'file == "pipelines/night.yaml"')).toEqual(["night"]);
  });

  test("without --to they are those of 31 days", async () => {
    const { stdout } = await simulate(["--from", "2026-12-01", "--pipeline", "night"]);
    expect(stdout.trim().split("\n")).toHaveLength(31);
  });

  test("a file with errors is named; the others are listed all the same", async () => {
    using broken = new TestRepository();
    broken.write({
      "pipelines/night.yaml": spec("night", 'triggers: [{schedule: "30 2 * * *"}]'),
      "pipelines/broken.yaml": "name: broken\ntasks: {a: {}}\n",
    });
    const { code, stdout, stderr } = await simulate(["--from", "2026-12-01"], broken.path);
    expect([code, stdout.split("\n").length]).toEqual([1, 32]);
    expect(stderr).toContain("pipelines/broken.yaml has errors");
  });

  test.each([
    [["--from", "2026-13-01"], "--from '2026-13-01' is no date and no instant", "2026-11-23"],
    [["--from", "2026-12-02", "--to", "2026-12-02"], "--to is not after --from", "not listed"],
    [["--tag", "gold"], "--tag 'gold' is no tag", "tier=gold"],
    [["--where", "paused"], 'a pipeline has no "paused"', "known: pipeline, project"],
    [["--at", "2026-12-02T00:00Z"], "--at is for --diff", "compare with"],
    [["--exit-code"], "--exit-code is for --diff", "compare with"],
  ])("%j is a usage error", async (words, message, help) => {
    const { code, stderr, stdout } = await simulate(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
  });

  test("an unknown pipeline is suggested", async () => {
    const { code, stderr } = await simulate(["--pipeline", "nihgt"]);
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean "night"?');
  });

  test("of an imported pipeline with the job that it was", async () => {
    using imported = new TestRepository();
    const legacy = 'legacy: {system: cron, instance: host1, job: "crontab:3", file: "crontab:3"}';
    imported.commit({
      "trunkline.yaml": "name: shop\n",
      "pipelines/a.yaml": spec("a", `${legacy}\ntriggers: [{schedule: "0 6 * * *"}]`),
    });
    const words = ["--from", "2026-12-24", "--to", "2026-12-25", "--output", "json"];
    const { stdout } = await simulate(words, imported.path);
    expect(rows(stdout)).toMatchObject([{ pipeline: "a", legacyJob: "crontab:3" }]);
  });
});

test("a reader that leaves ends it, though centuries are asked for", async () => {
  const words = ["simulate", cwd, "--from", "2026-01-01", "--to", "2199-01-01"];
  const { child, ended } = startTrunkline([...words, "--output", "json"]);
  await once(child.stdout, "data");
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

describe("--diff", () => {
  const december = ["--from", "2026-12-01", "--to", "2027-01-01", "--at", "2026-12-10T12:00:00Z"];

  test("tells what a change does, date by date, and the date that gets two runs", async () => {
    using changed = new TestRepository();
    const night = (more: string) => spec("night", more);
    changed.commit({
      "pipelines/night.yaml": night('triggers: [{schedule: "30 2 * * *"}]'),
      "pipelines/same.yaml": spec("same", 'triggers: [{schedule: "0 * * * *"}]'),
      "pipelines/gone.yaml": spec("gone", 'triggers: [{schedule: "0 6 1 * *"}]'),
      "pipelines/dated.yaml": spec("dated", 'triggers: [{schedule: {daily: "03:00"}}]'),
    });
    changed.write({
      "pipelines/night.yaml": night('triggers: [{schedule: "0 3 * * mon-fri"}]'),
      "pipelines/gone.yaml": null,
      "pipelines/dated.yaml": spec(
        "dated",
        'newDay: "07:00"\ntriggers: [{schedule: {daily: "03:00"}}]',
      ),
    });
    const words = [...december, "--diff", "HEAD"];
    const { code, stdout } = await simulate(words, changed.path);
    expect([code, stdout]).toEqual([
      0,
      `~ dated: 31 before, 31 after
    32 for another date: 03:00 → 03:00+1d, every day from 2026-12-01 to 2027-01-01
    ! deployed at 2026-12-10T12:00:00Z, 2026-12-10 gets 2 runs instead of 1: 2026-12-10T02:00:00Z, 2026-12-11T02:00:00Z

- gone: 1 before, 0 after
    1 fewer: 06:00, on 2026-12-01

~ night: 31 before, 23 after
    23 moved: 02:30 → 03:00, every Mon to Fri from 2026-12-01 to 2026-12-31
    8 fewer: 02:30, every Sat, Sun from 2026-12-05 to 2026-12-27

`,
    ]);
    const json = await simulate([...words, "--exit-code", "--output", "json"], changed.path);
    expect(json.code).toBe(10);
    const lines = rows(json.stdout);
    expect(lines.filter(({ kind }) => kind === "pipeline")).toEqual([
      {
        ...{ kind: "pipeline", pipeline: "dated", before: 31, after: 31 },
        ...{ removed: 0, added: 0, moved: 0, redated: 32 },
      },
      {
        ...{ kind: "pipeline", pipeline: "gone", before: 1, after: 0 },
        ...{ removed: 1, added: 0, moved: 0, redated: 0 },
      },
      {
        ...{ kind: "pipeline", pipeline: "night", before: 31, after: 23 },
        ...{ removed: 8, added: 0, moved: 23, redated: 0 },
      },
    ]);
    expect(lines.find(({ kind }) => kind === "date")).toEqual({
      ...{ kind: "date", pipeline: "dated", date: "2026-12-10", before: 1, after: 1, runs: 2 },
      at: ["2026-12-10T02:00:00Z", "2026-12-11T02:00:00Z"],
    });
    expect(lines.find(({ kind }) => kind === "moved")).toMatchObject({
      pipeline: "night",
      before: { date: "2026-12-01", local: "2026-12-01T02:30:00+01:00[Europe/Berlin]" },
      after: { date: "2026-12-01", local: "2026-12-01T03:00:00+01:00[Europe/Berlin]" },
    });
  });

  test("between revisions; without a difference it says so", async () => {
    const words = [...december, "--revision", "HEAD", "--diff", "HEAD", "--exit-code"];
    expect(await simulate(words)).toMatchObject({
      ...{ code: 0, stdout: "", stderr: "no fire time differs in the range\n" },
    });
  });

  test("a pipeline that is broken on a side is not compared", async () => {
    using changed = new TestRepository();
    changed.commit({
      "pipelines/broken.yaml": spec("broken", 'triggers: [{schedule: "0 25 * * *"}]'),
    });
    changed.write({
      "pipelines/broken.yaml": spec("broken", 'triggers: [{schedule: "0 5 * * *"}]'),
    });
    const { code, stdout, stderr } = await simulate([...december, "--diff", "HEAD"], changed.path);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("pipelines/broken.yaml has errors in HEAD: it is not compared");
  });

  test("a revision that there isn't is an error", async () => {
    const { code, stderr } = await simulate([...december, "--diff", "nowhere"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("no revision 'nowhere'")]);
  });
});
