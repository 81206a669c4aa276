// A worker's own directory: several workers may be given the same one, and each takes a numbered
// folder inside it. So nothing in it belongs to somebody else, and leftovers are simply removed.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** More workers than that on one host and one directory are a loop that restarts them. */
const most = 256;

export interface WorkDirectory {
  path: string;
  /** Lets another worker have it. */
  release: () => void;
}

/**
 * Takes the first free numbered folder of `base`, which is created where it is missing.
 * The kernel frees it when this process ends, however it ends. Throws when the directory can't be
 * written, with the system's reason.
 */
export async function takeWorkDirectory(base: string): Promise<WorkDirectory> {
  for (let number = 1; number <= most; number++) {
    const path = join(base, String(number));
    await mkdir(path, { recursive: true, mode: 0o700 });
    const release = lock(join(path, "lock"));
    if (release !== null) return { path, release };
  }
  throw new Error(`${base} has ${most} workers already.`);
}

/**
 * Node has no flock, SQLite does: its exclusive lock is a kernel lock on the file, which a process
 * id in a file is not (that of a dead worker may be another process's by now).
 */
function lock(file: string): (() => void) | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("begin exclusive");
    return () => {
      if (database.isOpen) database.close();
    };
  } catch (error) {
    database.close();
    if (/locked/.test((error as Error).message)) return null;
    throw new Error(`${file} can't be locked: ${(error as Error).message}.`, { cause: error });
  }
}
