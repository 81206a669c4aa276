// A database that an older version left has after the upgrade what a new one has, and nothing more: functions that are gone from
// the code are gone from it too, also where policies still asked them.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { migrate } from "#store/migrate.ts";
import { emptyDatabase } from "#test/support/database.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { dumpSchema } from "../../.ci/sql/schema-dump.ts";

const store = path.resolve(import.meta.dirname, "../../control-plane/store");
const golden = path.resolve(import.meta.dirname, "../golden/schema.sql");

/** As `functions/b_sees.sql` had them. */
const sees = [
  ["sees_pipeline", "int", "select from trunkline.pipeline p where p.id = $1"],
  ["sees_run", "bigint", "select from trunkline.run r where r.id = $1"],
  ["sees_backfill", "int", "select from trunkline.backfill b where b.id = $1"],
  ["sees_spec", "int", "select from trunkline.deployment d where d.pipeline_revision_id = $1"],
  ["sees_name", "text, text", "select from trunkline.pipeline p where p.name = $2"],
].map(
  ([name, of, query]) => `create or replace function trunkline.${name}(${of}) returns boolean
language plpgsql stable parallel safe as $$ begin return exists (${query}); end $$;`,
);

test("an upgraded database has the tables and functions of a new one", async () => {
  await using directory = temporaryDirectory();
  const at = (...names: string[]) => path.join(directory.path, ...names);
  for (const folder of ["migrations", "functions"])
    cpSync(path.join(store, folder), at(folder), { recursive: true });
  for (const name of readdirSync(at("migrations")))
    if (name >= "0065") rmSync(at("migrations", name));
  // It asks a table that came later, which Postgres looks for where a function is one query.
  rmSync(at("functions", "left_to_us.sql"));
  writeFileSync(at("functions", "b_sees.sql"), sees.join("\n"));
  await using db = await emptyDatabase();
  await migrate(db.connectionString, { folder: directory.path });
  // Walls of then, which nobody has raised anew.
  await db.pool.query(`alter table trunkline.task_run enable row level security;
    create policy api_sees on trunkline.task_run for select using (trunkline.sees_run(run_id))`);

  await migrate(db.connectionString);
  const { rows } = await db.pool.query(
    `select count(*)::int as policies from pg_policies where schemaname = 'trunkline'`,
  );
  expect(rows).toEqual([{ policies: 0 }]);
  // What that one had enabled; walls are raised at a server's start.
  await db.pool.query("alter table trunkline.task_run disable row level security");
  const client = await db.pool.connect();
  try {
    expect(await dumpSchema(client as never)).toBe(readFileSync(golden, "utf8"));
  } finally {
    client.release();
  }
  const known = await db.pool.query(
    "select name from trunkline.migration where name like 'functions/%' order by name",
  );
  expect(known.rows.map(({ name }) => name).sort()).toEqual(
    readdirSync(path.join(store, "functions")).map((name) => `functions/${name}`),
  );
});
