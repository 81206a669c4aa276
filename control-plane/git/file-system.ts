// What the file system below a repository can keep, found out as `git init` does: by trying.

import { chmodSync, lstatSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Git's settings of the same names, in `core.`. */
export interface FileSystemSettings {
  /** The executable bit is kept, so Git may believe it. */
  filemode: boolean;
  symlinks: boolean;
  /** `A` and `a` are one file. */
  ignorecase: boolean;
}

/** Tries in `folder`, which must be writable, and leaves nothing behind. */
export function probeFileSystem(folder: string): FileSystemSettings {
  const file = join(folder, "Probe.tmp");
  const link = join(folder, "probe-link.tmp");
  writeFileSync(file, "");
  try {
    return {
      filemode: keepsMode(file),
      symlinks: makesLink(link),
      ignorecase: lstatSync(join(folder, "pROBE.TMP"), { throwIfNoEntry: false }) !== undefined,
    };
  } finally {
    rmSync(file, { force: true });
    rmSync(link, { force: true });
  }
}

/** Both ways: some file systems show every file as executable, others none. */
function keepsMode(file: string): boolean {
  const isExecutable = (mode: number): boolean => {
    chmodSync(file, mode);
    return (lstatSync(file).mode & 0o100) !== 0;
  };
  try {
    return isExecutable(0o744) && !isExecutable(0o644);
  } catch {
    return false;
  }
}

function makesLink(link: string): boolean {
  try {
    symlinkSync("nowhere", link);
    return lstatSync(link).isSymbolicLink();
  } catch {
    return false;
  }
}
