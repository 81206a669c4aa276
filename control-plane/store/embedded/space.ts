// How much room a disk has left, and the advice when it has none.

import { existsSync, statfsSync } from "node:fs";
import path from "node:path";

/** A fresh data directory takes 39 MB, its first write-ahead segments 16-32 MB more. */
export const NEEDED_MB = 100;

/** Free space, in MB, on the disk of the path or of its nearest existing parent. */
export function freeMegabytes(place: string): number {
  let existing = place;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return Math.floor((bavail * bsize) / 1e6);
}

/** Help for a message that says the disk is full, else undefined. */
export function diskFullHelp(said: string, place: string): string | undefined {
  if (!/No space left on device|Check free disk space|ENOSPC|Disk quota exceeded/.test(said))
    return undefined;
  return `The disk of ${path.dirname(place)} is full (${freeMegabytes(place)} MB free; a new database needs ${NEEDED_MB} MB). Free some space, or choose another folder with \`--state DIR\`.`;
}
