// Approvals by the command line, through a server and a worker.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/payments.yaml": `
name: payments
tasks:
  compute: {run: echo computed}
  pay:
    needs: [compute]
    approval: {by: [ada, grace], count: 2, notRequester: true}
    run: echo paid
`,
  "pipelines/late.yaml": `
name: late
tasks:
  skipped: {approval: {deadline: 1s, onExpiry: skip}, run: echo no}
  approved: {approval: {deadline: 1s, onExpiry: approve}, run: echo yes}
  failed: {approval: {deadline: 1s}, onFailure: continue, run: echo no}
`,
  "pipelines/regions.yaml": `
name: regions
tasks:
  load: {matrix: {region: [eu, us]}, approval: {}, run: echo loaded}
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

const start = async (pipeline: string): Promise<string> =>
  (await server.json(["run", pipeline]))[0].id;
const tasksOf = async (id: string): Promise<string[]> =>
  (await server.json(["runs", "show", id]))[0].tasks.map(({ state }: { state: string }) => state);
const stateOf = async (id: string): Promise<string> =>
  (await server.json(["runs", "show", id]))[0].state;
const ended = async (id: string): Promise<string> => {
  await eventually("the run has ended", async () => (await stateOf(id)) !== "running");
  return stateOf(id);
};
const asked = (id: string, task: string) =>
  eventually("it was asked", async () =>
    (await server.json(["approvals"])).some((one) => one.run === id && one.task === task),
  );

test("a task waits for two people, says so, counts each once and refuses others", async () => {
  const id = await start("payments");
  await asked(id, "pay");
  await eventually("it was judged", async () =>
    (await server.trunkline(["why", id])).stdout.includes(
      "waits for 2 approvals; nobody has approved yet",
    ),
  );
  const why = (await server.trunkline(["why", id])).stdout;
  expect(why).toContain("[ ] pay: approval by ada or grace");
  expect(why).toContain(`trunkline approve ${id} pay`);
  expect(await server.json(["approvals", "--project", "shop"])).toMatchObject([
    { run: id, task: "pay", by: ["ada", "grace"], count: 2, given: 0, deadline: null },
  ]);
  const approve = (actor: string) =>
    server.trunkline(["approve", id, "pay", "--actor", actor, "--reason", "checked"]);
  expect(await approve("mallory")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("not among those who approve it: ada, grace"),
  });
  expect(await approve("ada")).toMatchObject({ code: 0, stdout: `pay of run ${id} is approved\n` });
  expect(await approve("ada")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("has answered already"),
  });
  expect(await tasksOf(id)).toEqual(["succeeded", "waiting"]);
  expect((await approve("grace")).code).toBe(0);
  expect(await ended(id)).toBe("succeeded");
  expect(await approve("grace")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no task "pay" that waits'),
  });
});

test("a rejection fails the task with its reason", async () => {
  const id = await start("payments");
  await asked(id, "pay");
  await server.trunkline(["reject", id, "pay", "--actor", "ada", "--reason", "wrong month"]);
  expect(await ended(id)).toBe("failed");
  expect((await server.trunkline(["why", id])).stdout).toContain(
    "  pay: failed: rejected by ada: wrong month",
  );
});

test("a deadline decides by itself: skipped, approved or failed", async () => {
  const id = await start("late");
  expect(await ended(id)).toBe("succeeded");
  expect(await tasksOf(id)).toEqual(["skipped", "succeeded", "failed"]);
});

test("the instances of a matrix are approved together, or one of them", async () => {
  const id = await start("regions");
  await asked(id, "load[us]");
  await server.trunkline(["approve", id, "load[eu]"]);
  await eventually("one has run", async () => (await tasksOf(id)).includes("succeeded"));
  expect(await tasksOf(id)).toEqual(["succeeded", "waiting"]);
  await server.trunkline(["approve", id, "load"]);
  expect(await ended(id)).toBe("succeeded");
  const nowhere = await server.trunkline(["approve", id, "nope"]);
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('task "nope"')]);
});
