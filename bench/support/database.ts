// A migrated database on an embedded server of its own, with the settings that users get.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { createPool } from "#store/connect.ts";
import { ensurePostgres } from "#store/embedded/server.ts";
import { migrate } from "#store/migrate.ts";

export interface BenchDatabase extends AsyncDisposable {
  pool: pg.Pool;
  connectionString: string;
}

/** Another one on the same server, for two that are measured in turn. */
export async function besides(db: BenchDatabase, name: string): Promise<BenchDatabase> {
  await db.pool.query(`create database ${name}`);
  const connectionString = urlOf(db, name);
  await migrate(connectionString);
  const pool = createPool(connectionString, { max: 10 });
  return { pool, connectionString, [Symbol.asyncDispose]: () => pool.end() };
}

/** The URL of another database of the server. */
export function urlOf(db: BenchDatabase, name: string): string {
  const url = new URL(db.connectionString);
  url.pathname = `/${name}`;
  return url.href;
}

export async function benchDatabase(): Promise<BenchDatabase> {
  const stateDir = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  const server = await ensurePostgres({ stateDir });
  await migrate(server.connectionString);
  const pool = createPool(server.connectionString, { max: 10 });
  return {
    pool,
    connectionString: server.connectionString,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await server.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
