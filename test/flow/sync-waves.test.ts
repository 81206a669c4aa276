// Waves between projects that follow one repository: a commit reaches the first ones, proves itself there, and goes on.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { placeSyncHold } from "#store/sync-holds.sql.ts";
import { runAgain } from "#test/support/engine.ts";
import { many, spec } from "#test/support/synced-project.ts";
import { type Waved, waved } from "#test/support/waves.ts";

let it: Waved;
beforeEach(async () => {
  it = await waved({ "pipelines/load.yaml": spec("load") });
});
afterEach(() => it[Symbol.asyncDispose]());

const all = ["prd-us", "prd-eu", "canary"];
const load = (run: string) => ({ "pipelines/load.yaml": spec("load", run) });

/** Two regions behind a canary, all with the first commit. */
async function deployed(soak?: string): Promise<void> {
  await it.register("canary", { wave: 1 });
  for (const name of ["prd-eu", "prd-us"])
    await it.register(name, { wave: 2, ...(soak !== undefined && { soak }) });
  await it.look("canary");
  await it.later(60);
  expect(await it.look(...all)).toMatchObject({
    "prd-us": expect.stringContaining("Synced, added load"),
    "prd-eu": expect.stringContaining("Synced, added load"),
  });
}

test("the first sync goes by waves as well: nothing is deployed where nobody proved it", async () => {
  await it.register("prd-eu", { wave: 2 });
  await it.register("canary", { wave: 1 });
  expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
  expect(await it.reason("prd-eu")).toBe(
    "it waits for canary (wave 1), which has not deployed it: it is Unknown, as its own status says",
  );
  expect(await it.look("canary", "prd-eu")).toEqual({
    canary: "Synced, added load",
    "prd-eu": "Synced, added load",
  });
});

test("without soak it goes on as soon as the first wave has it", async () => {
  await deployed();
  it.repository.commit(load("echo 2"));
  expect(await it.look(...all)).toEqual({
    "prd-us": "Held",
    "prd-eu": "Held",
    canary: "Synced, changed load",
  });
  expect(await it.look(...all)).toEqual({
    "prd-us": "Synced, changed load",
    "prd-eu": "Synced, changed load",
    canary: "Synced",
  });
});

test("with soak it waits so long, and says for whom, since when and until when", async () => {
  await deployed("30m");
  it.repository.commit(load("echo 2"));
  await it.look("canary", "prd-eu");
  expect(await it.reason("prd-eu")).toBe(
    "it waits for canary (wave 1), which has had it since 2026-01-05T13:00:00.000Z and is to keep it for 30m, until 2026-01-05T13:30:00.000Z",
  );
  await it.later(29);
  expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
  await it.later(1);
  expect(await it.look("prd-eu", "canary")).toEqual({
    "prd-eu": "Synced, changed load",
    canary: "Synced",
  });
});

test("a poll of what waits plans nothing anew, until what it waits for has changed", async () => {
  await deployed("30m");
  it.repository.commit(load("echo 2"));
  await it.look("canary", "prd-eu");
  const steps: string[] = [];
  const watched = { onStep: (step: string) => void steps.push(step) };
  expect(await it.sync("prd-eu", watched)).toMatchObject({ state: "Held", plan: null });
  expect(steps).toEqual(["lease", "tip"]);
  await it.run("canary", "load", "failed");
  expect(await it.sync("prd-eu", watched)).toMatchObject({ state: "Held" });
  expect(steps).toContain("plan");
});

describe("a wave that fails", () => {
  beforeEach(async () => {
    await deployed("30m");
    it.repository.commit(load("echo 2"));
    await it.look("canary");
  });

  test("by a run stops the later ones, until it is made good", async () => {
    await it.run("canary", "load", "succeeded");
    const run = await it.run("canary", "load", "failed");
    await it.later(120);
    expect(await it.look("prd-eu", "prd-us")).toEqual({ "prd-eu": "Held", "prd-us": "Held" });
    expect(await it.reason("prd-us")).toBe(
      `it waits for canary (wave 1), where run ${run} of what it changed failed: rerun with success, or deploy a mend or a revert`,
    );
    const next = await runAgain(it.database.pool, run);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
    await it.perform(next);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Synced, changed load" });
  });

  test("by a run of a changed script, as by one of a changed spec", async () => {
    it.repository.commit({
      "pipelines/load.yaml": spec("load", "./load.sh"),
      "load.sh": { run: "#!/bin/sh\n" },
    });
    await it.look("canary");
    await it.later(30);
    await it.look("prd-eu");
    it.repository.commit({ "load.sh": { run: "#!/bin/sh\nexit 1\n" } });
    expect(await it.look("canary")).toEqual({ canary: "Synced, changed load" });
    await it.run("canary", "load", "failed");
    await it.later(60);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
    expect(await it.reason("prd-eu")).toContain("of what it changed failed");
  });

  test("by a file in error stops them, too; what was deployed before goes nowhere either", async () => {
    it.repository.commit({ "pipelines/new.yaml": "name: new\n" });
    await it.look("canary");
    await it.later(120);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
    expect(await it.reason("prd-eu")).toContain("where 1 spec file is in error");
    it.repository.commit({ "pipelines/new.yaml": spec("new") });
    await it.look("canary");
    await it.later(30);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Synced, changed load, added new" });
  });

  test("is mended by a commit that proves itself, and what failed goes nowhere", async () => {
    await it.run("canary", "load", "failed");
    await it.later(60);
    it.repository.commit(load("echo 3"));
    await it.look("canary");
    await it.later(10);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
    expect((await it.row("prd-eu")).commit_oid).toBe(it.repository.tip("HEAD~2"));
    await it.later(20);
    expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Synced, changed load" });
  });

  test("is reverted: the later ones have what they had, at once", async () => {
    await it.run("canary", "load", "failed");
    it.repository.git("revert", "--no-edit", "HEAD");
    expect(await it.look("prd-eu", "canary")).toEqual({
      "prd-eu": "Synced",
      canary: "Synced, changed load",
    });
  });
});

