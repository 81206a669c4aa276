// Where definitions come from, asked of a whole server: who set a field, what differs between two deployed revisions.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const daily = (timeout: string) =>
  `name: daily\nparams: {day: {type: date, default: '\${{ run.date }}'}}\ntasks: {load: {run: ./load.sh, timeout: ${timeout}}}\n`;

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "load.sh": { run: "#!/bin/sh\n" },
    "pipelines/daily.yaml": daily("1h"),
    "pipelines/other.yaml": "name: other\ntasks: {a: {run: 'true'}}\n",
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("blame --deployed tells of what is deployed, from the server's copy", async () => {
  const first = server.repository.tip();
  const second = server.repository.commit(
    { "pipelines/daily.yaml": daily("2h") },
    { message: "Longer (#8)\n\nReviewed-by: Grace" },
  );
  await server.trunkline(["sync"]);
  server.repository.commit({ "pipelines/daily.yaml": daily("9h") });
  const lines = await server.json(["blame", "daily", "--deployed"]);
  const of = (path: string) => lines.find((line) => line.path === path);
  expect(of("tasks.load.timeoutMs")).toMatchObject({
    ...{ value: 7_200_000, commit: second, change: "8", approvers: ["Grace"] },
  });
  expect(of("name")).toMatchObject({ commit: first, change: "7", orEarlier: false });
  const missing = await server.trunkline(["blame", "weekly", "--deployed"]);
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('"weekly"')]);
  await server.trunkline(["sync"]);
});

test("diff --deployed compares what was deployed, scripts included", async () => {
  const before = server.repository.tip();
  const after = server.repository.commit({
    "pipelines/daily.yaml": daily("3h"),
    "load.sh": { run: "#!/bin/sh\ntrue\n" },
    "pipelines/other.yaml": null,
    "pipelines/third.yaml": "name: third\ntasks: {a: {run: 'true'}}\n",
  });
  await server.trunkline(["sync"]);
  const ids = [before.slice(0, 10), after.slice(0, 10)] as const;
  const [found] = await server.json(["diff", ...ids, "--deployed"]);
  const short = (plan: { changes: { action: string; pipeline: string; scripts: string[] }[] }) =>
    plan.changes.map(({ action, pipeline, scripts }) => [action, pipeline, ...scripts]);
  expect(short(found)).toEqual([
    ["changed", "daily", "load.sh"],
    ["removed", "other"],
    ["added", "third"],
  ]);
  expect(found.changes[0].fields).toEqual([
    { path: "tasks.load.timeoutMs", before: 32_400_000, after: 10_800_000 },
  ]);
  // Up to what is deployed now, and backwards.
  expect(short((await server.json(["diff", ids[0], "--deployed"]))[0])).toEqual(short(found));
  const [back] = await server.json(["diff", ids[1], ids[0], "--deployed", "--pipeline", "third"]);
  expect(short(back)).toEqual([["removed", "third"]]);
  const unknown = await server.trunkline(["diff", "feedbeef", "--deployed"]);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("history --project")]);
  expect((await server.trunkline(["diff", "main", "--deployed"])).code).toBe(2);
});

test("history shows a revert as one, in a pipeline's and in a project's list", async () => {
  server.repository.git("revert", "--no-edit", "HEAD");
  await server.trunkline(["sync"]);
  const [entry, ...older] = await server.json(["history", "daily"]);
  const [reverted] = older;
  expect(entry).toMatchObject({ reverts: [reverted.commit], confirmedBy: null });
  expect(entry.backTo.commit).toBe(older[1].commit);
  const text = (await server.trunkline(["history", "daily"])).stdout;
  expect(text).toContain(`back to ${older[1].commit.slice(0, 12)} (revision `);
  const [revision] = await server.json(["history", "--project", "shop"]);
  expect(revision).toMatchObject({
    ...{ commit: entry.commit, pipelines: { added: 1, changed: 1, removed: 1 } },
    backTo: { commit: older[1].commit },
  });
  expect((await server.trunkline(["history"])).stdout).toContain("+1 ~1 -1");
});

test("break-glass by the command line: propose, approve as another, list, patch, end", async () => {
  const by = (actor: string, ...words: string[]) =>
    server.trunkline(["break-glass", ...words, "--actor", actor]);
  const proposed = await by(
    "ada",
    ...["propose", "daily", "--set", "tasks.load.timeout=4h", "--for", "2h", "--reason", "slow"],
  );
  expect(proposed.stdout).toContain("trunkline break-glass approve shop/daily");
  expect(proposed.stdout).toContain("timeout: 4h");
  const alone = await by("ada", "approve", "daily");
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining("another person")]);
  expect((await by("grace", "approve", "daily")).stdout).toContain("In force until");
  const listed = await server.trunkline(["break-glass"]);
  expect(listed.stdout).toMatch(/shop\/daily +inForce +tasks.load.timeout="4h"/);
  expect((await server.trunkline(["status"])).stdout).toContain("OutOfSync");
  const patch = await server.trunkline(["break-glass", "patch", "daily"]);
  expect(patch.stdout).toMatch(/^diff --git a\/pipelines\/daily.yaml/);
  const [run] = await server.json(["run", "daily", "--wait"]);
  const shown = await server.trunkline(["runs", "show", run.id]);
  expect(shown.stdout).toContain(
    "not as the commit has it: break-glass 1 by ada, approved by grace",
  );
  expect((await by("bob", "end", "daily")).stdout).toContain("is over");
  expect((await server.trunkline(["break-glass"])).stdout).toBe("");
  const usage = await by("ada", "propose", "daily", "--set", "x", "--for", "1h", "--reason", "r");
  expect(usage.code).toBe(2);
  expect((await by("ada", "propose", "daily", "--set", "a=1", "--reason", "r")).code).toBe(2);
});

test("promote takes what the server has deployed of a project", async () => {
  const { repository } = server;
  repository.git("config", "user.name", "Ada");
  repository.git("config", "user.email", "ada@example.com");
  repository.git("branch", "live", "HEAD~1");
  const { stdout } = await trunklineHere(
    ["promote", "--from", "test", "--to", "live:", "--output", "json"],
    { cwd: repository.path, env: { TRUNKLINE_STATE: server.state } },
  );
  const made = JSON.parse(stdout);
  expect([made.from, made.plan.base]).toEqual(["shop", repository.tip("live")]);
  expect(made.files.length).toBeGreaterThan(0);
  const unknown = await trunklineHere(["promote", "--from", "qa", "--to", "live:"], {
    ...{ cwd: repository.path, env: { TRUNKLINE_STATE: server.state } },
  });
  expect(unknown.stderr).toContain('no project or environment "qa"');
});
