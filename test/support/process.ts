// Looks at processes that are not children of the test.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether a process runs; a zombie, which only waits to be reaped, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
  } catch (error) {
    // Without /proc (macOS) the signal's answer has to do.
    const { code, syscall } = error as NodeJS.ErrnoException;
    return code === "ENOENT" && syscall === "open" && process.platform !== "linux";
  }
}

/** The most memory that a process had resident, in bytes; 0 where there is no /proc. */
export function peakMemory(pid: number): number {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Processes whose command line or directory lies in a folder, a line each; only Linux tells, elsewhere there are none. */
export function processesIn(folder: string): string[] {
  if (process.platform !== "linux") return [];
  const list = "ls -l /proc/[0-9]*/cwd 2>/dev/null; ps -e -o pid=,args=";
  const lines = execFileSync("sh", ["-c", list]).toString().split("\n");
  return lines.filter((line) => line.includes(folder));
}
