// A full disk: what is fetched has no room. It is said as such, with what to do, and leaves nothing half-received behind.

import { GitError } from "./source.ts";

const full = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|database or disk is full/i;

/** Of an error, or of what a program printed. */
export const saysFull = (cause: unknown): boolean =>
  full.test(
    cause instanceof Error
      ? `${(cause as NodeJS.ErrnoException).code} ${cause.message}`
      : `${cause}`,
  );

/** @param folder The mirror. */
export const diskFull = (operation: string, folder: string, cause?: unknown): GitError =>
  new GitError(
    "full",
    `${operation}: the disk with ${folder} is full`,
    "Make room there; the next look goes on by itself. Mirrors of repositories that are followed no more may be deleted, and while no server runs all of them: they are fetched again",
    cause,
  );
