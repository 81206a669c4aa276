// A plan that is held is on record, once, in the transaction that holds it.

import { expect, test } from "vitest";
import { many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

test("a held plan is on record once, with why, its hash and its commit; another plan is another record", async () => {
  await using project = await Project.make(many(4));
  const { pool } = project.database;
  const rules = { sync: { holdDeletions: { count: 0, percent: 0 } } };
  await pool.query("update trunkline.project set rules = $1", [rules]);
  await project.sync();
  const records = async () =>
    (
      await pool.query(
        "select actor, kind, subject, project, reason, revision, detail from trunkline.audit where act = 'hold-plan' order by id",
      )
    ).rows;
  expect(await records()).toEqual([]);
  await project.commit({ "pipelines/p0.yaml": null }, { actor: "grace" });
  const first = await project.row();
  // Looked at again and again, and after a look that found nothing out.
  await project.sync({ recheck: true });
  await pool.query("update trunkline.project set held_plan_hash = null");
  await project.sync({ recheck: true });
  const base = { actor: "grace", kind: "system", subject: "shop", project: "shop" };
  expect(await records()).toEqual([
    {
      ...base,
      reason: "it would remove 1 of 4 pipelines (0 go through)",
      revision: project.repository.tip(),
      detail: { plan: first.held_plan_hash, base: first.commit_oid, changes: 1 },
    },
  ]);
  await project.commit({ "pipelines/p1.yaml": spec("p1", "false") });
  expect(await records()).toMatchObject([
    {},
    { actor: "test", detail: { plan: (await project.row()).held_plan_hash, changes: 2 } },
  ]);
  // Neither stands without the other.
  const before = await project.row();
  await pool.query(`create function trunkline.refuse() returns trigger language plpgsql as $$
    begin if new.act = 'hold-plan' then raise 'no record'; end if; return new; end $$;
    create trigger refuse before insert on trunkline.audit for each row execute function trunkline.refuse()`);
  project.repository.commit({ "pipelines/p2.yaml": null });
  await expect(project.sync()).rejects.toThrow("no record");
  expect((await project.row()).held_plan_hash).toBe(before.held_plan_hash);
  expect(await records()).toHaveLength(2);
});
