import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { backUp } from "#store/embedded/backup.ts";
import { placeOf } from "#store/embedded/place-of.ts";
import { restore } from "#store/embedded/restore.ts";
import { ensurePostgres } from "#store/embedded/server.ts";
import { stopServer } from "#store/embedded/stop.ts";
import { migrate } from "#store/migrate.ts";
import { entrancesOf, raiseWalls } from "#store/walls.ts";
import { stateDirectory } from "#test/support/embedded-postgres.ts";

test("a copy that is made under load has all that was committed before its end, and nothing half", async () => {
  await using state = await stateDirectory();
  const { stateDir } = state;
  const [target, other] = [`${stateDir}-backup`, `${stateDir}-copy`];
  const server = await state.ensure();
  await using stops = new AsyncDisposableStack();
  const pool = createPool(server.connectionString);
  stops.defer(() => pool.end());
  await pool.query("create table a (n int, text text); create table b (n int)");
  let written = 0;
  let stopped = false;
  const writing = (async () => {
    // Each transaction writes the same number to both.
    while (!stopped) {
      await pool.query(
        "with x as (insert into a values ($1, repeat('x', 1000))) insert into b values ($1)",
        [written + 1],
      );
      written++;
      if (written % 200 === 0) await pool.query("checkpoint");
    }
  })();
  const before = written;
  const done = await backUp({ stateDir, target });
  const least = before;
  stopped = true;
  await writing;
  expect(done.bytes).toBeGreaterThan(10_000_000);
  expect(readFileSync(path.join(target, "postgres.password"), "utf8")).not.toBe("");

  restore({ backup: target, stateDir: other });
  const copy = await ensurePostgres({ stateDir: other });
  stops.defer(() => stopServer(copy.dataDir));
  expect(placeOf(copy.dataDir)).not.toBe(placeOf(server.dataDir));
  const copied = createPool(copy.connectionString);
  stops.defer(() => copied.end());
  const { rows } = await copied.query(
    "select count(*)::int as n, max(n) as last, (select count(*)::int from a join b using (n)) as both from b",
  );
  expect(rows[0].n).toBeGreaterThanOrEqual(least);
  expect(rows[0]).toEqual({ n: rows[0].last, last: rows[0].last, both: rows[0].last });
  await copied.query("insert into a values (0, 'goes on')");

  await expect(backUp({ stateDir, target })).rejects.toThrow("is there already");
  expect(() => restore({ backup: target, stateDir })).toThrow("has a Postgres already");
});

test("a copy keeps its roles, their passwords and what they may see", async () => {
  await using state = await stateDirectory();
  const { stateDir } = state;
  const [target, other] = [`${stateDir}-backup`, `${stateDir}-copy`];
  const server = await state.ensure();
  await migrate(server.connectionString);
  await raiseWalls(server.connectionString, "own");
  await backUp({ stateDir, target });
  restore({ backup: target, stateDir: other });
  const copy = await ensurePostgres({ stateDir: other });
  await using stops = new AsyncDisposableStack();
  stops.defer(() => stopServer(copy.dataDir));
  // Nothing is raised there: what the backup has stands.
  const { api, engine, missing } = await entrancesOf(copy.connectionString, "own");
  expect(missing).toBeNull();
  for (const [url, user] of [
    [api, "trunkline_api"],
    [engine, "trunkline_engine"],
  ] as const) {
    const pool = createPool(url);
    stops.defer(() => pool.end());
    expect((await pool.query("select session_user::text as user")).rows).toEqual([{ user }]);
    expect((await pool.query("select count(*)::int as n from trunkline.run")).rows[0].n).toBe(0);
    await expect(pool.query("delete from trunkline.audit")).rejects.toThrow("permission denied");
  }
  const all = createPool(copy.connectionString);
  stops.defer(() => all.end());
  const { rows } = await all.query(
    "select count(*)::int as n from pg_policies where schemaname = 'trunkline' and policyname = 'seen'",
  );
  expect(rows[0].n).toBeGreaterThan(30);
});

test("what is no whole backup is refused, and a restore that was interrupted is begun anew", async () => {
  await using state = await stateDirectory();
  const at = (name: string) => `${state.stateDir}-${name}`;
  await state.ensure();
  await backUp({ stateDir: state.stateDir, target: at("backup") });
  mkdirSync(at("empty"));
  expect(() => restore({ backup: at("empty"), stateDir: at("one") })).toThrow("not a whole backup");
  // As if it had been killed before its last step.
  const data = restore({ backup: at("backup"), stateDir: at("two") });
  renameSync(data, `${data}.new`);
  restore({ backup: at("backup"), stateDir: at("two") });
  const copy = await ensurePostgres({ stateDir: at("two") });
  await stopServer(copy.dataDir);
  expect(existsSync(path.join(copy.dataDir, "backup_label"))).toBe(false);
});

test("a backup that fails leaves nothing", async () => {
  await using state = await stateDirectory();
  const { stateDir } = state;
  await state.ensure({ settings: { ...state.options.settings, max_replication_slots: "0" } });
  const target = `${stateDir}-backup`;
  await expect(backUp({ stateDir, target })).rejects.toThrow(/replication/);
  expect(existsSync(target) || existsSync(`${target}.half`)).toBe(false);
});
