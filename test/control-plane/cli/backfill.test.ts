// `trunkline backfill` and `backfills` on a whole server.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/p.yaml":
      'name: p\ntriggers: [{schedule: "0 6 * * *"}]\ntasks: {a: {run: "echo ${{ run.date }}"}}\n',
    "pipelines/slow.yaml": "name: slow\ntasks: {a: {run: sleep 100}}\n",
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const january = ["--from", "2026-01-01", "--to", "2026-01-03"];

test("nothing without an answer; with it the dates run one after the other and it finishes", async () => {
  const planned = await server.trunkline(["backfill", "p", ...january, "--plan"]);
  expect(planned.code).toBe(0);
  expect(planned.stdout).toContain("from 2026-01-01 to 2026-01-03: 3 runs");
  expect(planned.stdout).toContain("the oldest first, 1 at a time");
  const [plan] = await server.json(["backfill", "p", ...january, "--plan"]);
  expect(plan).toMatchObject({ runs: 3, existing: null });
  expect(await server.trunkline(["backfill", "p", ...january])).toMatchObject({ code: 2 });
  const env = { TRUNKLINE_STATE: server.state };
  const no = await trunklineHere(["backfill", "p", ...january], { env, ask: async () => "n" });
  expect(no).toMatchObject({ code: 1, stderr: "nothing was done\n" });
  expect(await server.json(["backfills"])).toEqual([]);

  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return "yes";
  };
  const yes = await trunklineHere(["backfill", "p", ...january], { env, ask });
  expect([yes.code, questions]).toEqual([0, ["make 3 runs? [y/N] "]]);
  const [{ id }] = await server.json(["backfills"]);
  await eventually("it has finished", async () => {
    const [backfill] = await server.json(["backfills", "show", String(id)]);
    return backfill.state === "finished";
  });
  const [backfill, ...slots] = await server.json(["backfills", "show", String(id)]);
  expect(backfill).toMatchObject({ counts: { succeeded: 3 }, left: 0 });
  expect(slots.map(({ date }) => date)).toEqual(["2026-01-01", "2026-01-02", "2026-01-03"]);
  expect((await server.trunkline(["logs", slots[1].run])).stdout).toBe("2026-01-02\n");
  const shown = await server.trunkline(["backfills", "show", String(id)]);
  expect(shown.stdout).toContain("3 of 3: 3 succeeded; 1 at a time");

  const again = await server.trunkline(["backfill", "p", ...january]);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain("there already");
  expect(await server.json(["backfills"])).toHaveLength(1);
});

test("pause, resume and cancel", async () => {
  const words = ["backfill", "shop/slow", ...january, "--yes", "--runs", "2"];
  const [{ id }] = await server.json(words);
  const act = async (word: string) =>
    (await server.trunkline(["backfills", word, String(id), "--reason", "night"])).stdout;
  expect(await act("pause")).toContain(`Backfill ${id} is paused`);
  expect(await act("resume")).toContain(`Backfill ${id} is running`);
  await eventually("two of it run", async () => {
    const runs = await server.json(["runs", "--pipeline", "slow", "--status", "running"]);
    return runs.length === 2;
  });
  expect(await act("cancel")).toContain(`Backfill ${id} is cancelled: 2 of 3`);
  await eventually("its runs are cancelled", async () => {
    const runs = await server.json([
      "runs",
      "--where",
      "trigger == 'backfill' && pipeline == 'slow'",
    ]);
    return runs.every(({ state }) => state === "cancelled");
  });
  expect((await server.trunkline(["backfills", "resume", String(id)])).code).toBe(1);
});

test("what is wrong with the words is said", async () => {
  expect(await server.trunkline(["backfill", "p", "--from", "2026-01-01"])).toMatchObject({
    code: 2,
  });
  const order = ["backfill", "p", "--from", "2026-01-02", "--to", "2026-01-01", "--plan"];
  expect((await server.trunkline(order)).stderr).toContain("comes before");
  const none = [
    "backfill",
    "p",
    "--from",
    "2026-01-01T07:00Z",
    "--to",
    "2026-01-01T08:00Z",
    "--yes",
  ];
  expect((await server.trunkline(none)).stdout).toContain("no due time");
  expect((await server.trunkline(["backfills", "show", "99"])).code).toBe(1);
});
