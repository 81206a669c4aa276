// Where the files of an embedded Postgres are, as something that a copy of them does not share.

import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Written by a restore: two that follow one another on one disk may meet the same inode. */
export const restoreMark = "trunkline.restored";

/**
 * Of `global/pg_control`: Postgres writes it in place, so it stays the same file for as long as the cluster lives, wherever its
 * folder is moved on the disk; a copy is another file.
 */
export function placeOf(dataDir: string): string {
  const { ino } = statSync(path.join(dataDir, "global", "pg_control"), { bigint: true });
  const mark = path.join(dataDir, restoreMark);
  return `${ino}${existsSync(mark) ? ` ${readFileSync(mark, "utf8").trim()}` : ""}`;
}
