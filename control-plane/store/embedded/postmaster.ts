// Reads what a running (or killed) postmaster left in its pid file, and whether that process is still the one.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

export interface Postmaster {
  pid: number;
  /** Empty until it listens. */
  socketDir: string;
}

/** The content of `postmaster.pid`; undefined when there is none (a clean stop removes it) or it is still being written. */
export function readPidFile(dataDir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const [pid, , , , socketDir] = lines;
  return pid ? { pid: Number(pid), socketDir: socketDir ?? "" } : undefined;
}

/**
 * Whether the process is the postmaster of this data directory: alive, no zombie (its command line is empty), and no other
 * process that got the same number later.
 */
export function isPostmasterOf(dataDir: string, pid: number): boolean {
  return `${commandLine(pid)} `.includes(` -D ${dataDir} `);
}

function commandLine(pid: number): string {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}
