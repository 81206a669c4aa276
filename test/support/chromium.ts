// The browser of the system.

import { execFileSync } from "node:child_process";

/** Where the system has one; null where it has none: the test skips with that reason. */
export function chromiumPath(): string | null {
  try {
    return execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

export const noChromium = "there is no chromium on this machine";
