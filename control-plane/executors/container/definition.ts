// The container of a task as the engine is told to make it: bounded, without rights beyond a plain process.

import type { ContainerAction } from "#core/action.ts";
import { programOf } from "#core/workload.ts";
import type { AttemptRequest } from "../executor.ts";
import type { Started } from "./started.ts";

/** Folder of the file that holds outputs: a volume, so that it is there when the image's files can't be changed. */
export const outputFolder = "/trunkline";
export const outputFile = `${outputFolder}/output`;
export const keyLabel = "trunkline.key";

const units: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4 };

/** Of `512Mi`, in bytes. */
export const memoryBytes = (text: string): number =>
  Number(text.slice(0, -2)) * 1024 ** (units[text.slice(-2)] ?? 0);

/**
 * What the process sees: the task's variables, its secrets, and what attempts are told of themselves. The folder of
 * the project's data is one of the worker's host, which it doesn't see.
 */
export function workloadEnvironment(
  {
    action,
    env,
    secrets,
  }: Pick<AttemptRequest<ContainerAction>, "env" | "secrets"> & {
    action: Pick<ContainerAction, "env" | "secrets">;
  },
  outputs: string,
): Record<string, string> {
  const { TRUNKLINE_DATA: _, ...told } = env;
  const values = Object.entries(action.secrets).map(([variable, name]) => [
    variable,
    secrets[name] ?? "",
  ]);
  return { ...told, ...action.env, ...Object.fromEntries(values), TRUNKLINE_OUTPUT: outputs };
}

/** The body of `POST /containers/create`. */
export function definition(request: AttemptRequest<ContainerAction>, { key }: Started): object {
  const { action, runId, task } = request;
  const { entrypoint, command } = programOf(action);
  const env = workloadEnvironment(request, outputFile);
  return {
    Image: action.image,
    ...(entrypoint === null ? {} : { Entrypoint: entrypoint }),
    ...(command === null ? {} : { Cmd: command }),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...(action.workingDirectory === null ? {} : { WorkingDir: action.workingDirectory }),
    ...(action.user === null ? {} : { User: action.user }),
    Labels: { [keyLabel]: key, "trunkline.run": runId, "trunkline.task": task },
    Tty: false,
    HostConfig: {
      NetworkMode: action.network,
      ReadonlyRootfs: action.readOnly,
      Privileged: false,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: memoryBytes(action.memory),
      NanoCpus: Math.round(action.cpus * 1e9),
      PidsLimit: action.pids,
      Tmpfs: { "/tmp": "rw,mode=1777" },
      // Whatever the engine's own default is: one that sends output elsewhere can't be asked for it.
      LogConfig: { Type: "json-file", Config: {} },
      Mounts: [
        { Type: "volume", Target: outputFolder },
        ...action.mounts.map(({ source, target, readOnly }) => ({
          ...{ Type: "bind", Source: source, Target: target, ReadOnly: readOnly },
        })),
      ],
    },
  };
}
