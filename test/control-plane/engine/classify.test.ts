import { expect, test } from "vitest";
import { listAccessClasses } from "#store/access.sql.ts";
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
  expect((await listAccessClasses(db.pool)).map(({ facts }) => facts)).toContainEqual({
    project: "test",
    environment: "test",
    folder: "pipelines",
    owner: "finance-data",
    tags: { domain: ["finance"] },
  });
});
