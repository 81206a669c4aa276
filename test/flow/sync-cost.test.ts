// A sync of one changed file costs the same in an estate of 200 pipelines as in one of 2,000: counted, not timed.

import { expect, test } from "vitest";
import type { GitSource } from "#git/source.ts";
import type { Files } from "#test/support/repository.ts";
import { changes, SyncedProject, spec } from "#test/support/synced-project.ts";

/** Folders of 20, since a flat folder's tree grows with it in Git itself. */
const estate = (count: number): Files => ({
  "trunkline.yaml": "timezone: UTC\n",
  "pipelines/_defaults.yaml": "owner: team\n",
  ...Object.fromEntries(
    Array.from({ length: count }, (_, n) => {
      const path = `pipelines/g${Math.floor(n / 400)}/f${Math.floor(n / 20) % 20}/p${n}.yaml`;
      return [path, spec(`p${n}`)];
    }),
  ),
});

interface Cost {
  objects: number;
  queries: number;
  /** Rows that the database handed out. */
  rows: number;
  /** Rows that were written, table by table. */
  written: Record<string, number>;
}

async function costOfOneChange(count: number): Promise<Cost> {
  await using project = await SyncedProject.make(estate(count));
  await project.sync();
  const { pool } = project.database;
  const source = await project.open();
  const cost: Cost = { objects: 0, queries: 0, rows: 0, written: {} };
  const counting: GitSource = {
    ...source,
    async *readObjects(oids) {
      for await (const object of source.readObjects(oids)) {
        cost.objects++;
        yield object;
      }
    },
  };
  const counted = new Proxy(pool, {
    get(target, key) {
      if (key !== "query") return Reflect.get(target, key).bind(target);
      return async (...words: unknown[]) => {
        const result = await Reflect.apply(target.query, target, words);
        cost.queries++;
        cost.rows += (result as unknown as { rows: unknown[] }).rows.length;
        return result;
      };
    },
  });
  const tables = [
    "git_object",
    "pipeline",
    "pipeline_revision",
    "pipeline_source",
    "deployment",
    "trigger",
  ];
  const xmin = Object.fromEntries(
    await Promise.all(tables.map(async (table) => [table, await newest(table)] as const)),
  );
  async function newest(table: string): Promise<string[]> {
    const { rows } = await pool.query(
      `select ctid::text || xmin::text as row from trunkline.${table}`,
    );
    return rows.map(({ row }) => row);
  }
  project.repository.commit({ "pipelines/g0/f0/p7.yaml": spec("p7", "echo changed") });
  expect(changes(await project.sync({ source: counting, pool: counted }))).toEqual(["changed p7"]);
  await source.close();
  for (const table of tables) {
    const before = new Set(xmin[table]);
    cost.written[table] = (await newest(table)).filter((row) => !before.has(row)).length;
  }
  return cost;
}

test("one changed file: objects, queries and rows are those of the change", async () => {
  const small = await costOfOneChange(200);
  const large = await costOfOneChange(2_000);
  expect(large).toEqual(small);
  expect(small.written).toEqual({
    // The commit's tree, three folders and the file.
    git_object: 5,
    pipeline: 1,
    pipeline_revision: 1,
    pipeline_source: 1,
    deployment: 1,
    trigger: 0,
  });
  expect(small.objects).toBeLessThan(20);
});

test("a commit that touches no pipeline, and none at all, write no pipeline's rows", async () => {
  await using project = await SyncedProject.make(estate(40));
  await project.sync();
  const { pool } = project.database;
  const rows = async () =>
    (
      await pool.query(
        `select array(select xmin::text from trunkline.pipeline order by id) as pipelines,
                array(select xmin::text from trunkline.pipeline_source order by path) as sources,
                (select count(*)::int from trunkline.deployment) as deployments`,
      )
    ).rows[0];
  const before = await rows();
  await project.sync();
  await project.commit({ "README.md": "hello\n" });
  expect(await rows()).toEqual(before);
});
