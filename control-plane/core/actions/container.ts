// `uses: container`.

import type { ContainerInputs } from "#schemas/types.ts";
import type { ContainerAction } from "../action.ts";
import { container as connectionOf } from "../connections/container.ts";
import { checkNamed, connectionNamed } from "../connections/named.ts";
import { connectionUses } from "../connections/uses.ts";
import { containerAction, containerInputs } from "../container-action.ts";
import { checkWorkload } from "../workload.ts";
import { connectionChanges, otherChanges } from "./changes.ts";
import type { Kind } from "./kind.ts";
import { secretUses, workloadChanges, workloadText } from "./workload.ts";

export const container: Kind<ContainerAction> = {
  needs: ["an image", "with: {image: …, run: …}"],
  check(task, source, problems) {
    const { connection } = (task.spec.with ?? {}) as Partial<ContainerInputs>;
    if (typeof connection === "string")
      checkNamed(task, ["connection"], connection, ["container"], source, problems);
    checkWorkload(task, problems);
  },
  action(spec, source) {
    const inputs = spec.with as unknown as ContainerInputs;
    const { connection: name } = inputs;
    const connection = name === undefined ? null : connectionNamed(source, name, "container");
    return containerAction(inputs, connection);
  },
  spec: (action) => ({ uses: "container", with: { ...containerInputs(action) } }),
  connections: ({ connectionName }) => (connectionName === null ? [] : [connectionName]),
  secrets: ({ secrets }) => Object.values(secrets),
  places: ({ connection }) => (connection === null ? [] : connectionOf.places(connection)),
  *uses(given, source) {
    yield* connectionUses(given.connection, ["connection"], source);
    yield* secretUses(given);
  },
  text: (action) => `${workloadText(action)} in a container`,
  changes: (before, after) => [
    ...workloadChanges(before, after),
    ...otherChanges(before, after, ["kind", "run", "env", "secrets", "connection"]),
    ...connectionChanges(
      after.connectionName ?? "of the worker",
      before.connection ?? {},
      after.connection ?? {},
    ),
  ],
  reaches: ({ connectionName, image, mounts, network }) => [
    `containers of ${connectionName ?? "the worker"}`,
    `image ${image}`,
    ...mounts.map(({ source, readOnly }) => `mount ${source}${readOnly ? "" : ":rw"}`),
    `network ${network}`,
  ],
  system: ({ connection }) => (connection === null ? null : connectionOf.text(connection)),
};
