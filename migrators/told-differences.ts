// Fire times that differ where clocks change, as the ledger says of the job: its start in a box, or its window, opens by our
// rules then.

import type { LegacyEstate, LegacyJob } from "./legacy.ts";
import { clockChangeCode } from "./translate/dated-window.ts";

const reachMs = 36 * 3_600_000;

/** The code that tells of a difference at an instant, in milliseconds since 1970; null: nothing does. */
export function toldDifference(
  { system }: LegacyEstate,
  job: LegacyJob,
): (at: number) => string | null {
  const code = system === "autosys" ? clockChangeCode(job) : null;
  const zone = job.schedule.timezone?.value;
  if (code === null || zone === undefined) return () => null;
  return (at) => (isNearChange(at, zone) ? code : null);
}

function isNearChange(at: number, zone: string): boolean {
  const begin = Temporal.Instant.fromEpochMilliseconds(at - reachMs).toZonedDateTimeISO(zone);
  const change = begin.getTimeZoneTransition("next")?.epochMilliseconds;
  return change !== undefined && change <= at + reachMs;
}
