// Copies the embedded Postgres while it works, as pg_basebackup does: the files as they are, and the log that makes them whole.
// The engine goes on meanwhile; what was committed when the copy ends is in it.

import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { errorCode, StoreError } from "#store/errors.ts";
import { postgresAccount } from "./account.ts";
import { locate, SHARED_DIR } from "./places.ts";
import { ensurePostgres } from "./server.ts";

export interface BackupOptions {
  stateDir: string;
  /** Made; must not be there. */
  target: string;
  onNotice?: (message: string) => void;
}

export interface Backup {
  /** When the copy was complete. */
  at: string;
  bytes: number;
}

/** In a copy these are empty or made anew; see Postgres' manual, "Making a Base Backup Using the Low Level API". */
const emptied = new Set(["pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial"]);
for (const name of ["pg_snapshots", "pg_stat_tmp", "pg_subtrans"]) emptied.add(name);
const left = new Set(["postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map"]);
const isLeft = (name: string): boolean =>
  left.has(name) || name.startsWith("pgsql_tmp") || name.startsWith("pg_internal.init");

/** @throws StoreError when the target is there already; nothing is left of a backup that failed. */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { stateDir, onNotice = () => {} } = options;
  const target = path.resolve(options.target);
  if (existsSync(target))
    throw new StoreError(`${target} is there already`, {
      help: "Name a folder that does not exist: a backup is never written over another.",
    });
  const server = await ensurePostgres({ stateDir, onNotice });
  const half = `${target}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  const client = new pg.Client({
    connectionString: server.connectionString,
    application_name: "trunkline backup",
  });
  client.on("error", () => {}); // the query that it breaks reports it
  try {
    await client.connect();
    const bytes = await copyCluster(client, server.dataDir, path.join(half, "data"));
    const { passwordFile } = locate(stateDir, postgresAccount(), SHARED_DIR);
    copyFileSync(passwordFile, path.join(half, "postgres.password"));
    chmodSync(path.join(half, "postgres.password"), 0o600);
    const at = new Date().toISOString();
    writeFileSync(path.join(half, "backup.json"), `${JSON.stringify({ at, bytes })}\n`);
    renameSync(half, target);
    return { at, bytes };
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function copyCluster(client: pg.Client, from: string, to: string): Promise<number> {
  // Keeps the log of the copy's time from being recycled; gone with the connection.
  await client.query(
    "select pg_create_physical_replication_slot('trunkline_backup_' || pg_backend_pid(), true, true)",
  );
  const begin = await client.query(
    "select pg_walfile_name(pg_backup_start('trunkline', true)) as file",
  );
  let bytes = await copyTree(from, to, "");
  // Last, as pg_basebackup has it: it must not be older than what it speaks of.
  bytes += await copyFile(from, to, path.join("global", "pg_control"));
  const end = await client.query(
    "select labelfile, pg_walfile_name(lsn) as file from pg_backup_stop(wait_for_archive => false)",
  );
  await write(path.join(to, "backup_label"), end.rows[0].labelfile);
  const [first, last] = [begin.rows[0].file as string, end.rows[0].file as string];
  for (const name of readdirSync(path.join(from, "pg_wal")))
    if (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last)
      bytes += await copyFile(from, to, path.join("pg_wal", name));
  return bytes;
}

async function copyTree(from: string, to: string, folder: string): Promise<number> {
  mkdirSync(path.join(to, folder), { recursive: true, mode: 0o700 });
  let bytes = 0;
  for (const entry of readdirSync(path.join(from, folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (isLeft(entry.name) || name === path.join("global", "pg_control")) continue;
    if (!entry.isDirectory()) {
      if (entry.isFile()) bytes += await copyFile(from, to, name);
    } else if (emptied.has(name)) mkdirSync(path.join(to, name), { mode: 0o700 });
    else bytes += await copyTree(from, to, name);
  }
  return bytes;
}

/** A table that was dropped meanwhile is gone: the log says so as well. */
async function copyFile(from: string, to: string, name: string): Promise<number> {
  try {
    copyFileSync(path.join(from, name), path.join(to, name), constants.COPYFILE_FICLONE);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return 0;
    throw error;
  }
  const handle = await open(path.join(to, name), "r+");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
