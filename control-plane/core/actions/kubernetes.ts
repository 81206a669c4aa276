// `uses: kubernetes`.

import type { KubernetesInputs } from "#schemas/types.ts";
import type { KubernetesAction } from "../action.ts";
import { kubernetes as connectionOf } from "../connections/kubernetes.ts";
import { checkNamed, connectionNamed } from "../connections/named.ts";
import { connectionUses } from "../connections/uses.ts";
import { kubernetesAction, kubernetesInputs } from "../kubernetes-action.ts";
import { checkWorkload } from "../workload.ts";
import { connectionChanges, otherChanges } from "./changes.ts";
import type { Kind } from "./kind.ts";
import { secretUses, workloadChanges, workloadText } from "./workload.ts";

export const kubernetes: Kind<KubernetesAction> = {
  needs: ["a cluster and an image", "with: {connection: …, image: …, run: …}"],
  check(task, source, problems) {
    const { connection } = (task.spec.with ?? {}) as Partial<KubernetesInputs>;
    if (typeof connection === "string")
      checkNamed(task, ["connection"], connection, ["kubernetes"], source, problems);
    checkWorkload(task, problems);
  },
  action(spec, source) {
    const inputs = spec.with as unknown as KubernetesInputs;
    return kubernetesAction(inputs, connectionNamed(source, inputs.connection, "kubernetes"));
  },
  spec: (action) => ({ uses: "kubernetes", with: { ...kubernetesInputs(action) } }),
  connections: ({ connectionName }) => [connectionName],
  secrets: ({ connection, secrets }) => [
    ...connectionOf.secrets(connection),
    ...Object.values(secrets),
  ],
  places: ({ connection }) => connectionOf.places(connection),
  *uses(given, source) {
    yield* connectionUses(given.connection, ["connection"], source);
    yield* secretUses(given);
  },
  text: (action) =>
    `${workloadText({ ...action, entrypoint: action.command, command: action.args })} as a Job of ${action.connectionName}`,
  changes: (before, after) => [
    ...workloadChanges(before, after),
    ...otherChanges(before, after, ["kind", "run", "env", "secrets", "connection"]),
    ...connectionChanges(after.connectionName, before.connection, after.connection),
  ],
  reaches: ({ connectionName, image, serviceAccount }) => [
    `connection ${connectionName}`,
    `image ${image}`,
    `service account ${serviceAccount ?? "none"}`,
  ],
  system: ({ connection }) => connectionOf.text(connection),
};
