// `uses: ssh`.

import type { SshInputs } from "#schemas/types.ts";
import type { SshAction } from "../action.ts";
import { commandAction, runText } from "../command-action.ts";
import { checkNamed, connectionNamed } from "../connections/named.ts";
import { ssh as host } from "../connections/ssh.ts";
import { connectionUses } from "../connections/uses.ts";
import { formatDuration } from "../duration.ts";
import { durationMs } from "../normalize-schedule.ts";
import { say } from "../plan/said.ts";
import { mapChanges, quoted } from "../plan/wording.ts";
import { connectionChanges, otherChanges } from "./changes.ts";
import type { Kind } from "./kind.ts";
import { firstLine, scriptChanges } from "./script-text.ts";

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { killAfter: "10s" } as const;

export const ssh: Kind<SshAction> = {
  needs: ["a connection and a text to run", "with: {connection: …, run: …}"],
  check(task, source, problems) {
    const { connection } = task.spec.with ?? {};
    if (typeof connection === "string")
      checkNamed(task, ["connection"], connection, ["ssh"], source, problems);
  },
  action(spec, source) {
    const inputs = spec.with as unknown as SshInputs;
    const { script, variables } = commandAction(inputs.run);
    return {
      kind: "ssh",
      connectionName: inputs.connection,
      connection: connectionNamed(source, inputs.connection, "ssh"),
      ...{ script, variables },
      env: inputs.env ?? {},
      workingDirectory: inputs.workingDirectory ?? null,
      killAfterMs: durationMs(inputs.killAfter ?? defaults.killAfter),
    };
  },
  spec(action) {
    const { connectionName: connection, env, workingDirectory, killAfterMs } = action;
    const killAfter = formatDuration(killAfterMs);
    const inputs: SshInputs = { connection, run: runText(action), env, killAfter };
    if (workingDirectory !== null) inputs.workingDirectory = workingDirectory;
    return { uses: "ssh", with: { ...inputs } };
  },
  connections: ({ connectionName }) => [connectionName],
  secrets: ({ connection }) => host.secrets(connection),
  places: ({ connection }) => host.places(connection),
  uses: ({ connection }, source) => connectionUses(connection, ["connection"], source),
  text: (action) => `runs ${quoted(firstLine(action))} on ${action.connectionName}`,
  changes: (before, after) => [
    ...(runText(before) === runText(after) ? [] : scriptChanges(before, after)),
    ...mapChanges(before.env, after.env, quoted).map((text) => say("work", `variable ${text}`)),
    ...otherChanges(before, after, ["kind", "script", "variables", "env", "connection"]),
    ...connectionChanges(after.connectionName, before.connection, after.connection),
  ],
  reaches: ({ connectionName }) => [`runs a command by connection ${connectionName}`],
  system: ({ connection }) => host.text(connection),
};
