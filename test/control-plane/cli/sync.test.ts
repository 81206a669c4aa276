import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const spec = (name: string, run = "true") => `name: ${name}\ntasks: {a: {run: "${run}"}}\n`;

test("sync deploys a commit; history leads from it to its runs and back", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/a.yaml": spec("a"),
    "pipelines/b.yaml": spec("b"),
  });
  const first = server.repository.tip();
  const [before] = await server.json(["run", "a", "--wait"]);

  const second = server.repository.commit(
    { "pipelines/a.yaml": spec("a", "echo changed") },
    { message: "Say so (#8)" },
  );
  const synced = await server.trunkline(["sync"]);
  expect(synced.code).toBe(0);
  expect(synced.stdout).toContain("~ a  (pipelines/a.yaml)");
  expect(synced.stdout).toContain(`shop: Synced at ${second.slice(0, 12)}`);
  const [after] = await server.json(["run", "a", "--wait"]);
  expect(after.revision).toMatchObject({ commit: second, changedIn: second, change: "8" });

  const history = await server.json(["history", "shop/a"]);
  expect(history).toMatchObject([
    {
      action: "changed",
      commit: second,
      change: "8",
      subject: "Say so (#8)",
      newestRuns: [after.id],
    },
    { action: "added", commit: first, change: "7", approvers: ["Grace"], newestRuns: [before.id] },
  ]);
  const shown = await server.trunkline(["history", "a"]);
  expect(shown.stdout).toMatch(new RegExp(`changed +${second.slice(0, 12)} +#8 +Ada Lovelace`));

  const [pipelines] = [await server.json(["pipelines"])];
  expect(pipelines.map(({ name, health }) => [name, health.status])).toEqual([
    ["a", "Healthy"],
    ["b", "Healthy"],
  ]);
  expect((await server.trunkline(["pipelines"])).stdout).toMatch(/shop\/a +Healthy +none by time/);
});

test("a sync that finds nothing to apply is on record, with who asked and by which request", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/a.yaml": spec("a"),
  });
  const records = async () => await server.json(["audit", "--act", "sync"]);
  expect(await records()).toEqual([]);
  const synced = await server.trunkline(["sync", "shop", "--actor", "grace"]);
  expect(synced.stderr).toContain("Nothing changed.");
  expect(await records()).toMatchObject([
    {
      ...{ act: "sync", actor: "grace", kind: "local", subject: "shop", project: "shop" },
      revision: server.repository.tip(),
      requestId: expect.stringMatching(/./),
      detail: { state: "Synced" },
    },
  ]);
});

test("a held plan is explained and released by its hash only", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/a.yaml": spec("a"),
  });
  server.repository.commit({ "pipelines/a.yaml": null });
  const held = await server.trunkline(["sync", "shop"]);
  expect(held.code).toBe(1);
  expect(held.stdout).toContain("shop: Held");
  expect(held.stdout).toContain("it would remove all 1 pipelines");
  const [, hash = ""] = /trunkline sync shop --confirm ([\da-f]{64})/.exec(held.stderr) ?? [];
  expect((await server.trunkline(["status"])).stdout).toContain(`--confirm ${hash}\n`);
  for (const words of ["status", "sync"]) {
    const { stdout, stderr } = await trunklineHere([words, "--state", server.state]);
    expect(stdout + stderr).toContain(
      `trunkline sync shop --confirm ${hash} --state ${server.state}\n`,
    );
  }
  const other = "0".repeat(64);
  const wrong = await server.trunkline(["sync", "shop", "--confirm", other]);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain(`the plan of project shop that is held is ${hash}, not ${other}`);
  // A commit more is another plan.
  server.repository.commit({ "trunkline.yaml": "name: shop\ntimezone: UTC\n" });
  const moved = await server.trunkline(["sync", "shop", "--confirm", hash]);
  expect(moved).toMatchObject({ code: 1, stdout: "" });
  const [, now = ""] = /that is held is ([\da-f]{64}), not/.exec(moved.stderr) ?? [];
  expect(now).not.toBe(hash);
  const released = await server.trunkline(["sync", "shop", "--confirm", now]);
  expect(released).toMatchObject({ code: 0 });
  expect(await server.json(["pipelines"])).toEqual([]);
  const nothing = await server.trunkline(["sync", "shop", "--confirm", now]);
  expect(nothing).toMatchObject({ code: 1, stdout: "" });
  expect(nothing.stderr).toContain("no plan of project shop is held");
});

test("a broken file fails the sync's exit, shows where, and status names it; the rest deploys", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/a.yaml": spec("a"),
  });
  const commit = server.repository.commit({
    "pipelines/a.yaml": "name: a\ntasks: {a: {rnu: x}}\n",
    "pipelines/b.yaml": spec("b"),
  });
  const [result] = await server.json(["sync"]);
  expect(result).toMatchObject({ project: "shop", state: "Synced", commit });
  expect(result.diagnostics[0]).toMatchObject({ file: "pipelines/a.yaml", severity: "error" });
  const again = await server.trunkline(["sync"]);
  expect(again.code).toBe(1);
  const status = await server.trunkline(["status"]);
  expect(status.stdout).toContain("pipelines/a.yaml");
  const [json] = await server.json(["status"]);
  expect(json.projects).toMatchObject([{ name: "shop", broken: 1, pipelines: 2 }]);
  expect(json.workers.live).toBe(1);
});
