// A file that is there whole, as it was or as it is to be: also where the disk is full, or the process dies.

import { chownSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Keeps its rights and its owner. @throws what the system says; the file is as it was then */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const known = statSync(file, { throwIfNoEntry: false });
  const part = `${file}.part`;
  try {
    writeFileSync(part, content, { flush: true, ...(known && { mode: known.mode & 0o777 }) });
    if (known && process.getuid?.() === 0) chownSync(part, known.uid, known.gid);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
