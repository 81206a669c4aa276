// Run windows of AutoSys: of which the nearer edge decides, and what the ledger says where clocks change.

import type { TaskSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { StartWindow } from "../legacy/schedule.ts";
import type { LegacyJob } from "../legacy.ts";
import { isAtClockChange } from "./clock-changes.ts";
import { namedZone } from "./fixed-zone.ts";

/** A start outside of it is moved to the nearer edge. */
export function windowWords(window: StartWindow): TaskSpec {
  const until = untilOf(window);
  return {
    ...(window.from && { notBefore: window.from.value }),
    ...(until !== undefined && { notAfter: until }),
    late: "nearest",
  };
}

export function accountWindow(job: LegacyJob, accounts: Accounts): void {
  const code = clockChangeCode(job) ?? "jil-window-closer-edge";
  accounts.addAll(job.schedule.window?.from?.from ?? [], "equivalent", code);
}

const untilOf = ({ until }: StartWindow): string | undefined =>
  until === "never" ? undefined : until?.value;

/**
 * What the ledger says of a job whose times fall where clocks change: a member's, and the edges of a window, go by our rules
 * then. Null of all others: start times of what starts by itself keep to those of AutoSys.
 */
export function clockChangeCode({ parent, schedule }: LegacyJob): string | null {
  const { start, window, timezone } = schedule;
  const zone = namedZone(timezone?.value ?? "UTC") ?? "UTC";
  const edges = window ? [window.from?.value ?? [], untilOf(window) ?? []].flat() : [];
  if (isAtClockChange(edges, zone)) return "jil-window-clock-change";
  const times = parent !== null && start.kind === "days" ? start.times?.value : undefined;
  return times && "at" in times && isAtClockChange(times.at, zone) ? "jil-sched-dst" : null;
}
