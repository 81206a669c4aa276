// A Trunkline of its own that leaves nothing behind: database, API and worker in a temporary folder.

import { randomBytes } from "node:crypto";
import path from "node:path";
import type pg from "pg";
import { type ApiClient, connectApi } from "#api/client.ts";
import { createApi } from "#api/server.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { createPool } from "#store/connect.ts";
import { migrate } from "#store/migrate.ts";
import { startWorkerProcess } from "#worker";
import { startScratchDatabase } from "./scratch-database.ts";

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

/** Everything of it is gone when it is disposed of, or at the latest with a process that ends by itself. */
export async function startScratch({ slots, labels, onMessage }: ScratchOptions): Promise<Scratch> {
  await using closing = new AsyncDisposableStack();
  const { connectionString, directory } = closing.use(await startScratchDatabase());
  await migrate(connectionString);
  const pool = createPool(connectionString, { applicationName: "trunkline try" });
  closing.defer(() => pool.end());
  const scheduler = startScheduler({ pool, onMessage });
  closing.defer(() => scheduler.stop());
  const token = randomBytes(32).toString("base64url");
  const sync = async () => ({ state: "Busy" }) as const;
  const server = await createApi({ pool, token, scheduler, projects: { names: [], sync } });
  closing.defer(() => server.close());
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  const workDirectory = path.join(directory, "work");
  const worker = await startWorkerProcess({
    connectionString,
    workDirectory,
    slots,
    labels,
    onMessage,
  });
  closing.defer(() => worker.stop());
  const close = closing.move();
  return {
    pool,
    api: connectApi({ url, token }),
    [Symbol.asyncDispose]: () => close.disposeAsync(),
  };
}
