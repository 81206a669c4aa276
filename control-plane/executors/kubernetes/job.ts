// A task as a Job of one pod that is tried once, and its secrets as a Secret that goes with the Job.

import type { KubernetesAction } from "#core/action.ts";
import { workloadEnvironment } from "../container/definition.ts";
import type { AttemptRequest } from "../executor.ts";

export const keyLabel = "trunkline/key";
export const containerOfPod = "main";
/** Kubelet hands over what is in it, up to 4096 bytes: the only file of a pod that can be read once it has ended. */
const outputFile = "/dev/termination-log";
/** Of the whole Job, after the task's own timeout: for a worker that is gone. */
const spareSeconds = 60;

export const jobName = (key: string): string => `trunkline-${key}`;

export interface JobSettings {
  key: string;
  /** Between SIGTERM and SIGKILL of a pod. */
  graceMs: number;
}

export function jobOf(
  request: AttemptRequest<KubernetesAction>,
  { key, graceMs }: JobSettings,
): object {
  const { action, runId, task, timeoutMs } = request;
  const labels = { [keyLabel]: key, "app.kubernetes.io/managed-by": "trunkline" };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: jobName(key),
      labels,
      annotations: { "trunkline/run": runId, "trunkline/task": task },
    },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      ttlSecondsAfterFinished: Math.ceil(action.ttlMs / 1_000),
      ...(timeoutMs === null
        ? {}
        : { activeDeadlineSeconds: Math.ceil(timeoutMs / 1_000) + spareSeconds }),
      template: { metadata: { labels }, spec: podOf(request, { key, graceMs }) },
    },
  };
}

function podOf(
  request: AttemptRequest<KubernetesAction>,
  { key, graceMs }: JobSettings,
): Record<string, unknown> {
  const { action } = request;
  const { serviceAccount, nodeSelector, tolerations, imagePullSecrets } = action;
  return {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: Math.ceil(graceMs / 1_000),
    automountServiceAccountToken: serviceAccount !== null,
    enableServiceLinks: false,
    ...(serviceAccount === null ? {} : { serviceAccountName: serviceAccount }),
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(imagePullSecrets.length === 0
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    securityContext: { seccompProfile: { type: "RuntimeDefault" } },
    containers: [mainContainer(request, key)],
  };
}

function mainContainer(request: AttemptRequest<KubernetesAction>, key: string): object {
  const { action } = request;
  const { run, workingDirectory, requests, limits } = action;
  const command = run === null ? action.command : ["/bin/sh"];
  const args = run === null ? action.args : ["-e", "-c", run];
  const env = workloadEnvironment({ ...request, action: { ...action, secrets: {} } }, outputFile);
  return {
    name: containerOfPod,
    image: action.image,
    // `$(NAME)` would be replaced by the cluster; doubled, it stays as it is written.
    ...(command === null ? {} : { command: command.map(literal) }),
    ...(args === null ? {} : { args: args.map(literal) }),
    env: Object.entries(env).map(([name, value]) => ({ name, value: literal(value) })),
    ...(hasSecrets(action) ? { envFrom: [{ secretRef: { name: jobName(key) } }] } : {}),
    ...(workingDirectory === null ? {} : { workingDir: workingDirectory }),
    resources: { requests, limits },
    terminationMessagePath: outputFile,
    terminationMessagePolicy: "File",
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      capabilities: { drop: ["ALL"] },
    },
  };
}

const literal = (text: string): string => text.replaceAll("$(", "$$$$(");

export const hasSecrets = ({ secrets }: Pick<KubernetesAction, "secrets">): boolean =>
  Object.keys(secrets).length > 0;

/** Goes with the Job, which owns it. */
export function secretOf(
  { action, secrets }: AttemptRequest<KubernetesAction>,
  key: string,
  uid: string,
): object {
  const values = Object.entries(action.secrets).map(([variable, name]) => [
    variable,
    Buffer.from(secrets[name] ?? "").toString("base64"),
  ]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    immutable: true,
    metadata: {
      name: jobName(key),
      labels: { [keyLabel]: key, "app.kubernetes.io/managed-by": "trunkline" },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: jobName(key), uid }],
    },
    data: Object.fromEntries(values),
  };
}
