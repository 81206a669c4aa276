// `trunkline up`: everything in one process, for one machine: Postgres, server and worker.

import path from "node:path";
import { defineCommand } from "./command.ts";
import { commandHint } from "./command-hint.ts";
import { CommandError, type Exit } from "./exit.ts";
import { serverOptions, stateOption, workerOptions } from "./server-options.ts";

/** The example's main job. */
const examplePipeline = "daily-revenue";

export const command = defineCommand({
  description:
    "REPOSITORY is a path or URL; without it the bundled example is made a repository of yours and deployed. " +
    "Every commit on the branch deploys by itself.\n\n" +
    "DATABASE_URL names a Postgres 15 or newer of your own; without it an embedded one keeps its data in the state folder.",
  arguments: {
    REPOSITORY: { description: "path or URL of a Git repository; default: the retail example" },
  },
  options: {
    state: stateOption,
    ...serverOptions,
    ...workerOptions,
    run: {
      type: "string",
      value: "PIPELINE",
      description:
        "start a run of it once it is deployed, with --control of PROJECT/PIPELINE; default for the example: its main job",
    },
    once: { type: "boolean", description: "stop after that run; its state is the exit code" },
  },
  examples: [
    { command: "trunkline up", description: "the bundled example" },
    { command: "trunkline up ../finance", description: "your own repository" },
    {
      command: "trunkline up --control ../control",
      description: "every project that a control repository registers",
    },
    { command: "trunkline up --once", description: "run the example's main job and stop" },
  ],
  exits: ["failed", "refused", "interrupted"],
  stopsItself: true,
  async run({ args, options, out, env, cwd, signal }): Promise<Exit> {
    const started = performance.now();
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
    const { claimState } = await import("./state-claim.ts");
    await using _claim = await claimState(state);
    await using stops = new AsyncDisposableStack();
    out.progress("Starting Postgres …");
    const { openDatabase } = await import("./database.ts");
    const database = await openDatabase(state, env, (message) => out.note(message));
    stops.use(database);

    const bundled = args.REPOSITORY === undefined && options.control === undefined;
    const repository = bundled
      ? await (await import("./example-repository.ts")).exampleRepository(state)
      : args.REPOSITORY;
    const { openServer } = await import("./open-server.ts");
    const { connectionString, place } = database;
    const { server, project } = await openServer({
      connectionString,
      place,
      repository,
      state,
      options,
      out,
      env,
      cwd,
    });
    stops.defer(() => server.stop());
    const { hideVariables } = await import("./hide-credentials.ts");
    hideVariables(env, (message) => out.note(message));
    if (options.tlsCert !== undefined) {
      const { onHangup } = await import("./on-hangup.ts");
      stops.defer(onHangup(() => server.reloadTls()));
    }
    const { startWorkerProcess } = await import("#worker");
    const worker = await startWorkerProcess({
      connectionString,
      place,
      workDirectory: path.join(state, "work"),
      slots: options.slots,
      labels,
      allowRunAs,
      secrets,
      env,
      addresses,
      containers,
      localFiles,
      kubernetesInCluster: options.kubernetesInCluster ?? false,
      ttlMs: options.ttl * 1000,
      onMessage: (message) => out.note(message),
    });
    stops.defer(() => worker.stop());
    worker.drained.then(() =>
      out.note("Its worker was drained: no task runs in this process until it is started again."),
    );
    const { removeServerFile, writeServerFile } = await import("./server-file.ts");
    await writeServerFile(state, { url: server.url, pid: process.pid });
    stops.defer(() => removeServerFile(state));

    const { firstPipeline, firstSync } = await import("./first-sync.ts");
    const first = firstPipeline(options.run ?? (bundled ? examplePipeline : undefined), project);
    const synced = await firstSync(server, project, first?.project);
    out.text(`${out.style("bold", "Trunkline")} is up at ${server.url}: ${synced.what}`);
    const { tellPage } = await import("./page-address.ts");
    // What ends with its run has no page that anybody could open in time.
    if (!options.once) await tellPage(out, state, server.url, options);
    out.flush();
    const { announceNext, runAndFollow } = await import("./first-run.ts");
    let final: string | null = null;
    if (first !== null && synced.state === "Synced")
      final = await runAndFollow({
        pool: server.pool,
        ...first,
        started,
        out,
        signal,
      });
    if (options.once) {
      if (final === null)
        throw new CommandError(
          "failed",
          `nothing was run: ${synced.state === "Synced" ? "no pipeline was named" : `the sync ended ${synced.state}`}`,
          `Name a pipeline with --run, or start without --once and look at \`${commandHint("status", { options, env })}\`.`,
        );
      return final === "succeeded" ? "ok" : "failed";
    }
    announceNext(out, {
      ...{ state, bundled, repository: project?.repository ?? "" },
      pipeline: first?.pipeline,
    });
    out.flush();
    const { untilStopped } = await import("./until-stopped.ts");
    await untilStopped(signal, server.outdated, worker.outdated).catch(async (error: Error) => {
      await worker.abandon();
      throw error;
    });
    out.note("Stopping; running tasks may end first …");
    return "ok";
  },
});
