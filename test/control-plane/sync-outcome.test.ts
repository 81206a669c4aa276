// A plan that is held is on record, once, in the transaction that holds it.

import { expect, test } from "vitest";
import { many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

test("a sync that somebody asks for is on record, whatever it comes to; a look that nobody asked for isn't", async () => {
  await using project = await Project.make(many(4));
  const { pool } = project.database;
  const rules = { sync: { holdDeletions: { count: 0, percent: 0 } } };
  await pool.query("update trunkline.project set rules = $1", [rules]);
  const asked = { actor: "grace", isAsked: true };
  let last = "0";
  /** Since the last call. */
  const records = async () => {
    const { rows } = await pool.query(
      `select id, actor, act, subject, revision, reason, detail ->> 'state' as state
         from trunkline.audit where id > $1 order by id`,
      [last],
    );
    last = rows.at(-1)?.id ?? last;
    return rows.map(({ id: _, ...row }) => row);
  };
  await project.sync(asked);
  expect(await records()).toMatchObject([{ act: "apply", actor: "grace" }]);

  const nothing = { actor: "grace", act: "sync", subject: "shop" };
  expect(await project.sync(asked)).toMatchObject({ state: "Synced", plan: null });
  const at = project.repository.tip();
  expect(await records()).toEqual([{ ...nothing, revision: at, reason: null, state: "Synced" }]);
  await project.sync();
  expect(await records()).toEqual([]);

  // The plan is on record once; asking again comes to the same, and is.
  expect((await project.commit({ "pipelines/p0.yaml": null }, asked)).state).toBe("Held");
  expect(await records()).toMatchObject([{ act: "hold-plan", actor: "grace" }]);
  await project.sync({ ...asked, recheck: true });
  const reason = "it would remove 1 of 4 pipelines (0 go through)";
  const tip = project.repository.tip();
  expect(await records()).toEqual([{ ...nothing, revision: tip, reason, state: "Held" }]);
  await project.sync({ recheck: true });
  expect(await records()).toEqual([]);

  project.repository.git("branch", "--move", "main", "elsewhere");
  await project.sync(asked);
  expect(await records()).toMatchObject([{ ...nothing, state: "Unknown", revision: null }]);
  await project.sync();
  expect(await records()).toEqual([]);
});

test("neither the record of a sync that found nothing nor what it came to stands without the other", async () => {
  await using project = await Project.make(many(1));
  const { pool } = project.database;
  await project.sync();
  const before = await project.row();
  await pool.query(`create function trunkline.refuse() returns trigger language plpgsql as $$
    begin if new.act = 'sync' then raise 'no record'; end if; return new; end $$;
    create trigger refuse before insert on trunkline.audit for each row execute function trunkline.refuse()`);
  await expect(project.sync({ isAsked: true })).rejects.toThrow("no record");
  expect((await project.row()).checked_at).toEqual(before.checked_at);
  const { rows } = await pool.query("select from trunkline.audit where act = 'sync'");
  expect(rows).toEqual([]);
});

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
