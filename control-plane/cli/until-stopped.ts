// How a process that serves waits for its end: a signal, a drain, or a database that has left
// its version behind.

import { once } from "node:events";
import { exitCodes } from "./exit.ts";

/**
 * Returns when the signal is aborted, or one of the other ends comes with nothing.
 * @throws the error that an end comes with; or when nothing is open any more that could ever end the wait: Node
 *   would end the process without a word and with 0, and whoever keeps it running would not start it again.
 */
export async function untilStopped(
  signal: AbortSignal,
  ...ends: Promise<unknown>[]
): Promise<void> {
  if (signal.aborted) return;
  const { promise: deserted, resolve } = Promise.withResolvers<Error>();
  const leave = () => {
    process.exitCode = exitCodes.failed;
    resolve(new Error("nothing is open any more that could wake this process; start it again"));
  };
  process.once("beforeExit", leave);
  try {
    const stopped = once(signal, "abort");
    const error = await Promise.race([stopped, deserted, ...ends]);
    if (error instanceof Error) throw error;
  } finally {
    process.off("beforeExit", leave);
  }
}
