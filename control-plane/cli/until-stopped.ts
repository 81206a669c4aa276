// How a process that serves waits for its end: a signal, or a database that has left its version behind.

import { once } from "node:events";

/** Returns when the signal is aborted. @throws the error of whatever is outdated first. */
export async function untilStopped(
  signal: AbortSignal,
  ...outdated: Promise<Error>[]
): Promise<void> {
  if (signal.aborted) return;
  const error = await Promise.race([once(signal, "abort").then(() => null), ...outdated]);
  if (error !== null) throw error;
}
