// Brings a database to this version's schema: graphile-worker's part, our numbered migrations, then our functions.

import path from "node:path";
import { runMigrations } from "graphile-worker";
import type pg from "pg";
import { createPool, type Db } from "./connect.ts";
import { messageOf, StoreError } from "./errors.ts";
import {
  type Applied,
  pendingMigrations,
  readFunctions,
  readMigrations,
  type SqlFile,
} from "./migration-files.ts";

export interface MigrateOptions {
  /** Holds `migrations/` and `functions/`; the store's own folder when not given. */
  folder?: string;
}

/** One number for all of Trunkline ("trnk" in ASCII): two processes that start at once migrate one after the other. */
const LOCK = 0x74726e6b;

/** Ours, because it must be there before the first migration. */
const BOOTSTRAP = `
  create schema if not exists trunkline;
  create table if not exists trunkline.migration (
    name text primary key,
    checksum text not null,
    breaking boolean not null default false,
    applied_at timestamptz not null default now()
  )`;

/**
 * Applies what is missing, each migration in its own transaction. A pool given must have room for two connections.
 * @returns the names applied now, in order; graphile-worker's are not among them.
 * @throws StoreError for the faults of `readMigrations` and `pendingMigrations`, and for failing SQL with its file and line.
 */
export async function migrate(
  target: pg.Pool | string,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  if (typeof target !== "string")
    return locked(target, (client) => migrateAll(target, client, options));
  const pool = createPool(target, { max: 3, applicationName: "trunkline migrate" });
  try {
    return await locked(pool, (client) => migrateAll(pool, client, options));
  } finally {
    await pool.end();
  }
}

async function migrateAll(
  pool: pg.Pool,
  client: Db,
  options: MigrateOptions,
): Promise<{ applied: string[] }> {
  const folder = options.folder ?? import.meta.dirname;
  const migrations = readMigrations(path.join(folder, "migrations"));
  const functions = readFunctions(path.join(folder, "functions"));
  // Two processes that install it at once would race on `create schema if not exists`, so it is inside our lock.
  await runMigrations({ pgPool: pool });
  await client.query(BOOTSTRAP);
  const rows = await appliedFiles(client);
  const isFunction = (row: Applied) => row.name.startsWith("functions/");
  const pending = pendingMigrations(
    migrations,
    rows.filter((row) => !isFunction(row)),
  );
  if (!pending) return { applied: [] };
  const done = new Map(rows.filter(isFunction).map((row) => [row.name, row.checksum]));
  const changed = functions.filter((file) => done.get(file.name) !== file.checksum);
  for (const file of pending) await apply(client, [file]);
  if (changed.length > 0) await apply(client, changed);
  return { applied: [...pending, ...changed].map((file) => file.name) };
}

async function appliedFiles(client: Db): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    "select name, checksum, breaking from trunkline.migration order by name",
  );
  return rows;
}

/** Functions go together: one may call another that is new as well. */
async function apply(client: Db, files: SqlFile[]): Promise<void> {
  await client.query("begin");
  try {
    for (const file of files) {
      await execute(client, file);
      await client.query(
        `insert into trunkline.migration (name, checksum, breaking) values ($1, $2, $3)
         on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
        [file.name, file.checksum, file.breaking],
      );
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function execute(client: Db, { file, text }: SqlFile): Promise<void> {
  try {
    await client.query(text);
  } catch (cause) {
    const position = Number((cause as { position?: string }).position);
    const line = position ? `:${text.slice(0, position).split("\n").length}` : "";
    throw new StoreError(`${file}${line}: ${messageOf(cause)}`, { cause });
  }
}

/** A session's lock, not a transaction's: graphile-worker migrates on connections of its own meanwhile. */
async function locked<T>(pool: pg.Pool, work: (client: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    return await work(client);
  } finally {
    // Closed rather than returned: that frees the lock also after a failed query.
    client.release(true);
  }
}
