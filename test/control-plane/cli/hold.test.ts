// Holds by the command line, through a server and a worker.

import { afterAll, beforeAll, expect, test } from "vitest";
import { osUser } from "#cli/os-user.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/close.yaml": `
name: close
tasks:
  open: {run: echo opened}
  post: {needs: [open], run: echo posted, emits: [{event: POSTED}]}
  tell: {needs: [post], run: echo told}
`,
  "pipelines/quiet.yaml": "name: quiet\ntasks: {say: {run: echo said}}\n",
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

const stateOf = async (id: string) => (await server.json(["runs", "show", id]))[0].state;
const tasksOf = async (id: string) =>
  (await server.json(["runs", "show", id]))[0].tasks.map(({ state }: { state: string }) => state);
const text = async (words: string[]) => (await server.trunkline(words)).stdout;

test("a paused pipeline keeps its runs, says so everywhere, and lets them go", async () => {
  expect(await text(["pause", "quiet", "--reason", "stocktaking"])).toBe("quiet is paused\n");
  const [{ id }] = await server.json(["run", "quiet"]);
  expect(await stateOf(id)).toBe("waiting");
  expect(await text(["why", id])).toContain(
    `[ ] the pipeline is paused (by ${osUser()}, stocktaking)`,
  );
  expect(await text(["why", id])).toContain("trunkline resume shop/quiet");
  expect(await text(["why", "quiet"])).toContain("the pipeline is paused");
  const pipelines = await server.json(["pipelines"]);
  expect(pipelines.find(({ name }) => name === "quiet").health).toEqual({
    status: "Suspended",
    reason: `paused by ${osUser()}: stocktaking`,
  });
  expect(await text(["status"])).toContain("Held: 1;");
  expect(await server.json(["holds"])).toMatchObject([
    {
      pipeline: "quiet",
      run: null,
      task: null,
      mode: "hold",
      release: "trunkline resume shop/quiet",
    },
  ]);
  expect(await text(["resume", "shop/quiet"])).toBe("shop/quiet is resumed\n");
  await eventually("it has run", async () => (await stateOf(id)) === "succeeded");
  const again = await server.trunkline(["resume", "quiet"]);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("is not held")]);
});

test("a task that is held in all runs blocks; on ice and with noexec the run goes on", async () => {
  await server.trunkline(["hold", "close", "post", "--actor", "grace"]);
  const [{ id }] = await server.json(["run", "close"]);
  await eventually("it is held", async () => (await tasksOf(id))[0] === "succeeded");
  expect(await text(["why", id])).toContain("[ ] post: held (by grace)");
  expect(await text(["hold", id, "tell", "--mode", "ice"])).toBe(`tell of ${id} is on ice\n`);
  expect(await text(["hold", "close", "post", "--mode", "noexec"])).toContain("is not executed");
  await eventually("the run has ended", async () => (await stateOf(id)) === "succeeded");
  expect(await tasksOf(id)).toEqual(["succeeded", "succeeded", "skipped"]);
  expect(await text(["logs", id])).not.toContain("posted");
  expect(await server.json(["events", "POSTED"])).toHaveLength(1);
  await server.trunkline(["release", "close", "post"]);
});

test("a whole pipeline is passed over, and its followers go on; or it succeeds without being executed", async () => {
  expect(await text(["hold", "close", "--mode", "ice"])).toBe("close is on ice\n");
  const [{ id }] = await server.json(["run", "close"]);
  await eventually("it was passed over", async () => (await stateOf(id)) === "succeeded");
  expect(await tasksOf(id)).toEqual(["skipped", "skipped", "skipped"]);
  expect(await text(["why", "close"])).toContain("on ice: its tasks are passed over");
  await server.trunkline(["hold", "close", "--mode", "noexec"]);
  const [{ id: second }] = await server.json(["run", "close"]);
  await eventually("it has ended", async () => (await stateOf(second)) === "succeeded");
  expect(await tasksOf(second)).toEqual(["succeeded", "succeeded", "succeeded"]);
  expect(await text(["logs", second])).toBe("");
  expect(await text(["release", "close"])).toBe("close is released\n");
});

test("a hold with an end ends by itself", async () => {
  await server.trunkline(["hold", "close", "open", "--for", "1s"]);
  const [{ id }] = await server.json(["run", "close"]);
  await eventually("it has run", async () => (await stateOf(id)) === "succeeded");
  expect(await server.json(["holds"])).toEqual([]);
});

test.for<[string, string[], number, string]>([
  ["a pipeline without a task", ["hold", "close"], 2, "trunkline pause close"],
  ["a task that isn't there", ["hold", "close", "nope"], 1, 'no task "nope" of shop/close'],
  ["an end in the past", ["pause", "close", "--until", "2020-01-01T00:00:00Z"], 2, "is past"],
  [
    "two ends",
    ["pause", "close", "--until", "2030-01-01T00:00:00Z", "--for", "1h"],
    2,
    "one of them",
  ],
  ["no length of time", ["pause", "close", "--for", "soon"], 2, "no length of time"],
  ["a pipeline that isn't there", ["pause", "nope"], 1, "nope"],
])("refuses %s", async ([, words, code, message]) => {
  if (words[1] === "1") {
    await server.trunkline(["pause", "quiet"]);
    words = ["hold", (await server.json(["run", "quiet"]))[0].id, ...words.slice(2)];
  }
  const ended = await server.trunkline(words);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
});

test("a run that has ended can't be held", async () => {
  await server.trunkline(["resume", "quiet"]);
  const [{ id }] = await server.json(["run", "quiet"]);
  await eventually("it has run", async () => (await stateOf(id)) === "succeeded");
  const ended = await server.trunkline(["hold", id]);
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining("has ended")]);
});
