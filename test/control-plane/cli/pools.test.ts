// Pools through the whole system: real commands hold a lock one after the other, and the list shows who has it.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pools.yaml": "ledger: {lock: true}\nwarehouse: {units: 3}\napi: {rate: 1/1s}\n",
  "pipelines/post.yaml": `
name: post
tasks:
  wait: {run: "until test -e $TRUNKLINE_DATA/go; do sleep 0.05; done", locks: {ledger: exclusive}, pools: {warehouse: 2}}
  go: {run: "touch $TRUNKLINE_DATA/go"}
`,
  "pipelines/call.yaml": 'name: call\ntasks: {one: {run: "true", pools: {api: 1}}}\n',
  "pipelines/fail.yaml": `
name: fail
tasks: {close: {run: "false", locks: {ledger: {keepOnFailure: true}}}}
`,
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

test("a task has its lock while it runs; what a failed one keeps is seen and returned", async () => {
  const [{ id: first }] = await server.json(["run", "fail", "--wait"]);
  const list = async () => (await server.trunkline(["pools"])).stdout;
  expect(await list()).toMatch(
    new RegExp(`shop/ledger +lock +exclusive +0 +run ${first} fail/close \\(failed, keeps it\\)`),
  );
  expect(await list()).toMatch(/shop\/warehouse +units +0 of 3 +0/);
  const [{ id: second }] = await server.json(["run", "post"]);
  const why = async () => (await server.trunkline(["why", second])).stdout;
  await eventually("it waits for the lock", async () =>
    (await why()).includes(`[ ] wait: lock ledger, exclusive: held by run ${first}`),
  );
  expect(await why()).toContain("[x] wait: 2 units of pool warehouse: free");
  expect((await server.trunkline(["status"])).stdout).toContain("Pools: 1 tasks wait");
  const returned = await server.trunkline(["pools", "return", first, "--reason", "repaired"]);
  expect(returned.stdout).toBe(`run ${first} returned ledger\n`);
  await eventually("it ended", async () => {
    const [run] = await server.json(["runs", "show", second]);
    return run.state === "succeeded";
  });
  expect((await server.json(["pools"])).map(({ used }) => used)).toEqual([0, 0, 0]);
  expect((await server.trunkline(["pools", "return", second])).code).toBe(1);
});

test("what a rate holds back starts by itself when its time has come", async () => {
  const ended = await Promise.all(
    [1, 2, 3].map(async () => {
      const [run] = await server.json(["run", "call", "--wait"]);
      return Date.parse(run.finishedAt);
    }),
  );
  // Granted a second apart; how long each then took differs a little.
  expect(Math.max(...ended) - Math.min(...ended)).toBeGreaterThan(1_700);
});
