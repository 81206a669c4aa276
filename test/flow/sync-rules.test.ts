// What a registration rules about how a branch is followed: rewritten history, deletions, strictness; and who let what through.

import { expect, test } from "vitest";
import type { StoredRules } from "#core/registration.ts";
import { changes, many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

async function ruled(sync: StoredRules["sync"], count: number): Promise<Project> {
  const project = await Project.make(many(count));
  await rule(project, sync);
  await project.sync();
  return project;
}

const rule = (project: Project, sync: StoredRules["sync"]) =>
  project.database.pool.query("update trunkline.project set rules = $1", [{ sync }]);

const audits = async (project: Project, act: string) =>
  (
    await project.database.pool.query(
      "select actor, detail from trunkline.audit where act = $1 order by id",
      [act],
    )
  ).rows;

test("a rewritten branch is followed where the project says so, on record", async () => {
  await using project = await ruled({ onRewrite: "follow" }, 2);
  const first = project.repository.tip();
  await project.commit({ "pipelines/p1.yaml": spec("p1", "echo one") });
  const lost = project.repository.tip();
  project.repository.forceTo(first);
  const outcome = await project.commit({ "pipelines/p1.yaml": spec("p1", "echo two") });
  expect(changes(outcome)).toEqual(["changed p1"]);
  expect(await audits(project, "follow-rewrite")).toMatchObject([
    { detail: { from: lost, to: project.repository.tip() } },
  ]);
});

test("who let a held plan through, which and why is kept with the revision", async () => {
  await using project = await ruled({ holdDeletions: { count: 1, percent: 0 } }, 5);
  const held = await project.commit({ "pipelines/p0.yaml": null, "pipelines/p1.yaml": null });
  const of = "it would remove 2 of 5 pipelines (1 go through)";
  expect(held).toMatchObject({ state: "Held", reason: of });
  const hash = held.state === "Held" ? (held.plan?.hash ?? "") : "";
  const confirmed = await project.sync({
    ...{ confirm: hash, confirmReason: "retired", actor: "grace" },
  });
  expect(confirmed).toMatchObject({ state: "Synced" });
  const { rows } = await project.database.pool.query(
    "select plan_hash, applied_by, evidence -> 'confirmation' as confirmation from trunkline.revision order by id desc limit 1",
  );
  const confirmation = { by: "grace", plan: hash, of, reason: "retired" };
  expect(rows).toEqual([{ plan_hash: hash, applied_by: "grace", confirmation }]);
  expect(await audits(project, "confirm")).toEqual([{ actor: "grace", detail: confirmation }]);
});

test("argo-cd #23645: a confirmation of one plan lets no other through, and is used up", async () => {
  await using project = await ruled({ holdDeletions: { count: 0, percent: 0 } }, 4);
  const held = await project.commit({ "pipelines/p0.yaml": null });
  const hash = held.state === "Held" ? (held.plan?.hash ?? "") : "";
  // Another merge: the plan that was looked at is not the one there is now.
  project.repository.commit({ "pipelines/p1.yaml": null });
  expect(await project.sync({ confirm: hash })).toMatchObject({ state: "Held" });
  expect(Object.keys(await project.deployed())).toHaveLength(4);
  project.repository.git("revert", "--no-edit", "HEAD");
  const again = await project.sync();
  const now = again.state === "Held" ? (again.plan?.hash ?? "") : "";
  expect(await project.sync({ confirm: now })).toMatchObject({ state: "Synced" });
  expect(await project.commit({ "pipelines/p1.yaml": null }, { confirm: now })).toMatchObject({
    state: "Held",
  });
});

test("a strict project takes all of a revision or nothing, and no confirmation changes that", async () => {
  await using project = await ruled({ strict: true }, 3);
  const broken = await project.commit({
    "pipelines/p0.yaml": "name: p0\ntusks: {}\n",
    "pipelines/p1.yaml": spec("p1", "false"),
  });
  expect(broken).toMatchObject({
    state: "Held",
    reason: expect.stringMatching(
      /^the project is strict and there are errors: pipelines\/p0\.yaml:1: .+/,
    ),
  });
  const hash = broken.state === "Held" ? (broken.plan?.hash ?? "") : "";
  expect(await project.sync({ confirm: hash })).toMatchObject({ state: "Held" });
  expect((await project.row()).commit_oid).not.toBe(project.repository.tip());
  // A later commit that doesn't touch the file is held all the same.
  expect(await project.commit({ "pipelines/p2.yaml": spec("p2", "false") })).toMatchObject({
    state: "Held",
  });
  const repaired = await project.commit({ "pipelines/p0.yaml": spec("p0", "false") });
  expect(changes(repaired)).toEqual(["changed p0", "changed p1", "changed p2"]);
});

test("files that were broken before the project became strict hold it too; a poll judges again when the rules change", async () => {
  await using project = await ruled({}, 2);
  await project.commit({ "pipelines/bad.yaml": "name: bad\n" });
  await rule(project, { strict: true });
  const held = await project.commit({ "pipelines/p1.yaml": spec("p1", "false") });
  expect(held).toMatchObject({ state: "Held", reason: expect.stringContaining("bad.yaml") });
  expect(await project.sync()).toMatchObject({ state: "Held", plan: null });
  await rule(project, {});
  expect(changes(await project.sync())).toEqual(["changed p1"]);
});

test("other rules have a held tip judged again, once", async () => {
  await using project = await ruled({ holdDeletions: { count: 0, percent: 0 } }, 3);
  await project.commit({ "pipelines/p0.yaml": null });
  expect(await project.sync()).toMatchObject({ state: "Held", plan: null });
  await rule(project, { holdDeletions: { count: 0, percent: 1 } });
  expect(changes(await project.sync())).toEqual(["removed p0"]);
  expect(await project.sync()).toMatchObject({ state: "Held", plan: null });
});
