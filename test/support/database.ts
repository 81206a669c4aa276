// A database of its own for a test: a copy (14 ms in memory) of one that is migrated once per test run, on one real server.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { createPool } from "#store/connect.ts";
import { lockFile } from "#store/embedded/lock.ts";
import { ensurePostgres } from "#store/embedded/server.ts";
import { migrate } from "#store/migrate.ts";
import { type RoleNames, roleNames, urlAs } from "#store/role-names.ts";
import { raiseWalls } from "#store/walls.ts";

export interface TestDatabase extends AsyncDisposable {
  pool: pg.Pool;
  connectionString: string;
}

const TEMPLATE = "template_trunkline";

/** The roles that every copy of the template knows: it had that name when its walls were raised. */
const ROLES = roleNames("half_template");

/** The database as one of the roles has it. */
export const asRole = (connectionString: string, role: keyof RoleNames): string =>
  urlAs(connectionString, ROLES[role], "set");

/** Tests lose nothing in a crash: without fsync a copy of the template takes half the time. */
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  max_connections: "200",
  autovacuum: "off",
};

/**
 * Use as `await using db = await testDatabase()`: dropped at the end, also when the test fails.
 * @param template a database of the same server that nobody is connected to
 */
export async function testDatabase(template = TEMPLATE): Promise<TestDatabase> {
  started ??= startServer(inject("postgresState"));
  const server = await started;
  const connectionString = withDatabase(server, `test_${randomBytes(6).toString("hex")}`);
  const name = databaseOf(connectionString);
  await execute(server, `create database ${name} template ${template} strategy file_copy`);
  const pool = createPool(connectionString);
  return {
    pool,
    connectionString,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await execute(
        server,
        `drop database ${name} with (force)`,
        `drop role if exists ${name}_engine, ${name}_api`,
      );
    },
  };
}

/** The same without anything of ours in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const db = await testDatabase();
  await db.pool.query("drop schema trunkline cascade; drop schema graphile_worker cascade");
  return db;
}

/** Once per worker process; the first of them really starts the server and makes the template. */
let started: Promise<string> | undefined;

async function startServer(stateDir: string): Promise<string> {
  const { connectionString } = await ensurePostgres({
    stateDir,
    settings: SETTINGS,
    ...otherPrograms(stateDir),
  });
  using _lock = await lockFile(path.join(stateDir, "template.lock"));
  if (
    !(await execute(connectionString, `select from pg_database where datname = '${TEMPLATE}'`))
      .rowCount
  ) {
    const half = withDatabase(connectionString, "half_template");
    await execute(connectionString, "drop database if exists half_template");
    await execute(connectionString, "create database half_template");
    await migrate(half);
    await raiseWalls(half, "set");
    // Renamed when complete: a template whose migration failed is never copied.
    await execute(connectionString, `alter database half_template rename to ${TEMPLATE}`);
  }
  return connectionString;
}

/** TEST_POSTGRES_PREFIX=/usr/lib/postgresql/15 runs the tests on the Postgres whose programs are in its `bin`. */
function otherPrograms(stateDir: string): { packageRoot?: string } {
  const prefix = process.env.TEST_POSTGRES_PREFIX;
  if (!prefix) return {};
  const packageRoot = path.join(stateDir, "package");
  mkdirSync(packageRoot, { recursive: true });
  if (!existsSync(path.join(packageRoot, "native")))
    symlinkSync(prefix, path.join(packageRoot, "native"));
  return { packageRoot };
}

export const databaseOf = (connectionString: string) => connectionString.replace(/^.*\//, "");

const withDatabase = (connectionString: string, name: string) =>
  connectionString.replace(/[^/]+$/, name);

async function execute(
  connectionString: string,
  sql: string,
  ...then: string[]
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const result = await client.query(sql);
    for (const statement of then) await client.query(statement);
    return result;
  } finally {
    await client.end();
  }
}