test("a revert of what has reached all goes by waves, and needs no soak: it proved itself when it was there", async () => {
  await deployed("30m");
  it.repository.commit(load("echo 2"));
  await it.look("canary");
  await it.later(30);
  await it.look("prd-eu", "prd-us");
  it.repository.git("revert", "--no-edit", "HEAD");
  expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Held" });
  expect(await it.look("canary", "prd-eu")).toEqual({
    canary: "Synced, changed load",
    "prd-eu": "Synced, changed load",
  });
});

test("an urgent fix is let through by its hash, with the reason, on record", async () => {
  await deployed("30m");
  it.repository.commit(load("echo fix"));
  await it.look("canary", "prd-eu");
  const { held_plan_hash: hash } = await it.row("prd-eu");
  const asked = { confirm: hash, confirmReason: "customers wait", actor: "ada" };
  expect(await it.sync("prd-eu", asked)).toMatchObject({ state: "Synced" });
  const { rows } = await it.database.pool.query(
    "select actor, subject, detail ->> 'of' as of, detail ->> 'reason' as reason from trunkline.audit where act = 'confirm'",
  );
  expect(rows).toEqual([
    {
      ...{ actor: "ada", subject: "prd-eu", reason: "customers wait" },
      of: expect.stringContaining("it waits for canary (wave 1), which has had it since"),
    },
  ]);
  // The other region still waits.
  expect(await it.look("prd-us")).toEqual({ "prd-us": "Held" });
});

test("a busy branch doesn't keep later waves waiting: they take what has proved itself before the tip", async () => {
  await deployed("30m");
  const commits: string[] = [];
  for (let n = 1; n <= 4; n++) {
    commits.push(it.repository.commit(load(`echo ${n}`)));
    await it.look("canary");
    await it.later(10);
  }
  // Since 40, 30, 20 and 10 minutes.
  expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Synced, changed load" });
  expect(await it.row("prd-eu")).toMatchObject({
    ...{ commit_oid: commits[1], sync_state: "Held", observed_commit: commits[3] },
    sync_reason: expect.stringContaining("is to keep it for 30m"),
  });
  // The tip can be confirmed all the same.
  await it.look("prd-eu");
  expect((await it.row("prd-eu")).held_plan_hash).not.toBeNull();
  await it.later(10);
  await it.look("prd-eu");
  expect((await it.row("prd-eu")).commit_oid).toBe(commits[2]);
  await it.later(10);
  await it.look("prd-eu");
  expect(await it.row("prd-eu")).toMatchObject({ commit_oid: commits[3], sync_state: "Synced" });
});

test("what has proved itself is held for what else stands against it; the tip's plan is the one to confirm", async () => {
  it.repository.commit(many(20));
  await deployed("30m");
  const gone = Object.fromEntries(Object.keys(many(20)).map((path) => [path, null]));
  it.repository.commit(gone);
  await it.look("canary");
  const { held_plan_hash: removal } = await it.row("canary");
  await it.sync("canary", { confirm: removal, actor: "ada" });
  await it.later(30);
  const tip = it.repository.commit(load("echo 2"));
  expect(await it.look("canary", "prd-eu")).toMatchObject({ "prd-eu": "Held" });
  const { sync_reason: reason, held_plan_hash: confirm } = await it.row("prd-eu");
  expect(reason).toContain(
    "it would remove 20 of 21 pipelines (10 go through); it waits for canary",
  );
  expect(await it.sync("prd-eu", { confirm, actor: "ada" })).toMatchObject({ state: "Synced" });
  expect(await it.row("prd-eu")).toMatchObject({ commit_oid: tip, sync_state: "Synced" });
});

