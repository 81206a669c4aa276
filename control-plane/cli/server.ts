// `trunkline server`: syncs, schedules and serves the API, without a worker of its own.

import { defineCommand } from "./command.ts";
import { serverOptions, stateOption } from "./server-options.ts";

export const command = defineCommand({
  description:
    "Any number of servers and workers may share one Postgres: set DATABASE_URL for all of them. Without it the " +
    "embedded Postgres of the state folder is started or adopted, and left running at the end for its workers.",
  arguments: {
    REPOSITORY: {
      description: "path or URL of a Git repository; or --control for several projects",
    },
  },
  options: { state: stateOption, ...serverOptions },
  examples: [
    {
      command: "trunkline server https://git.example/finance.git --branch main",
      description: "deploys and schedules; start `trunkline worker` beside it",
    },
    {
      command: "trunkline server --control https://git.example/control.git",
      description: "every project that the control repository registers",
    },
  ],
  exits: ["failed", "refused", "interrupted"],
  stopsItself: true,
  async run({ args, options, out, env, cwd, signal }) {
    const { makeStateFolder } = await import("./make-state-folder.ts");
    const state = await makeStateFolder(cwd, options.state);
    const { connect } = await import("#store/connect.ts");
    const { connectionString, place } = await connect({
      databaseUrl: env.DATABASE_URL || undefined,
      stateDir: state,
      onNotice: (message) => out.note(message),
    });
    await using stops = new AsyncDisposableStack();
    const { openServer } = await import("./open-server.ts");
    const repository = args.REPOSITORY;
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
    const { removeServerFile, writeServerFile } = await import("./server-file.ts");
    await writeServerFile(state, { url: server.url, pid: process.pid });
    stops.defer(() => removeServerFile(state));
    if (project === null) await server.lookAtControl();
    else await server.sync(project.name);
    const projects = server.projects();
    const names = projects.join(", ") || "no project yet";
    out.value(
      { url: server.url, ...(project && { project: project.name }), projects },
      () => `Serving ${names} at ${server.url}`,
    );
    const { tellPage } = await import("./page-address.ts");
    await tellPage(out, state, server.url, options);
    out.flush();
    const { untilStopped } = await import("./until-stopped.ts");
    await untilStopped(signal, server.outdated);
    return "ok";
  },
});
