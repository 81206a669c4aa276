// A worker process: takes tasks from the database and runs them with the executors of this machine.

import { chmod, chown, mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { ProviderSettings } from "#core/secrets-settings.ts";
import { watchCopy } from "#engine/copy.ts";
import { startWorker as startEngineWorker, type Worker, workerDefaults } from "#engine/worker.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import { createCheckExecutor } from "#executors/check.ts";
import { createCommandExecutor } from "#executors/command.ts";
import { createConnectorExecutor } from "#executors/connector.ts";
import type { ContainerSettings } from "#executors/container/settings.ts";
import { createContainerExecutor } from "#executors/container.ts";
import { createFileExecutor } from "#executors/file.ts";
import { createHttpExecutor } from "#executors/http.ts";
import { createKubernetesExecutor } from "#executors/kubernetes.ts";
import type { AllowedFolder } from "#executors/places/local-folder.ts";
import { RunAs } from "#executors/run-as.ts";
import { createSqlExecutor } from "#executors/sql.ts";
import { createSshExecutor } from "#executors/ssh.ts";
import { createTransferExecutor } from "#executors/transfer.ts";
import { unsupportedExecutor } from "#executors/unsupported.ts";
import { openSecrets } from "#secrets/open.ts";
import { createPool } from "#store/connect.ts";
import { getObjects } from "#store/objects.sql.ts";
import { watchSchema } from "#store/schema-watch.ts";
import { entrancesOf } from "#store/walls.ts";
import { startFollowing } from "#triggers/follow.ts";

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
  /** Where it finds the values of secrets; null: where variables of its environment say. */
  secrets?: readonly ProviderSettings[] | null;
  /** What secrets and providers are read from; default: that of this process. A copy is kept. */
  env?: Readonly<NodeJS.ProcessEnv>;
  /** Users of this host that tasks may run as, also as patterns (`fin*`); needs root. */
  allowRunAs?: readonly string[];
  /** Which addresses requests of tasks go to. */
  addresses?: AddressSettings;
  /** Engines of containers, and what their containers may have; default: none. */
  containers?: ContainerSettings;
  /** Folders of this host that `uses: transfer`, `uses: file` and triggers may use; default: none. */
  localFiles?: readonly AllowedFolder[];
  /** Whether tasks may use the service account of the pod that this worker is. */
  kubernetesInCluster?: boolean;
  /** Of the embedded Postgres' files; null for any other. */
  place?: string | null;
  onMessage: (message: string) => void;
}

export interface WorkerProcess extends Worker {
  /** Resolves when a newer version has changed the database so that this one must be abandoned. */
  outdated: Promise<Error>;
}

/** Resolves once it takes tasks. `stop` lets running tasks end first. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  putNodeFirst();
  const schema = await watchSchema(options.connectionString);
  const { engine: connectionString } = await entrancesOf(
    options.connectionString,
    options.place ? "own" : "set",
  );
  const { ttlMs = workerDefaults.ttlMs } = options;
  const pool = createPool(connectionString, {
    max: 2,
    applicationName: "trunkline snapshots",
  });
  const messages = createPool(connectionString, {
    max: 4,
    applicationName: "trunkline triggers",
  });
  const runAs = new RunAs(options.allowRunAs);
  const command = await createCommandExecutor({
    runAs,
    onTrouble: options.onMessage,
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
  const secrets = openSecrets(options.secrets ?? null, options.env ?? process.env);
  const executors = [
    command,
    createHttpExecutor({ addresses: options.addresses ?? {} }),
    createSqlExecutor({ addresses: options.addresses ?? {} }),
    createCheckExecutor({ addresses: options.addresses ?? {} }),
    createSshExecutor({ addresses: options.addresses ?? {} }),
    createContainerExecutor(options.containers ?? { sockets: [] }),
    createKubernetesExecutor({
      addresses: options.addresses ?? {},
      inCluster: options.kubernetesInCluster ?? false,
    }),
    createConnectorExecutor({
      addresses: options.addresses ?? {},
      localFiles: options.localFiles ?? [],
      inCluster: options.kubernetesInCluster ?? false,
    }),
    createTransferExecutor({
      addresses: options.addresses ?? {},
      localFiles: options.localFiles ?? [],
    }),
    unsupportedExecutor,
    createFileExecutor({
      addresses: options.addresses ?? {},
      localFiles: options.localFiles ?? [],
    }),
  ];
  const worker = await startEngineWorker({
    connectionString,
    executors,
    secrets,
    slots: options.slots,
    labels: options.labels ?? [],
    ttlMs,
    name: hostname(),
    dataDirectory: (project, user) => dataDirectory(options.workDirectory, project, user, runAs),
    follow: (worker) =>
      startFollowing({
        ...{ pool: messages, worker, labels: options.labels ?? [], secrets },
        ...{ addresses: options.addresses ?? {}, localFiles: options.localFiles ?? [] },
        onMessage: options.onMessage,
      }),
    watchCopy: () =>
      watchCopy({ pool, place: options.place ?? null, onMessage: options.onMessage }),
    onMessage: options.onMessage,
  });
  let ending: Promise<void> | undefined;
  const end = async (stop: () => Promise<void>) => {
    await stop();
    await Promise.all(executors.map((executor) => executor.close()));
    await secrets.close();
    await Promise.all([pool.end(), messages.end()]);
    await schema.stop();
  };
  // One that was abandoned is stopped already.
  const after = (stop: () => Promise<void>) => () => {
    ending ??= end(stop);
    return ending;
  };
  const { outdated } = schema;
  return { ...worker, outdated, stop: after(worker.stop), abandon: after(worker.abandon) };
}

/** Each user has a folder of its own for a project, which no other can read. */
async function dataDirectory(
  base: string,
  project: string,
  name: string | null,
  runAs: RunAs,
): Promise<string | undefined> {
  const user = await runAs.user(name);
  if (user === null) {
    const directory = join(base, "data", project);
    await mkdir(directory, { recursive: true });
    return directory;
  }
  // The executor says why.
  if ("refused" in user) return undefined;
  const own = join(base, "data-of", user.name);
  await mkdir(own, { recursive: true });
  for (const path of [dirname(own), own]) await chmod(path, 0o711);
  const directory = join(own, project);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chown(directory, user.uid, user.gid);
  return directory;
}

/** Tasks that call `node` get the one that runs Trunkline. */
function putNodeFirst(): void {
  const node = dirname(process.execPath);
  const path = process.env.PATH ?? "";
  if (path.split(delimiter)[0] !== node) process.env.PATH = `${node}${delimiter}${path}`;
}
