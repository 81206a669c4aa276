// Process groups: signal one, and know when nothing of it runs any more.

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const firstPollMs = 1;
const lastPollMs = 50;

/** Sends the signal to all processes of the group; a group that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (code(error) !== "ESRCH" && code(error) !== "EPERM") throw error;
  }
}

/**
 * Whether a process of the group can still run. A zombie can't, but answers to signal 0, and stays
 * for ever where process 1 reaps nothing (many containers): so where /proc exists it decides.
 */
export function groupRuns(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    if (code(error) === "ESRCH") return false;
  }
  return process.platform !== "linux" || hasLivingMember(group);
}

/** Resolves when nothing of the group runs; polls, since only a parent is told of an exit. */
export async function groupGone(group: number): Promise<void> {
  for (let wait = firstPollMs; groupRuns(group); wait = Math.min(wait * 2, lastPollMs))
    await delay(wait);
}

function hasLivingMember(group: number): boolean {
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      // The command name, in parentheses, may hold anything; behind it: state, parent, group.
      const [state, , member] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(member) === group && state !== "Z" && state !== "X";
    } catch {
      return false;
    }
  });
}

const code = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
