// A small file system, for tests of a full disk.

import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface SmallDisk extends AsyncDisposable {
  path: string;
  /** Takes all the room that is left. */
  fill: () => void;
  /** Gives it back. */
  free: () => void;
}

/** The disk, of one mebibyte or what `size` says, or the reason why this machine and user can't have one: only root may mount. */
export function smallDisk(size = "1m"): SmallDisk | string {
  const directory = temporaryDirectory();
  const { path } = directory;
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    rmSync(path, { recursive: true });
    return `no tmpfs could be mounted: ${(error as Error).message.trim()}`;
  }
  const filler = join(path, "filler");
  return {
    path,
    fill: () => {
      const file = openSync(filler, "w");
      try {
        for (;;) writeSync(file, Buffer.alloc(4096));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler),
    [Symbol.asyncDispose]: async () => {
      execFileSync("umount", [path]);
      await directory[Symbol.asyncDispose]();
    },
  };
}
