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
    "pipelines/pay.yaml": `
name: pay
tasks:
  compute: {matrix: {region: [eu, us]}, approval: {}, run: "true"}
  send: {needs: [compute], awaits: {event: SENT}, run: "true"}
`,
    "pools.yaml": "door: {units: 2}\n",
    "pipelines/narrow.yaml":
      'name: narrow\ntasks: {a: {pools: {door: 1}, run: "sleep 0.2"}, b: {needs: [a], run: "false"}}\n',
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

test("held and let go, of those that go on and of those that are held", async () => {
  const date = "2026-02-01";
  const ended = await run("bad", date, "--wait");
  const ids = [await run("pay", date), await run("pay", date)].sort();
  const meant = ["--where", `date == '${date}'`, "--yes"];
  const held = await server.json(["hold", "send", ...meant, "--mode", "ice", "--reason", "late"]);
  expect(held.map((line) => [line.run, line.ok]).sort()).toEqual(ids.map((id) => [id, true]));
  expect(await server.json(["release", ...meant])).toEqual([]);
  const released = await server.trunkline(["release", "send", ...meant]);
  expect(released.stdout).toContain(`${ids[0]}: done\n`);
  expect(released.stderr).toBe("2 done, 0 failed\n");
  expect(released.stdout).not.toContain(`${ended}:`);
  expect(await server.json(["holds"])).toEqual([]);
});

test("approved and rejected where the task waits for it, after the list", async () => {
  const date = "2026-02-02";
  const ids = [await run("pay", date), await run("pay", date)].sort();
  await run("slow", date);
  await eventually("they ask", async () => {
    const open = await server.json(["approvals"]);
    return ids.every((id) => open.filter((one) => one.run === id).length === 2);
  });
  const meant = ["--where", `date == '${date}'`];
  const asked = await server.trunkline(["approve", "compute[eu]", ...meant]);
  expect(asked.stderr).toContain(
    "nobody can be asked whether to approve compute[eu] in these 2 runs",
  );
  const approved = await server.json(["approve", "compute[eu]", ...meant, "-y", "--actor", "ada"]);
  expect(approved.map((line) => [line.run, line.ok]).sort()).toEqual(ids.map((id) => [id, true]));
  const rejected = await server.json(["reject", "compute", ...meant, "-y", "--reason", "no"]);
  expect(rejected.map((line) => line.run).sort()).toEqual(ids);
  for (const id of ids)
    await eventually("it has failed", async () => {
      const [shown] = await server.json(["runs", "show", id]);
      return shown.state === "failed";
    });
  expect((await server.trunkline(["approve", ...meant, "-y"])).stderr).toContain("which task?");
});

test("reviewed, as far as something is open", async () => {
  const date = "2026-02-03";
  const ids = [await run("pay", date), await run("pay", date)];
  const changed = ["override", ids[0] as string, "--set", "env.A=1", "--reason", "x"];
  await server.trunkline(changed);
  const meant = ["--where", `date == '${date}'`, "-y"];
  const reviewed = await server.json(["overrides", "review", ...meant]);
  expect(reviewed.map((line) => [line.run, line.ok])).toEqual([[ids[0], true]]);
});

test("what many reruns do waits for the pools, however fast they are made", async () => {
  const date = "2026-02-04";
  const count = 8;
  for (let n = 0; n < count; n++) await run("narrow", date);
  const ended = `date == '${date}' && pipeline == 'narrow' && generation == 1 && state == 'failed'`;
  await eventually("they have failed", async () => {
    return (await server.json(["runs", "--where", ended])).length === count;
  });
  const again = await server.json(["rerun", "--where", ended, "-y", "--all", "--pace", "100/s"]);
  expect(again.every(({ ok }) => ok)).toBe(true);
  const spans: [number, number][] = [];
  for (const { result } of again)
    await eventually("the rerun has ended", async () => {
      const [shown] = await server.json(["runs", "show", result.id]);
      if (shown.state !== "failed") return false;
      const { startedAt, finishedAt } = shown.tasks[0].attempts.at(-1);
      spans.push([Date.parse(startedAt), Date.parse(finishedAt)]);
      return true;
    });
  const atOnce = spans.map(
    ([start]) => spans.filter(([from, to]) => from <= start && start < to).length,
  );
  expect(spans).toHaveLength(count);
  expect(Math.max(...atOnce)).toBe(2);
});
