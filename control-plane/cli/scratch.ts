// A Trunkline of its own that leaves nothing behind: database, API and worker in a temporary folder.

import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { type ApiClient, connectApi } from "#api/client.ts";
import { createApi } from "#api/server.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { removeTree } from "#executors/workspace.ts";
import { type Connection, connect, createPool } from "#store/connect.ts";
import { StoreError } from "#store/errors.ts";
import { untilLastConnection } from "#store/last-connection.ts";
import { migrate } from "#store/migrate.ts";
import { startWorkerProcess } from "#worker";
import { CommandError } from "./exit.ts";
import { isRunning } from "./is-running.ts";

export interface Scratch extends AsyncDisposable {
  pool: pg.Pool;
  api: ApiClient;
}

export interface ScratchOptions {
  /** Tasks at a time. */
  slots: number;
  /** Of the worker. */
  labels: readonly string[];
  onMessage: (message: string) => void;
}

const prefix = "trunkline-try-";

/** Nothing in it outlives the command, so nothing has to reach a disk. */
const settings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };

/** Everything of it is gone when it is disposed of, or at the latest with a process that ends by itself. */
export async function startScratch({ slots, labels, onMessage }: ScratchOptions): Promise<Scratch> {
  removeAbandoned();
  const directory = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  const closing: (() => unknown)[] = [() => removeTree(directory)];
  const close = async () => {
    for (const step of closing.splice(0)) await step();
    process.off("exit", dropNow);
  };
  let postmaster = 0;
  // A second Ctrl-C leaves at once; only what takes no waiting can still be done then.
  const dropNow = () => {
    try {
      if (postmaster > 0) process.kill(postmaster, "SIGQUIT");
      rmSync(directory, { recursive: true, force: true });
    } catch {
      // A task made something unwritable: the next `try` looks again.
    }
  };
  process.once("exit", dropNow);
  try {
    const { connectionString, embedded } = await startDatabase(directory);
    postmaster = embedded?.pid ?? 0;
    closing.unshift(async () => {
      postmaster = 0;
      await untilLastConnection(connectionString);
      await embedded?.stop();
      // Under root it may lie elsewhere, where the server's account can enter.
      if (embedded && !embedded.dataDir.startsWith(realpathSync(directory)))
        await removeTree(path.dirname(embedded.dataDir));
    });
    await migrate(connectionString);
    const pool = createPool(connectionString, { applicationName: "trunkline try" });
    closing.unshift(() => pool.end());
    const scheduler = startScheduler({ pool, onMessage });
    closing.unshift(() => scheduler.stop());
    const token = randomBytes(32).toString("base64url");
    const sync = async () => ({ state: "Busy" }) as const;
    const server = await createApi({ pool, token, scheduler, projects: { names: [], sync } });
    closing.unshift(() => server.close());
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    const workDirectory = path.join(directory, "work");
    const worker = await startWorkerProcess({
      connectionString,
      workDirectory,
      slots,
      labels,
      onMessage,
    });
    closing.unshift(() => worker.stop());
    return { pool, api: connectApi({ url, token }), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startDatabase(stateDir: string): Promise<Connection> {
  try {
    return await connect({ stateDir, settings });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new CommandError("refused", error.message, error.help ?? "see `trunkline doctor`", error);
  }
}

/** Of commands that were killed. Postgres ends by itself, within a minute, when its folder is gone. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (isRunning(pid)) continue;
    // What another user left is theirs to remove.
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    } catch {}
  }
}
