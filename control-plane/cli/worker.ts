// `trunkline worker`: runs tasks of the database that a server schedules into.

import path from "node:path";
import { defineCommand } from "./command.ts";
import { stateOption, ttlOption, workerOptions } from "./server-options.ts";

export const command = defineCommand({
  description:
    "Takes tasks from DATABASE_URL, or from the embedded Postgres of the state folder. Ctrl-C or `trunkline drain` lets running tasks end first; " +
    "a worker that is killed loses its commands within a second, and another worker starts their tasks again.",
  arguments: {},
  options: {
    state: stateOption,
    ttl: ttlOption,
    ...workerOptions,
    work: {
      type: "string",
      value: "DIR",
      description: "folder for attempts and snapshots; default: work-PID in the state folder",
    },
    passEnv: {
      type: "list",
      value: "NAME",
      description: "a variable of this process that tasks may see",
    },
  },
  examples: [
    { command: "trunkline worker --slots 8", description: "beside a `trunkline server`" },
    {
      command: "trunkline worker --secrets /etc/trunkline/secrets.yaml",
      description: "asks Vault, or whatever the file says, for the values of secrets",
    },
    {
      command: "trunkline worker --label etl --label host:etl01",
      description: "also takes tasks with `runsOn: [etl]`, `[host:etl01]` or both",
    },
  ],
  exits: ["failed", "refused", "interrupted"],
  stopsItself: true,
  async run({ options, out, env, cwd, signal }) {
    const { workerLabels } = await import("./labels.ts");
    const labels = workerLabels(options.label);
    const { allowedUsers } = await import("./run-as.ts");
    const allowRunAs = allowedUsers(options.allowRunAs);
    const { secretsSettings } = await import("./secrets-settings.ts");
    const secrets = secretsSettings(cwd, options.secrets);
    const { addressSettings } = await import("./addresses.ts");
    const addresses = addressSettings(options);
    const { containerSettings } = await import("./containers.ts");
    const containers = await containerSettings(options);
    const { allowedFolders } = await import("./local-files.ts");
    const localFiles = await allowedFolders(options.localFiles);
    const { makeStateFolder } = await import("./make-state-folder.ts");
    const state = await makeStateFolder(cwd, options.state);
    const { connect } = await import("#store/connect.ts");
    const { connectionString, place } = await connect({
      databaseUrl: env.DATABASE_URL || undefined,
      stateDir: state,
      onNotice: (message) => out.note(message),
    });
    const { migrate } = await import("#store/migrate.ts");
    await migrate(connectionString);
    const given = { ...env };
    const { clearCredentials, hideVariables } = await import("./hide-credentials.ts");
    hideVariables(env, (message) => out.note(message));
    clearCredentials(env, options.passEnv);
    const { startWorkerProcess } = await import("#worker");
    const worker = await startWorkerProcess({
      connectionString,
      place,
      workDirectory:
        options.work === undefined ? path.join(state, "work") : path.resolve(cwd, options.work),
      slots: options.slots,
      labels,
      allowRunAs,
      secrets,
      env: given,
      addresses,
      containers,
      localFiles,
      kubernetesInCluster: options.kubernetesInCluster ?? false,
      ttlMs: options.ttl * 1000,
      passEnvironment: options.passEnv ?? [],
      onMessage: (message) => out.note(message),
    });
    out.value(
      { worker: worker.id(), slots: options.slots, labels },
      () =>
        `Worker ${worker.id() ?? "in waiting"}${labels.length > 0 ? ` (${labels.join(", ")})` : ""} takes ${options.slots} tasks at a time.`,
    );
    out.flush();
    const { untilStopped } = await import("./until-stopped.ts");
    await untilStopped(signal, worker.outdated, worker.drained).catch(async (error: Error) => {
      await worker.abandon();
      throw error;
    });
    out.note(
      signal.aborted
        ? "Draining: running tasks may end first …"
        : "Was drained: it has finished what it ran, and ends.",
    );
    await worker.stop();
    return "ok";
  },
});
