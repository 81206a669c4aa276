// Blackouts by the command line, through a server and a worker.

import { afterAll, beforeAll, expect, test } from "vitest";
import { osUser } from "#cli/os-user.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/gold.yaml": "name: gold\ntags: {tier: [gold]}\ntasks: {say: {run: echo said}}\n",
  "pipelines/plain.yaml": "name: plain\ntasks: {say: {run: echo said}}\n",
};

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest(files);
});
afterAll(() => server[Symbol.asyncDispose]());

const stateOf = async (id: string) => (await server.json(["runs", "show", id]))[0].state;
const text = async (words: string[]) => (await server.trunkline(words)).stdout;

test("a blackout keeps runs that start inside, says so, and lets them start when it is removed", async () => {
  const to = "2099-01-01T04:00:00Z";
  const add = ["blackout", "add", "--tag", "tier=gold", "--to", to, "--reason", "migration"];
  const [{ id }] = await server.json(add);
  expect(await server.json(["blackout"])).toMatchObject([
    { id, tags: { tier: ["gold"] }, to: "2099-01-01T04:00:00.000Z", mode: "later" },
  ]);
  expect(await text(["blackout"])).toContain("tier=gold");
  const [{ id: run }] = await server.json(["run", "gold"]);
  const [{ id: plain }] = await server.json(["run", "plain"]);
  await eventually("the other has run", async () => (await stateOf(plain)) === "succeeded");
  expect(await stateOf(run)).toBe("waiting");
  for (const subject of [run, "gold"])
    expect(await text(["why", subject])).toContain(
      `by ${osUser()}: migration; runs start afterwards`,
    );
  expect(await text(["why", "plain"])).not.toContain("blackout");
  expect(await text(["status"])).toContain("Blackouts now: 1;");
  expect(await text(["blackout", "remove", id])).toBe(`Blackout ${id} is removed\n`);
  await eventually("it has run", async () => (await stateOf(run)) === "succeeded");
});

test.for<[string, string[], number, string]>([
  ["no end", ["add", "--all"], 2, "--to is missing"],
  ["nothing that says which", ["add", "--to", "2099-01-01T00:00Z"], 2, "which pipelines"],
  ["an end before its begin", ["add", "--all", "--to", "2020-01-01T00:00Z"], 2, "ended before"],
  ["no tag", ["add", "--tag", "gold", "--to", "2099-01-01T00:00Z"], 2, "no tag"],
  ["what isn't there", ["remove", "99"], 1, 'no blackout "99"'],
])("refuses %s", async ([, words, code, message]) => {
  const ended = await server.trunkline(["blackout", ...words]);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
});
