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
