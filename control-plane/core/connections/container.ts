// `type: container`: an engine of containers beside the worker, for `uses: container`.

import type { ContainerConnectionSpec } from "#schemas/types.ts";
import type { ConnectionType } from "./type.ts";

/** Docker, or Podman with Docker's API. */
export interface ContainerConnection {
  type: "container";
  /** Path of a Unix socket on the worker's host, which the worker must have been started with. */
  socket: string;
}

export const container: ConnectionType<ContainerConnection> = {
  normalize(written) {
    const { socket } = written as unknown as ContainerConnectionSpec;
    return { type: "container", socket };
  },
  places: ({ socket }) => [socket],
  secrets: () => [],
  text: ({ socket }) => socket,
};
