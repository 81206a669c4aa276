// `--containers SOCKET` and what goes with it: which engines a worker has, and what containers of tasks may have there.

import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import type { AllowedMount, ContainerSettings } from "#executors/container/settings.ts";
import { CommandError } from "./exit.ts";

export interface ContainerOptions {
  containers?: readonly string[] | undefined;
  containerMount?: readonly string[] | undefined;
  containerNetwork?: readonly string[] | undefined;
  containerTags?: boolean | undefined;
}

/** @throws CommandError for what is no socket, no folder, or would give a container the whole host. */
export async function containerSettings(options: ContainerOptions): Promise<ContainerSettings> {
  const { containers: sockets = [], containerNetwork: networks = [] } = options;
  for (const socket of sockets)
    if (!isAbsolute(socket))
      throw usage(
        `--containers '${socket}' is no path`,
        "name the Unix socket by its absolute path",
      );
  for (const network of networks)
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(network) || network === "host")
      throw usage(
        `--container-network '${network}' is not allowed`,
        "name a network of the engine's own; that of the host would let containers reach what listens on it alone",
      );
  const mounts: AllowedMount[] = [];
  for (const given of options.containerMount ?? []) {
    const folder = given.replace(/:rw$/, "");
    mounts.push({ folder, isWritable: folder !== given });
    await checkFolder(folder, sockets);
  }
  return { sockets, mounts, networks, tags: options.containerTags ?? false };
}

async function checkFolder(folder: string, sockets: readonly string[]): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (!isAbsolute(folder) || !found?.isDirectory())
    throw usage(`--container-mount '${folder}' is no folder`, "name one by its absolute path");
  for (const socket of sockets) {
    const at = await realpath(socket).catch(() => socket);
    if (!relative(await realpath(folder), at).startsWith(".."))
      throw usage(
        `--container-mount ${folder} holds ${socket}`,
        "whoever has an engine's socket has the whole host: name a folder without it",
      );
  }
}

const usage = (message: string, help: string) => new CommandError("usage", message, help);
