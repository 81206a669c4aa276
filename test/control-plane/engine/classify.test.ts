import { expect, test } from "vitest";
import { accessFacts, classKey } from "#core/access/access-class.ts";
import { classesOf, classifyOthers, classWriter } from "#engine/classify.ts";
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

test("classes that were stored before are those that an apply finds, and what it knows it does not ask for", async () => {
  await using db = await testDatabase();
  const project = { name: "test", environment: "test" };
  const facts = ["a", "b", "a"].map((owner) =>
    accessFacts(project, "pipelines/x.yaml", { owner, tags: {} }),
  );
  const [first, second] = [classWriter(db.pool), classWriter(db.pool)];
  first.add(facts);
  // Two syncs at once: whoever comes second finds what is there.
  second.add(facts);
  const [stored, again] = await Promise.all([first.flush(), second.flush()]);
  expect([...stored.keys()].sort()).toEqual([...new Set(facts.map(classKey))].sort());
  expect(new Map([...again].sort())).toEqual(new Map([...stored].sort()));
  const found = await classesOf(db.pool, facts);
  expect(found).toEqual(facts.map((one) => stored.get(classKey(one))));
  const silent = { query: () => Promise.reject(new Error("asked")) } as unknown as typeof db.pool;
  expect(await classesOf(silent, facts, stored)).toEqual(found);
});