test("what a person holds in a lower wave is told, and nothing goes on by itself", async () => {
  await deployed();
  const { id } = await it.row("canary");
  const hold = { commit: null, actor: "ada", reason: "month end", until: null };
  await placeSyncHold(it.database.pool, { project: id, ...hold });
  it.repository.commit(load("echo 2"));
  await it.look(...all);
  expect(await it.reason("prd-eu")).toBe(
    "it waits for canary (wave 1), which has not deployed it: ada holds it at a revision until it is released",
  );
});

test("what is registered no more is waited for no more; nor what has no wave or another rollout", async () => {
  await deployed("30m");
  await it.register("other", { wave: 1, rollout: "sales" });
  await it.register("free", {});
  it.repository.commit(load("echo 2"));
  expect(await it.look("free", "prd-eu")).toEqual({
    free: "Synced, added load",
    "prd-eu": "Held",
  });
  await it.database.pool.query(
    "update trunkline.project set registration = 'unregistered' where name = 'canary'",
  );
  expect(await it.look("prd-eu")).toEqual({ "prd-eu": "Synced, changed load" });
});

describe("folders of one branch", () => {
  const files = (folder: string, run: string) => ({
    [`${folder}/pipelines/load.yaml`]: spec("load", run),
  });

  beforeEach(async () => {
    it.repository.commit({ ...files("staging", "echo 1"), ...files("prd", "echo 1") });
    await it.register("staging", { wave: 1 }, { path: "staging" });
    await it.register("prd", { wave: 2, soak: "30m" }, { path: "prd" });
    await it.look("staging");
    await it.later(30);
    await it.look("prd");
  });

  test("what is of the first alone holds nobody up, and what it proved is promoted", async () => {
    it.repository.commit(files("staging", "echo 2"));
    expect(await it.look("staging", "prd")).toEqual({
      staging: "Synced, changed load",
      prd: "Synced",
    });
    it.repository.commit(files("prd", "echo 2"));
    expect(await it.look("staging", "prd")).toEqual({ staging: "Synced", prd: "Held" });
    await it.later(30);
    expect(await it.look("prd")).toEqual({ prd: "Synced, changed load" });
  });

  test("a promotion goes on though the first has gone further meanwhile", async () => {
    it.repository.commit(files("staging", "echo 2"));
    await it.look("staging");
    await it.later(20);
    const promoted = it.repository.commit(files("prd", "echo 2"));
    await it.look("staging", "prd");
    it.repository.commit(files("staging", "echo 3"));
    await it.look("staging");
    await it.later(10);
    await it.look("prd");
    expect((await it.row("prd")).commit_oid).toBe(promoted);
  });
});

describe("branches that are merged from one to the next", () => {
  beforeEach(async () => {
    it.repository.commit({ "variables.yaml": "{}\n" });
    it.repository.branch("prd");
    it.repository.commit({ "README.md": "Production\n" });
    it.repository.branch("main");
    await it.register("staging", { wave: 1 });
    await it.register("prd", { wave: 2, soak: "30m" }, { branch: "prd" });
    await it.look("staging");
    await it.later(30);
    it.repository.branch("prd");
    it.repository.merge("main", "First promotion");
    it.repository.branch("main");
    expect(await it.sync("prd")).toMatchObject({ state: "Held" });
    const { held_plan_hash: confirm } = await it.row("prd");
    expect(await it.sync("prd", { confirm, actor: "ada" })).toMatchObject({ state: "Synced" });
  });

  const merge = () => {
    it.repository.branch("prd");
    it.repository.merge("main", "Promote");
    it.repository.branch("main");
  };

  test("a merge waits for what it brings, not for what came to the first branch after it", async () => {
    it.repository.commit(load("echo 2"));
    await it.look("staging");
    merge();
    expect(await it.look("prd")).toEqual({ prd: "Held" });
    await it.later(20);
    it.repository.commit(load("echo 3"));
    await it.look("staging");
    await it.later(10);
    expect(await it.look("prd")).toEqual({ prd: "Synced, changed load" });
  });

  test("what the first doesn't have yet waits, and so does a commit that was made on the later branch itself", async () => {
    it.repository.commit(load("echo 2"));
    merge();
    expect(await it.look("prd")).toEqual({ prd: "Held" });
    expect(await it.reason("prd")).toContain("staging (wave 1), which has not deployed it");
    await it.look("staging");
    await it.later(30);
    it.repository.branch("prd");
    const fix = it.repository.commit(load("echo fix"));
    expect(await it.look("prd")).toEqual({ prd: "Held" });
    expect(await it.reason("prd")).toContain(
      `${fix.slice(0, 12)} was made on this branch itself, and is to be merged there`,
    );
  });
});
