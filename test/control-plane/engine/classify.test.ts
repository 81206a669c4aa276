import { expect, test } from "vitest";
import { classifyOthers } from "#engine/classify.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

test("pipelines that are alike in what rights depend on share a class, and a change of tags moves one", async () => {
  await using db = await testDatabase();
  const tagged = (name: string, tags: Record<string, string[]>) =>
    pipeline(name, [task("a")], { owner: "finance-data", tags });
  const classes = async () => {
    const { rows } = await db.pool.query<{ name: string; class_id: number }>(
      "select name, class_id from trunkline.pipeline order by name",
    );
    return new Map(rows.map((row) => [row.name, row.class_id]));
  };
  await deploy(db.pool, [
    tagged("a", { domain: ["finance"] }),
    tagged("b", { domain: ["finance"] }),
    tagged("c", { domain: ["sales"] }),
  ]);
  const first = await classes();
  expect(first.get("a")).toBe(first.get("b"));
  expect(first.get("c")).not.toBe(first.get("a"));

  await deploy(db.pool, [
    tagged("a", { domain: ["finance"] }),
    tagged("b", { domain: ["sales"] }),
    tagged("c", { domain: ["sales"] }),
  ]);
  const second = await classes();
  expect(second.get("a")).toBe(first.get("a"));
  expect(second.get("b")).toBe(first.get("c"));
  expect(
    (await db.pool.query("select facts from trunkline.access_class")).rows.map(
      ({ facts }) => facts,
    ),
  ).toContainEqual({
    project: "test",
    environment: "test",
    folder: "pipelines",
    owner: "finance-data",
    tags: { domain: ["finance"] },
  });
});

test("pipelines of before there were classes, removed ones too, and all of a project whose environment changes are classified later", async () => {
  await using db = await testDatabase();
  const tagged = (name: string) => pipeline(name, [task("a")], { tags: { domain: [name] } });
  const classes = async () => {
    const { rows } = await db.pool.query(
      `select p.name, c.facts from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id order by 1`,
    );
    return Object.fromEntries(rows.map(({ name, facts }) => [name, facts]));
  };
  await deploy(db.pool, [tagged("stays"), tagged("goes")]);
  await deploy(db.pool, [tagged("stays")]);
  const before = await classes();
  await db.pool.query("update trunkline.pipeline set class_id = null");
  expect(await classifyOthers(db.pool)).toBe(2);
  expect(await classes()).toEqual(before);
  expect(await classifyOthers(db.pool)).toBe(0);

  await db.pool.query("update trunkline.project set environment = 'prd'");
  // Until they are, nobody whose rights end at the environment sees them.
  expect(await classes()).toEqual({ goes: null, stays: null });
  expect(await classifyOthers(db.pool)).toBe(2);
  expect((await classes()).stays).toEqual({ ...before.stays, environment: "prd" });
});
