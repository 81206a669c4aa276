// A database from before history had partitions: its rows are there after the upgrade, and programs of before go on.

import { cpSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { readRunLog } from "#store/logs.sql.ts";
import { migrate } from "#store/migrate.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { emptyDatabase } from "#test/support/database.ts";
import { maintained, partitions } from "#test/support/kept.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const store = path.resolve(import.meta.dirname, "../../control-plane/store");

test("rows of before are in the first partition; what old programs insert finds its place", async () => {
  await using directory = temporaryDirectory();
  const before = path.join(directory.path, "migrations");
  cpSync(path.join(store, "migrations"), before, { recursive: true });
  const history = readdirSync(before).find((name) => name.endsWith("-history.sql")) as string;
  for (const name of readdirSync(before)) if (name >= history) rmSync(path.join(before, name));

  await using db = await emptyDatabase();
  await migrate(db.connectionString, { folder: directory.path });
  const pool = createPool(db.connectionString, { max: 4 });
  await using _pool = { [Symbol.asyncDispose]: () => pool.end() };
  const insertTask = (run: number) =>
    pool.query(
      `insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, remaining)
       values ($1, 0, 1, 'waiting', false, false, 0)`,
      [run],
    );
  const insertLog = (run: number) =>
    pool.query(
      `insert into trunkline.log_chunk (run_id, idx, attempt, seq, content)
       select * from unnest($1::bigint[], '{0}'::int[], '{1}'::int[], '{1}'::int[], '{"old"}'::bytea[])
       on conflict do nothing`,
      [[run]],
    );
  await pool.query("select setval('trunkline.run_id_seq', 200000)");
  await insertTask(200_000);
  await insertLog(200_000);

  // While transactions are under way.
  const open = await pool.connect();
  await open.query("begin; update trunkline.task_run set unmet = 1");
  const upgrade = migrate(db.connectionString);
  await open.query("commit");
  open.release();
  expect((await upgrade).applied).toContain(history);

  await insertTask(200_001);
  await insertLog(200_001);
  await insertLog(200_001);
  const position = { idx: -1, attempt: 0, seq: 0, onlyTask: null, onlyAttempt: null, limit: 10 };
  for (const run of ["200000", "200001"]) {
    expect(await tasksOfRun(pool, { run })).toHaveLength(1);
    expect(await readRunLog(pool, { run, ...position })).toHaveLength(1);
  }
  const { rows } = await pool.query(
    "select upper from trunkline.partitions_of('trunkline.task_run') where upper is not null",
  );
  expect(rows).toEqual([{ upper: String(5 * 65_536) }]);
  await maintained(pool);
  expect(await partitions(pool, "task_run")).toHaveLength(1);
  expect((await migrate(db.connectionString)).applied).toEqual([]);
});
