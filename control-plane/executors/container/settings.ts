// What a worker lets containers of tasks have: engines, folders of the host, networks. Specs choose among it, never beyond.

import { lstat, realpath } from "node:fs/promises";
import { relative } from "node:path";
import type { ContainerAction, ContainerMount } from "#core/action.ts";
import { isPinned } from "#core/workload.ts";
import { reason } from "../stop.ts";

export interface ContainerSettings {
  /** Unix sockets of engines; the first is the one of tasks that name none. None: no containers. */
  sockets: readonly string[];
  mounts?: readonly AllowedMount[];
  /** Beside `none` and `bridge`. */
  networks?: readonly string[];
  /** Whether images without a digest are taken. */
  tags?: boolean;
}

export interface AllowedMount {
  folder: string;
  /** Also to write to; then it alone can be mounted, not a folder below: whoever writes there could put a link in its way. */
  isWritable: boolean;
}

/** The engine's socket for a task. @throws Error with why this worker doesn't run it */
export async function allowed(
  action: ContainerAction,
  settings: ContainerSettings,
): Promise<string> {
  const [first] = settings.sockets;
  if (first === undefined)
    throw new Error(
      "This worker runs no containers: it was not started with `--containers SOCKET`",
    );
  const socket = action.connection?.socket ?? first;
  if (!settings.sockets.includes(socket))
    throw new Error(`This worker was not started with \`--containers ${socket}\``);
  if (!settings.tags && !isPinned(action.image))
    throw new Error(
      `The image ${action.image} has no digest, and this worker takes no other (\`--container-tags\`): write NAME@sha256:…`,
    );
  const networks = ["none", "bridge", ...(settings.networks ?? [])];
  if (!networks.includes(action.network))
    throw new Error(`This worker was not started with \`--container-network ${action.network}\``);
  for (const mount of action.mounts) {
    const why = await mountRefusal(mount, settings.mounts ?? []);
    if (why !== null) throw new Error(`${mount.source} can't be mounted: ${why}`);
  }
  return socket;
}

/** Why a folder may not be mounted, as a part of a sentence; null when it may. */
export async function mountRefusal(
  { source, readOnly }: ContainerMount,
  mounts: readonly AllowedMount[],
): Promise<string | null> {
  try {
    // A link on the way would lead elsewhere by the time the engine follows it.
    if ((await realpath(source)) !== source)
      return "a part of its path is a symbolic link, or is written otherwise than it is";
    if (!(await lstat(source)).isDirectory()) return "it is no folder";
    for (const { folder, isWritable } of mounts) {
      const below = relative(await realpath(folder), source);
      if (isWritable ? below === "" : readOnly && isWithin(below)) return null;
    }
  } catch (error) {
    return reason(error);
  }
  return `this worker was not started with \`--container-mount\` for it${readOnly ? "" : ", to write to (`DIR:rw`)"}`;
}

const isWithin = (below: string): boolean => below !== ".." && !below.startsWith("../");
