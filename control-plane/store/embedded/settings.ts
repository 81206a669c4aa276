// The settings of the embedded server: for one small machine, and never at the price of an acknowledged commit.

import { SOCKET_PORT } from "./places.ts";

export type Settings = Readonly<Record<string, string>>;

/** Postgres' own defaults stand where nothing is said; `synchronous_commit` stays on, our guarantees need it. */
export const DEFAULT_SETTINGS: Settings = {
  shared_buffers: "128MB",
  max_connections: "100",
  // Queries of the engine take microseconds; compiling one takes 50-200 ms.
  jit: "off",
  // Fewer checkpoints under load; redo of 620 MB took 1.7 s, so 1 GB stays below 3 s.
  max_wal_size: "1GB",
  checkpoint_timeout: "10min",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  // The log is one file for people: a checkpoint every ten minutes says nothing to them.
  log_checkpoints: "off",
};

/** Unix socket only: no port to clash, nothing on the network. */
export function serverArguments(dataDir: string, socketDir: string, settings: Settings): string[] {
  const listen = ["-D", dataDir, "-h", "", "-p", String(SOCKET_PORT), "-k", socketDir];
  const all = { ...DEFAULT_SETTINGS, ...settings, unix_socket_permissions: "0700" };
  return [...listen, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
