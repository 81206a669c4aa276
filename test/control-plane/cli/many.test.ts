// Acts on many runs on a whole server: the list first, the question, the pace, and what fails.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/bad.yaml":
      'name: bad\ntags: {tier: [gold]}\ntasks: {a: {run: "false"}, b: {needs: [a], run: "true"}}\n',
    "pipelines/slow.yaml": 'name: slow\ntasks: {a: {run: "sleep 100"}}\n',
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const run = async (pipeline: string, date: string, ...more: string[]): Promise<string> =>
  (await server.json(["run", pipeline, "--date", date, ...more]))[0].id;

const where = (date: string): string =>
  `'gold' in tags.tier && state == 'failed' && date == '${date}'`;

test("nobody to ask: the list is shown and nothing done; --yes does it, one line a run", async () => {
  const ids = [await run("bad", "2026-01-01", "--wait"), await run("bad", "2026-01-01", "--wait")];
  const listed = await server.trunkline(["rerun", "--where", where("2026-01-01")]);
  expect(listed).toMatchObject({ code: 2 });
  for (const id of ids) expect(listed.stdout).toContain(id);
  expect(listed.stderr).toContain("--yes");
  expect((await server.json(["runs", "--date", "2026-01-01"])).length).toBe(2);

  const done = await server.json(["rerun", "--where", where("2026-01-01"), "--yes", "--all"]);
  expect(done.map((line) => [line.run, line.ok, line.result.id > line.run])).toEqual(
    ids.toReversed().map((id) => [id, true, true]),
  );
});

test("only the newest generation of a slot is meant: what a rerun took up does not run twice", async () => {
  const first = await run("bad", "2026-01-02", "--wait");
  const [second] = await server.json(["rerun", first, "--wait"]);
  const done = await server.json(["rerun", "--where", where("2026-01-02"), "-y"]);
  expect(done.map((line) => line.run)).toEqual([second.id]);
});

test("a person is asked, and no is no", async () => {
  const id = await run("bad", "2026-01-03", "--wait");
  const words = ["mark", "--where", where("2026-01-03"), "--task", "a", "succeeded"];
  const answer = (text: string) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return text;
    };
    const env = { TRUNKLINE_STATE: server.state };
    return trunklineHere([...words, "--reason", "known"], { env, ask }).then((ended) => ({
      ...ended,
      questions,
    }));
  };
  expect(await answer("")).toMatchObject({
    code: 1,
    questions: ["mark a as succeeded in this run? [y/N] "],
    stderr: "nothing was done\n",
  });
  const marked = await answer("y");
  expect(marked.code).toBe(0);
  expect(marked.stdout).toContain(`${id}: done`);
  expect((await server.json(["runs", "show", id]))[0].tasks[0].mark.reason).toBe("known");
});

test("what fails is listed, the others are done, and the end is 1", async () => {
  const ids = [await run("slow", "2026-01-04"), await run("bad", "2026-01-04", "--wait")];
  const words = ["cancel", "--where", "date == '2026-01-04'", "--yes", "--reason", "enough"];
  const ended = await server.trunkline([...words, "--output", "json"]);
  expect(ended.code).toBe(1);
  const lines = ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { run: ids[1], ok: false, result: null, error: expect.stringContaining("has ended") },
    { run: ids[0], ok: true, error: null },
  ]);
  expect(ended.stderr).toContain("1 done, 1 failed");
  await eventually("the other is cancelled", async () => {
    const [shown] = await server.json(["runs", "show", ids[0] as string]);
    return shown.state === "cancelled";
  });
});

test("the pace is kept", async () => {
  for (let n = 0; n < 3; n++) await run("bad", "2026-01-05", "--wait");
  const began = performance.now();
  await server.json(["rerun", "--where", where("2026-01-05"), "-y", "--pace", "4/s"]);
  expect(performance.now() - began).toBeGreaterThan(500);
});

test("what is wrong with the words is said before anything happens", async () => {
  for (const [words, message] of [
    [["cancel"], "which run?"],
    [["cancel", "1", "--where", "true"], "exclude"],
    [["cancel", "--where", "stat == 'failed'", "-y"], 'a run has no "stat"'],
    [["cancel", "--where", "true", "-y", "--pace", "fast"], "no pace"],
    [["rerun", "--where", "true", "--wait"], "waited"],
    [["mark", "--where", "true", "--task", "a", "--reason", "x"], "count as"],
  ] as const) {
    const ended = await server.trunkline(words);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(message);
  }
  const none = await server.trunkline(["cancel", "--where", "pipeline == 'none'"]);
  expect(none).toMatchObject({ code: 0, stderr: "there is no such run\n" });
});

test("runs --where lists by the same words", async () => {
  const id = await run("bad", "2026-01-06", "--wait");
  const runs = await server.json([
    "runs",
    "--where",
    `${where("2026-01-06")} && age < duration('1h')`,
  ]);
  expect(runs.map((each) => each.id)).toEqual([id]);
});
