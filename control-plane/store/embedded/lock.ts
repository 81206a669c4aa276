// Lets one supervisor at a time look at a state directory, so that two never start Postgres over the same data.

import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "#store/errors.ts";

/** How often a waiting supervisor asks again, in ms: a start takes 50-150 ms, an initdb 500-800 ms. */
const RETRY_MS = 20;
/** Longer than an initdb on a slow disk; redo after a crash is waited for outside of this. */
const PATIENCE_MS = 120_000;

const SQLITE_BUSY = 5;

/**
 * Waits for the lock of `file`. The lock is the kernel's (SQLite's exclusive lock on an empty database, the only portable
 * file lock that Node has), so a holder that was killed can never leave a stale one behind.
 * @param patienceMs How long to wait for another holder; 0 asks once.
 * @throws StoreError when another process holds it for longer.
 */
export async function lockFile(file: string, patienceMs = PATIENCE_MS): Promise<Disposable> {
  const database = new DatabaseSync(file);
  const release = () => database.close();
  const deadline = performance.now() + patienceMs;
  try {
    database.exec("pragma busy_timeout = 0");
    while (!tryLock(database)) {
      if (performance.now() > deadline) {
        throw new StoreError(`another process has held ${file} for ${patienceMs / 1000} s`, {
          help: "It is starting the embedded Postgres of this state directory. End that process, or look at why it hangs.",
        });
      }
      await delay(RETRY_MS);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { [Symbol.dispose]: release };
}

function tryLock(database: DatabaseSync): boolean {
  try {
    // With its journal in memory nothing is written: a full disk keeps nobody from adopting a running server.
    database.exec("pragma journal_mode = memory; begin exclusive");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
