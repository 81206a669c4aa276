// Apply does exactly what was authorized, to exactly what it was planned against, or nothing at all.

import { describe, expect, test } from "vitest";
import { apply } from "#engine/apply.ts";
import { StalePlan } from "#engine/stale-plan.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { takeLease } from "#store/projects.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, deployment, pipeline, task } from "#test/support/deploy.ts";

const one = (name: string, script = "true") =>
  pipeline(name, [task("t", { action: { kind: "command", script, variables: {} } })]);

/** Every row that an apply writes. */
const everything = `
  select (select jsonb_agg(p order by p.id) from trunkline.pipeline p) as pipelines,
         (select jsonb_agg(t order by t.pipeline_id, t.ordinal) from trunkline.trigger t) as triggers,
         (select count(*)::int from trunkline.revision) as revisions,
         (select count(*)::int from trunkline.deployment) as deployments,
         (select count(*)::int from trunkline.audit) as audits,
         (select jsonb_agg(s order by s.path) from trunkline.pipeline_source s) as sources,
         (select revision_id from trunkline.project where name = 'test') as deployed`;

test("terraform #24078, #23345, #27721, atlantis #979, #2082: a plan made against another state is refused, and changes nothing", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [one("a")]);
  const stale = await deployment(db.pool, [one("a"), one("b")]);
  await deploy(db.pool, [one("a", "false")]);
  const before = await db.pool.query(everything);
  await expect(apply(db.pool, stale)).rejects.toThrow(StalePlan);
  expect((await db.pool.query(everything)).rows).toEqual(before.rows);
  // Also a first plan, whose base is nothing.
  await expect(apply(db.pool, { ...stale, baseId: null })).rejects.toThrow(StalePlan);
});

test("of two applies of one base exactly one comes through", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [one("a")]);
  const inputs = [
    await deployment(db.pool, [one("a"), one("b")]),
    await deployment(db.pool, [one("a"), one("c")]),
  ];
  const results = await Promise.allSettled(inputs.map((input) => apply(db.pool, input)));
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const { rows } = await db.pool.query("select count(*)::int as n from trunkline.revision");
  expect(rows[0].n).toBe(2);
});

describe("what was not authorized is refused", () => {
  test("another list of changes under the same authorization", async () => {
    await using db = await testDatabase();
    await deploy(db.pool, [one("a")]);
    const input = await deployment(db.pool, [one("a"), one("b")]);
    const changes = input.plan.changes.map((change) => ({ ...change, action: "removed" as const }));
    for (const plan of [
      { ...input.plan, changes: [] },
      { ...input.plan, changes },
      { ...input.plan, commit: "f".repeat(40) },
      { ...input.plan, hash: "f".repeat(64) },
    ])
      await expect(apply(db.pool, { ...input, plan })).rejects.toThrow("not the one that was auth");
  });

  test("another content than the plan's", async () => {
    await using db = await testDatabase();
    const input = await deployment(db.pool, [one("a")]);
    const other = (await deployment(db.pool, [one("a", "false")])).desired;
    await expect(apply(db.pool, { ...input, desired: other })).rejects.toThrow(
      "a is not as the plan",
    );
    await expect(apply(db.pool, { ...input, desired: new Map() })).rejects.toThrow("a is not as");
  });

  test("argo-cd #15058, #22607, windmill #2942: another project's plan: only what a project owns is deleted", async () => {
    await using db = await testDatabase();
    await deploy(db.pool, [one("a"), one("b")]);
    await apply(db.pool, await deployment(db.pool, [one("a")], "other"));
    const mine = await deployment(db.pool, [one("a")]);
    const theirs = await deployment(db.pool, [], "other");
    const { projectId, baseId } = mine;
    await expect(apply(db.pool, { ...theirs, projectId, baseId })).rejects.toThrow(
      "a plan for other can't be applied to test",
    );
    await apply(db.pool, theirs);
    const live = await allPipelines(db.pool, { project: projectId });
    expect(live.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("the plan of a sync whose lease went to another", async () => {
    await using db = await testDatabase();
    const input = await deployment(db.pool, [one("a")]);
    const lease = await takeLease(db.pool, { id: input.projectId, ttlMs: "0" });
    await takeLease(db.pool, { id: input.projectId, ttlMs: "1000" });
    const late = apply(db.pool, { ...input, lease: lease?.lease_token ?? "" });
    await expect(late).rejects.toThrow(StalePlan);
  });
});

test("a fault in the middle leaves no trace: no change, no audit row", async () => {
  await using db = await testDatabase();
  await deploy(db.pool, [one("a")]);
  await db.pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$;
     create trigger fail before insert on trunkline.audit for each row execute function fail()`,
  );
  const input = await deployment(db.pool, [one("a", "false"), one("b")]);
  const before = await db.pool.query(everything);
  await expect(apply(db.pool, input)).rejects.toThrow("disk full");
  expect((await db.pool.query(everything)).rows).toEqual(before.rows);
  await db.pool.query("drop trigger fail on trunkline.audit");
  await apply(db.pool, input);
  const { rows } = await db.pool.query(
    "select actor, subject, detail from trunkline.audit order by id desc limit 1",
  );
  expect(rows[0]).toMatchObject({
    actor: "test",
    subject: "test",
    detail: { plan: input.plan.hash, commit: input.plan.commit, changes: 2 },
  });
});

test("sources are written as given, odd characters and all, but for the path that the row has already", async () => {
  await using db = await testDatabase();
  const others = ['a"b.yaml', "c\\d.yaml", "e,{f}.yaml", "NULL", " g ", "nul\0"];
  const path = "pipelines/x.yaml";
  const source = { path, name: "x\0", inputs: [path, ...others], diagnostics: [], broken: true };
  const input = await deployment(db.pool, [one("a")]);
  await apply(db.pool, { ...input, sources: [source] });
  const { rows } = await db.pool.query(
    `select s.name, l.inputs from trunkline.pipeline_source s join trunkline.source_inputs l on l.id = s.inputs_id`,
  );
  expect(rows).toEqual([{ name: "x\uFFFD", inputs: [...others.slice(0, -1), "nul\uFFFD"] }]);
});

test("lists of inputs are kept once, and forgotten with the last spec that has them", async () => {
  await using db = await testDatabase();
  const source = (name: string, inputs: string[]) => {
    const path = `pipelines/${name}.yaml`;
    return { path, name, inputs: [path, ...inputs], diagnostics: [], broken: false };
  };
  const lists = async () =>
    (await db.pool.query("select inputs from trunkline.source_inputs order by inputs")).rows.map(
      ({ inputs }) => inputs,
    );
  const first = await deployment(db.pool, [one("a"), one("b")]);
  await apply(db.pool, {
    ...first,
    sources: [source("a", ["x.sh"]), source("b", ["x.sh"])],
  });
  expect(await lists()).toEqual([["x.sh"]]);
  const second = await deployment(db.pool, [one("a"), one("b", "false")]);
  await apply(db.pool, { ...second, sources: [source("a", ["y.sh"])] });
  expect(await lists()).toEqual([["x.sh"], ["y.sh"]]);
  const third = await deployment(db.pool, [one("a")]);
  await apply(db.pool, { ...third, sources: [], removedSources: ["pipelines/b.yaml"] });
  expect(await lists()).toEqual([["y.sh"]]);
});
