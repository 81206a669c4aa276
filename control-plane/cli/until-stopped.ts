// How a process that serves waits for its end: a signal, or a database that has left its version behind.

import { once } from "node:events";
import { exitCodes } from "./exit.ts";

/**
 * Returns when the signal is aborted.
 * @throws the error of whatever is outdated first; or when nothing is open any more that could ever end the wait: Node
 *   would end the process without a word and with 0, and whoever keeps it running would not start it again.
 */
export async function untilStopped(
  signal: AbortSignal,
  ...outdated: Promise<Error>[]
): Promise<void> {
  if (signal.aborted) return;
  const { promise: deserted, resolve } = Promise.withResolvers<Error>();
  const leave = () => {
    process.exitCode = exitCodes.failed;
    resolve(new Error("nothing is open any more that could wake this process; start it again"));
  };
  process.once("beforeExit", leave);
  try {
    const stopped = once(signal, "abort").then(() => null);
    const error = await Promise.race([stopped, deserted, ...outdated]);
    if (error !== null) throw error;
  } finally {
    process.off("beforeExit", leave);
  }
}
