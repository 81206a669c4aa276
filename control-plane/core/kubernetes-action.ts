// The `with` of `uses: kubernetes` as an action: every default supplied, the connection in place of its name.

import type { KubernetesInputs } from "#schemas/types.ts";
import type { KubernetesAction } from "./action.ts";
import type { KubernetesConnection } from "./connections/kubernetes.ts";
import { formatDuration, parseDuration } from "./duration.ts";

/** Defaults of a Job, declared here only; the schema's descriptions repeat them for people. */
const defaults = { startTimeout: "10m", ttl: "1h" } as const;

const ms = (text: string): number => parseDuration(text) ?? 0;

/** The action of inputs without problems. */
export const kubernetesAction = (
  inputs: KubernetesInputs,
  connection: KubernetesConnection,
): KubernetesAction => ({
  kind: "kubernetes",
  connectionName: inputs.connection,
  connection,
  image: inputs.image,
  run: inputs.run ?? null,
  command: inputs.command ?? null,
  args: inputs.args ?? null,
  env: inputs.env ?? {},
  secrets: inputs.secrets ?? {},
  workingDirectory: inputs.workingDirectory ?? null,
  requests: inputs.requests ?? {},
  limits: inputs.limits ?? {},
  serviceAccount: inputs.serviceAccount ?? null,
  nodeSelector: inputs.nodeSelector ?? {},
  tolerations: inputs.tolerations ?? [],
  imagePullSecrets: inputs.imagePullSecrets ?? [],
  startTimeoutMs: ms(inputs.startTimeout ?? defaults.startTimeout),
  ttlMs: ms(inputs.ttl ?? defaults.ttl),
});

/** The inputs that give the action again. */
export function kubernetesInputs(action: KubernetesAction): KubernetesInputs {
  const { connectionName, image, env, secrets, requests, limits } = action;
  const { nodeSelector, tolerations, imagePullSecrets, startTimeoutMs, ttlMs } = action;
  const inputs: KubernetesInputs = {
    ...{ connection: connectionName, image, env, secrets, requests, limits },
    ...{ nodeSelector, tolerations, imagePullSecrets },
    ...{ startTimeout: formatDuration(startTimeoutMs), ttl: formatDuration(ttlMs) },
  };
  for (const key of ["run", "command", "args", "workingDirectory", "serviceAccount"] as const)
    if (action[key] !== null) Object.assign(inputs, { [key]: action[key] });
  return inputs;
}
