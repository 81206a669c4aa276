// A worker process: takes tasks from the database and runs them with the executors of this machine.

import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { startWorker as startEngineWorker, type Worker, workerDefaults } from "#engine/worker.ts";
import { createCommandExecutor } from "#executors/command.ts";
import { createHttpExecutor } from "#executors/http.ts";
import { environmentSecrets } from "#executors/secret-source.ts";
import { createSqlExecutor } from "#executors/sql.ts";
import { createPool } from "#store/connect.ts";
import { getObjects } from "#store/objects.sql.ts";

export interface WorkerProcessOptions {
  connectionString: string;
  /** For attempts, snapshots and the projects' data. */
  workDirectory: string;
  slots: number;
  /** Labels that tasks may ask for; sorted, each once. */
  labels?: readonly string[];
  /** After how long silence it is taken for dead; the same as the servers'. */
  ttlMs?: number;
  /** Names of this process's environment that tasks see beside the allowlist. */
  passEnvironment?: readonly string[];
  onMessage: (message: string) => void;
}

/** Resolves once it takes tasks. `stop` lets running tasks end first. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<Worker> {
  putNodeFirst();
  const { ttlMs = workerDefaults.ttlMs } = options;
  const pool = createPool(options.connectionString, {
    max: 2,
    applicationName: "trunkline snapshots",
  });
  const command = await createCommandExecutor({
    workDirectory: options.workDirectory,
    ttlMs,
    passEnvironment: options.passEnvironment ?? [],
    readObjects: async (oids) => {
      const rows = await getObjects(pool, { oids: [...oids] });
      return new Map(
        rows.map(({ oid, type, content }) => [oid, { type: type as "blob" | "tree", content }]),
      );
    },
  });
  const executors = [command, createHttpExecutor(), createSqlExecutor()];
  const worker = await startEngineWorker({
    connectionString: options.connectionString,
    executors,
    secrets: environmentSecrets(process.env),
    slots: options.slots,
    labels: options.labels ?? [],
    ttlMs,
    name: hostname(),
    dataDirectory: async (project) => {
      const directory = join(options.workDirectory, "data", project);
      await mkdir(directory, { recursive: true });
      return directory;
    },
    onMessage: options.onMessage,
  });
  const after = (stop: () => Promise<void>) => async () => {
    await stop();
    await Promise.all(executors.map((executor) => executor.close()));
    await pool.end();
  };
  return { ...worker, stop: after(worker.stop), abandon: after(worker.abandon) };
}

/** Tasks that call `node` get the one that runs Trunkline. */
function putNodeFirst(): void {
  const node = dirname(process.execPath);
  const path = process.env.PATH ?? "";
  if (path.split(delimiter)[0] !== node) process.env.PATH = `${node}${delimiter}${path}`;
}
