// Brings a database to this version's schema: graphile-worker's part, our numbered migrations, then our functions.

import path from "node:path";
import { runMigrations } from "graphile-worker";
import type pg from "pg";
import manifest from "../../package.json" with { type: "json" };
import { createPool, type Db } from "./connect.ts";
import { messageOf, StoreError } from "./errors.ts";
import {
  type Applied,
  isOlder,
  pendingMigrations,
  readFunctions,
  readMigrations,
  type SqlFile,
} from "./migration-files.ts";

export interface MigrateOptions {
  /** Holds `migrations/` and `functions/`; the store's own folder when not given. */
  folder?: string;
  /** Of the code: functions of a newer one are left as they are. Trunkline's own when not given. */
  version?: string;
}

export interface Migrated {
  /** Names applied now, in order; graphile-worker's are not among them. */
  applied: string[];
  /** A breaking migration that processes of before it keep off, while they are connected. */
  waiting: string | null;
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
  );
  -- Of the code that applied it; null before it was recorded.
  do $$ begin
    if not exists (select from pg_attribute where attrelid = 'trunkline.migration'::regclass and attname = 'version') then
      alter table trunkline.migration add column version text;
    end if;
  end $$`;

/**
 * Applies what is missing, each migration in its own transaction. A pool given must have room for two connections.
 * A breaking one waits, with all that follow it, until no process of before it is connected (schema-watch.ts).
 * @throws StoreError for the faults of `readMigrations` and `pendingMigrations`, and for failing SQL with its file and line.
 */
export async function migrate(
  target: pg.Pool | string,
  options: MigrateOptions = {},
): Promise<Migrated> {
  if (typeof target !== "string")
    return locked(target, (client) => migrateAll(target, client, options));
  const pool = createPool(target, { max: 3, applicationName: "trunkline migrate" });
  try {
    return await locked(pool, (client) => migrateAll(pool, client, options));
  } finally {
    await pool.end();
  }
}

async function migrateAll(pool: pg.Pool, client: Db, options: MigrateOptions): Promise<Migrated> {
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
  if (!pending) return { applied: [], waiting: null };
  const version = options.version ?? manifest.version;
  const done = new Map(rows.filter(isFunction).map((row) => [row.name, row]));
  const changed = functions.filter((file) => {
    const row = done.get(file.name);
    return row?.checksum !== file.checksum && !(row?.version && isOlder(version, row.version));
  });
  const applied: string[] = [];
  let waiting: string | null = null;
  for (const file of pending) {
    if (!(await apply(client, [file], version, file.breaking ? migrations.indexOf(file) : 0))) {
      waiting = file.name;
      break;
    }
    applied.push(file.name);
  }
  if (changed.length > 0) await apply(client, changed, version);
  return { applied: [...applied, ...changed.map((file) => file.name)], waiting };
}

async function appliedFiles(client: Db): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    "select name, checksum, breaking, version from trunkline.migration order by name",
  );
  return rows;
}

/**
 * Functions go together: one may call another that is new as well.
 * @param alone Numbers up to this one are those of code that must not be connected.
 * @returns false when such code is.
 */
async function apply(client: Db, files: SqlFile[], version: string, alone = 0): Promise<boolean> {
  await client.query("begin");
  try {
    if (alone > 0 && (await isConnected(client, alone))) {
      await client.query("rollback");
      return false;
    }
    for (const file of files) {
      await execute(client, file);
      await client.query(
        `insert into trunkline.migration (name, checksum, breaking, version) values ($1, $2, $3, $4)
         on conflict (name) do update
            set checksum = excluded.checksum, version = excluded.version, applied_at = now()`,
        [file.name, file.checksum, file.breaking, version],
      );
    }
    await client.query("notify trunkline_schema");
    await client.query("commit");
    return true;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Takes what such code would hold, until the transaction's end: none can come meanwhile. */
async function isConnected(client: Db, upTo: number): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    "select bool_or(not pg_try_advisory_xact_lock(11, n)) as some from generate_series(1, $1::int) n",
    [upTo],
  );
  return rows[0]?.some === true;
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

/** While nobody migrates: for what follows from the schema. */
export async function underMigrationLock<T>(
  connectionString: string,
  work: (client: Db) => Promise<T>,
): Promise<T> {
  const pool = createPool(connectionString, { max: 1, applicationName: "trunkline migrate" });
  try {
    return await locked(pool, work);
  } finally {
    await pool.end();
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
