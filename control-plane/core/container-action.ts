// The `with` of `uses: container` as an action: every default supplied, the connection in place of its name.

import type { ContainerInputs } from "#schemas/types.ts";
import type { ContainerAction } from "./action.ts";
import type { ContainerConnection } from "./connections/container.ts";
import { workload, workloadInputs } from "./workload.ts";

/** Defaults of a container, declared here only; the schema's descriptions repeat them for people. */
const defaults = {
  cpus: 1,
  memory: "1Gi",
  pids: 512,
  network: "none",
  pull: "missing",
  readOnly: true,
} as const;

/** The action of inputs without problems. */
export const containerAction = (
  inputs: ContainerInputs,
  connection: ContainerConnection | null,
): ContainerAction => ({
  kind: "container",
  connectionName: inputs.connection ?? null,
  connection,
  ...workload(inputs),
  user: inputs.user ?? null,
  cpus: inputs.cpus ?? defaults.cpus,
  memory: inputs.memory ?? defaults.memory,
  pids: inputs.pids ?? defaults.pids,
  mounts: (inputs.mounts ?? []).map(({ source, target, readOnly = true }) => ({
    source,
    target,
    readOnly,
  })),
  network: inputs.network ?? defaults.network,
  pull: inputs.pull ?? defaults.pull,
  readOnly: inputs.readOnly ?? defaults.readOnly,
});

/** The inputs that give the action again. */
export function containerInputs(action: ContainerAction): ContainerInputs {
  const { connectionName, user, cpus, memory, pids, mounts, network, pull, readOnly } = action;
  return {
    ...(connectionName === null ? {} : { connection: connectionName }),
    ...workloadInputs(action),
    ...(user === null ? {} : { user }),
    ...{ cpus, memory, pids, mounts, network, pull, readOnly },
  };
}
