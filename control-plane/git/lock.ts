// One writer per mirror, also across processes. SQLite's file lock is used because the operating system
// releases it when its process dies, however it dies: no stale lock files, no guessing from process ids.

import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { diskFull, saysFull } from "./disk.ts";
import { GitError } from "./source.ts";

const sqliteBusy = 5;
const pollMs = 25;

/** Runs `work` alone among all holders of the same file. Throws GitError `timeout` after `timeoutMs` of waiting. */
export async function withLock<T>(
  path: string,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const database = openLock(path);
  try {
    const deadline = performance.now() + timeoutMs;
    while (!tryLock(database)) {
      if (performance.now() > deadline)
        throw new GitError(
          "timeout",
          `another process has been fetching into the same mirror for over ${timeoutMs / 1000} s`,
          `Wait for it or end it; the lock is ${path}.`,
        );
      await delay(pollMs);
    }
    return await work();
  } catch (error) {
    // SQLite writes a journal even for a lock.
    if (error instanceof GitError || !saysFull(error)) throw error;
    throw diskFull("fetching", dirname(path), error);
  } finally {
    database.close();
  }
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw saysFull(error) ? diskFull("fetching", dirname(path), error) : error;
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec("begin exclusive");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return false;
    throw error;
  }
}
