// Looks at processes that are not children of the test.

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
