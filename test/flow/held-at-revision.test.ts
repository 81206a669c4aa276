// A project that is held at a revision: the sync looks on, says how far it is behind, and deploys nothing else.

import { expect, test } from "vitest";
import type { ReconcileOptions } from "#reconcile";
import type { Db } from "#store/connect.ts";
import { endSyncHold, placeSyncHold } from "#store/sync-holds.sql.ts";
import { changes, many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

async function holdAt(project: Project, commit: string | null = null, until: Date | null = null) {
  const { id } = await project.row();
  const hold = { commit, actor: "ada", reason: "month end", until };
  await placeSyncHold(project.database.pool, { project: id, ...hold });
}

const release = async (project: Project) =>
  endSyncHold(project.database.pool, { project: (await project.row()).id });

test("nothing that is merged is deployed until it is released, and status says by whom, why and how far behind", async () => {
  await using project = await Project.make(many(1));
  await project.sync();
  const at = project.repository.tip();
  await holdAt(project);
  expect(await project.sync()).toMatchObject({
    state: "Held",
    reason: `held at ${at.slice(0, 12)} by ada: month end`,
  });
  await project.commit({ "pipelines/p1.yaml": spec("p1") });
  const behind = await project.commit({ "pipelines/p2.yaml": spec("p2") });
  const reason = `held at ${at.slice(0, 12)} by ada: month end (2 commits of the branch not deployed)`;
  expect(behind).toMatchObject({ state: "Held", plan: null, reason });
  expect(await project.row()).toMatchObject({
    ...{ sync_state: "Held", sync_reason: reason, commit_oid: at },
    observed_commit: project.repository.tip(),
  });
  // A poll looks no further, and a question comes to the same.
  expect(await project.sync()).toMatchObject({ state: "Held", reason });
  expect(await project.sync({ recheck: true })).toMatchObject({ state: "Held", reason });
  expect(Object.keys(await project.deployed())).toEqual(["p0"]);
  await release(project);
  expect(changes(await project.sync())).toEqual(["added p1", "added p2"]);
  expect((await project.row()).sync_state).toBe("Synced");
});

test("argo-cd #5351, #9570: an older revision is deployed as a forward one, and no sync fights it", async () => {
  await using project = await Project.make(many(2));
  await project.sync();
  const older = project.repository.tip();
  const ids = await project.ids();
  await project.commit({
    "pipelines/p1.yaml": spec("p1", "false"),
    "pipelines/p2.yaml": spec("p2"),
  });
  await holdAt(project, older);
  expect(changes(await project.sync())).toEqual(["changed p1", "removed p2"]);
  const row = await project.row();
  expect(row).toMatchObject({
    ...{ commit_oid: older, sync_state: "Held", observed_commit: project.repository.tip() },
    sync_reason: expect.stringContaining("(1 commit of the branch not deployed)"),
  });
  expect(await project.ids()).toEqual(ids);
  // However often it looks, and whatever is pushed.
  for (let push = 3; push < 6; push++) {
    await project.commit({ [`pipelines/p${push}.yaml`]: spec(`p${push}`) });
    expect(await project.sync({ recheck: true })).toMatchObject({ state: "Held", plan: null });
    expect((await project.row()).revision_id).toBe(row.revision_id);
  }
  const { rows } = await project.database.pool.query(
    "select count(*)::int as n, max(applied_by) filter (where evidence ? 'hold') as by, bool_and(base_id < id) as forward from trunkline.revision where base_id is not null",
  );
  expect(rows[0]).toEqual({ n: 2, by: "ada", forward: true });
  await release(project);
  const forward = await project.sync();
  expect(changes(forward)).toEqual(["changed p1", "added p2", "added p3", "added p4", "added p5"]);
});

test("it ends by the database's clock, on record, at the next look", async () => {
  await using project = await Project.make(many(1));
  await project.sync();
  await holdAt(project, null, new Date(Date.now() + 3_600_000));
  expect(await project.commit({ "pipelines/p1.yaml": spec("p1") })).toMatchObject({
    state: "Held",
  });
  await project.database.pool.query("update trunkline.sync_hold set until = now()");
  expect(changes(await project.sync())).toEqual(["added p1"]);
  const { rows } = await project.database.pool.query(
    "select actor, subject, detail ->> 'expired' as expired from trunkline.audit where act = 'release'",
  );
  expect(rows).toEqual([{ actor: "ada", subject: "shop", expired: "true" }]);
});

test("many deletions on the way back are confirmed as any others; a commit from elsewhere is refused", async () => {
  await using project = await Project.make(many(1));
  await project.sync();
  const older = project.repository.tip();
  await project.commit(many(30));
  await holdAt(project, older);
  const held = await project.sync();
  expect(held).toMatchObject({ state: "Held", reason: expect.stringContaining("29 of 30") });
  const hash = held.state === "Held" ? (held.plan?.hash ?? "") : "";
  expect(await project.sync({ confirm: hash })).toMatchObject({ state: "Synced" });
  expect(Object.keys(await project.deployed())).toEqual(["p0"]);
  project.repository.branch("other");
  const elsewhere = project.repository.commit({ "pipelines/evil.yaml": spec("evil") });
  project.repository.branch("main");
  await holdAt(project, elsewhere);
  expect(await project.sync()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("not on the branch and was never deployed"),
  });
  expect(Object.keys(await project.deployed())).toEqual(["p0"]);
});

test("a hold is judged and placed in one: nothing is deployed in between, and neither stands without the other", async () => {
  await using project = await Project.make(many(1));
  const { pool } = project.database;
  await project.sync();
  const older = project.repository.tip();
  await project.commit({ "pipelines/p0.yaml": spec("p0", "false") });
  const { id } = await project.row();
  const wouldHold = { commit: older, actor: "ada", reason: "", since: "", until: null };
  const hold = { project: id, commit: older, actor: "ada", reason: "back", until: null };
  const holds = async () => (await pool.query("select from trunkline.sync_hold")).rowCount;
  const free = "select from trunkline.project where id = $1 for update skip locked";
  const asked: string[] = [];
  const placeHold: ReconcileOptions["placeHold"] = async (db) => {
    asked.push("placed");
    await placeSyncHold(db, hold);
  };
  const mayConfirm: ReconcileOptions["mayConfirm"] = async (touched) => {
    expect(touched).toHaveLength(1);
    asked.push(`judged, ${(await pool.query(free, [id])).rowCount} free`);
  };
  // Whoever woke up late has judged what is deployed no more.
  const taken = "update trunkline.project set lease_token = lease_token + 1 where id = $1";
  const late = await project.sync({
    ...{ wouldHold, mayConfirm, placeHold },
    onStep: async (step) => void (step === "plan" && (await pool.query(taken, [id]))),
  });
  expect([late.state, asked, await holds()]).toEqual(["Busy", [], 0]);
  await pool.query("update trunkline.project set lease_until = null");
  // What goes wrong after it was placed takes it back.
  const failing = async (db: Db) => {
    await placeSyncHold(db, hold);
    throw new Error("no record");
  };
  const wrong = project.sync({ wouldHold, mayConfirm, placeHold: failing });
  await expect(wrong).rejects.toThrow("no record");
  expect(await holds()).toBe(0);
  await project.sync({ wouldHold, mayConfirm, placeHold });
  expect([asked, await holds()]).toEqual([["judged, 0 free", "judged, 0 free", "placed"], 1]);
});
