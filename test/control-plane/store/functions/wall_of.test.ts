import type pg from "pg";
import { expect, test } from "vitest";
import { asReader } from "#store/as-reader.ts";
import { createPool } from "#store/connect.ts";
import { asRole, type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

/** One of a domain that stays, and one of another that is removed. */
async function load(db: TestDatabase): Promise<{ here: number; gone: number }> {
  const of = (name: string) => pipeline(name, [task("one")], { tags: { domain: [name] } });
  await deploy(db.pool, [of("here"), of("gone")]);
  const { rows } = await db.pool.query("select name, class_id from trunkline.pipeline");
  const ids = Object.fromEntries(rows.map((row) => [row.name, row.class_id]));
  await db.pool.query(
    `update trunkline.pipeline set removed_at = now(), pipeline_revision_id = null where name = 'gone'`,
  );
  return { here: ids.here, gone: ids.gone };
}

test("files and rules that name a pipeline follow it, also where it was removed", async () => {
  await using db = await testDatabase();
  const { here, gone } = await load(db);
  await db.pool.query(
    `insert into trunkline.pipeline_source (project_id, path, name, inputs_id)
     select j.id, x.path, x.name, 0
       from trunkline.project j,
            (values ('a.yaml', 'here'), ('b.yaml', 'gone'), ('c.yaml', 'nobody'), ('d.yaml', null)) x(path, name)`,
  );
  await db.pool.query(
    `insert into trunkline.blackout (project, pipeline, tags, from_at, to_at, mode, reason, actor)
     select x.project, x.pipeline, '{}', now(), now() + interval '1 hour', 'skip', x.reason, 'a'
       from (values ('test', 'here', 'h'), (null, 'here', 'any-h'), ('other', 'here', 'other-h'),
                    ('test', 'gone', 'g'), (null, null, 'all')) x(project, pipeline, reason)`,
  );
  const api = createPool(asRole(db.connectionString, "api"), { max: 1 });
  const seen = (classes: number[]) =>
    asReader(api, classes, async (asks) => ({
      files: await column(asks, "select path from trunkline.pipeline_source order by 1"),
      rules: await column(asks, "select reason from trunkline.blackout order by 1"),
    }));
  expect(await seen([here])).toEqual({ files: ["a.yaml"], rules: ["all", "any-h", "h"] });
  expect(await seen([gone])).toEqual({ files: ["b.yaml"], rules: ["all", "g"] });
  expect(await seen([])).toEqual({ files: [], rules: ["all"] });
  await api.end();
});

const column = async (asks: Pick<pg.PoolClient, "query">, words: string): Promise<unknown[]> =>
  (await asks.query({ text: words, rowMode: "array" })).rows.flat();

test("policies ask row by row: a list of a few rows pays for no hash of all that may be seen", async () => {
  await using db = await testDatabase();
  const { here } = await load(db);
  const { rows } = await db.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relrowsecurity and c.relnamespace = 'trunkline'::regnamespace
        and has_table_privilege('half_template_api', c.oid, 'select')`,
  );
  expect(rows.length).toBeGreaterThan(30);
  const api = createPool(asRole(db.connectionString, "api"), { max: 1 });
  for (const { name } of rows) {
    const plan = await asReader(api, [here], (asks) =>
      column(asks, `explain select * from trunkline.${name} x limit 50`),
    );
    expect([name, plan.join("\n")]).toEqual([name, expect.not.stringContaining("hashed")]);
  }
  await api.end();
});
