// A state directory of its own for a test of the embedded Postgres: its server is stopped and all of it removed at the end.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll } from "vitest";
import { readPidFile } from "#store/embedded/postmaster.ts";
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  ensurePostgres,
} from "#store/embedded/server.ts";
import { stopServer } from "#store/embedded/stop.ts";
import { fastDirectory } from "./fast-directory.ts";

export interface StateDirectory extends AsyncDisposable {
  stateDir: string;
  dataDir: string;
  /** What `onNotice` said so far. */
  notices: string[];
  options: EmbeddedOptions;
  ensure(options?: Partial<EmbeddedOptions>): Promise<EmbeddedPostgres>;
}

/** An empty one: the first `ensure` runs initdb (0.6 s). */
export function emptyStateDirectory(name = "state"): StateDirectory {
  const root = mkdtempSync(path.join(fastDirectory(), "trunkline-embedded-"));
  chmodSync(root, 0o711); // under root the server's user passes through
  const stateDir = path.join(root, name);
  const dataDir = path.join(stateDir, "postgres");
  const notices: string[] = [];
  const options: EmbeddedOptions = {
    stateDir,
    // These tests kill processes, they don't cut the power; and what a killed one leaves goes with its folder.
    settings: { fsync: "off", dynamic_shared_memory_type: "mmap" },
    sharedDir: path.join(root, "shared"),
    onNotice: (message) => notices.push(message),
  };
  return {
    stateDir,
    dataDir,
    notices,
    options,
    ensure: (more) => ensurePostgres({ ...options, ...more }),
    async [Symbol.asyncDispose]() {
      await removeServer(dataDir);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** One with a database that was stopped cleanly: a copy (some 0.1 s) of one that initdb made once per test file. */
export async function stateDirectory(name?: string): Promise<StateDirectory> {
  model ??= makeModel();
  const { stateDir } = await model;
  const copy = emptyStateDirectory(name);
  mkdirSync(copy.stateDir, { recursive: true, mode: 0o711 });
  execFileSync("cp", ["-a", `${stateDir}/.`, copy.stateDir]);
  return copy;
}

let model: Promise<StateDirectory> | undefined;

async function makeModel(): Promise<StateDirectory> {
  const state = emptyStateDirectory();
  await (await state.ensure()).stop();
  return state;
}

afterAll(async () => (await model)?.[Symbol.asyncDispose]());

async function removeServer(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const socketDir = readPidFile(dataDir)?.socketDir;
  await stopServer(dataDir);
  if (socketDir) rmSync(socketDir, { recursive: true, force: true }); // what a killed one left
}

/** The rows of one statement on a connection of its own. */
export async function queryOnce<R extends pg.QueryResultRow>(
  connectionString: string,
  sql: string,
): Promise<R[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {}); // reported by the query
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}
