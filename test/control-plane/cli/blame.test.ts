import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository();
});
afterEach(() => repository[Symbol.dispose]());

const run = (...words: string[]) => trunklineHere(["blame", ...words], { cwd: repository.path });

test("fields with change, commit, author, date and file, offline from a checkout", async () => {
  repository.commit({ "pipelines/daily.yaml": "name: daily\ntasks: {load: {run: ./load.sh}}\n" });
  const oid = repository.commit(
    {
      "pipelines/daily.yaml":
        "name: daily\nparams: {day: {type: date, default: '2026-01-01'}}\ntasks: {load: {run: ./load.sh, timeout: 2h}}\n",
    },
    { message: "Longer timeout (#7)\n\nReviewed-by: Grace", author: "Zoë <zoe@example.com>" },
  );
  const json = await run("daily", "--field", "tasks.load.timeoutMs", "--output", "json");
  expect(JSON.parse(json.stdout)).toEqual({
    pipeline: "daily",
    path: "tasks.load.timeoutMs",
    value: 7_200_000,
    files: ["pipelines/daily.yaml"],
    commit: oid,
    author: "Zoë <zoe@example.com>",
    at: "2026-01-01T00:02:00Z",
    change: "7",
    approvers: ["Grace"],
    subject: "Longer timeout (#7)",
    orEarlier: false,
  });
  const { stdout, code } = await run("daily");
  expect(code).toBe(0);
  const line = stdout.split("\n").find((one) => one.startsWith("tasks.load.timeoutMs"));
  expect(line?.split(/ {2,}/)).toEqual([
    ...["tasks.load.timeoutMs", "7200000", "#7", oid.slice(0, 12), "Zoë", "2026-01-01"],
    ...["pipelines/daily.yaml", "Longer timeout (#7)"],
  ]);
  expect((await run("daily", "--rev", "HEAD~1", "--field", "tasks.load.timeoutMs")).stdout).toMatch(
    /\(none\)/,
  );
});

test("what isn't there, or is in error, is said", async () => {
  repository.commit({ "pipelines/daily.yaml": "name: daily\ntaks: {}\n" });
  const missing = await run("weekly");
  expect([missing.code, missing.stderr]).toEqual([
    1,
    expect.stringContaining('no pipeline "weekly"'),
  ]);
  const broken = await run("daily");
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining("in error at HEAD")]);
  const rev = await run("daily", "--rev", "v9");
  expect([rev.code, rev.stderr]).toEqual([1, expect.stringContaining("no revision 'v9'")]);
  expect((await run("daily", "--deployed", "--rev", "HEAD")).code).toBe(2);
});
