// A time in which runs of chosen pipelines do not start: what that means for a run that could, and how it is told.

import { type Reason, reason } from "./why-reason.ts";

export const blackoutModes = ["later", "skip"] as const;
export type BlackoutMode = (typeof blackoutModes)[number];

/** Instants are milliseconds since 1970. */
export interface BlackoutFacts {
  id: number;
  mode: BlackoutMode;
  actor: string;
  reason: string | null;
  from: number;
  to: number;
}

/** One sentence; also the reason of a run that was skipped by it. */
export function blackoutText({ mode, actor, reason, from, to }: BlackoutFacts): string {
  const because = reason === null ? "" : `: ${reason}`;
  const what = mode === "skip" ? "runs are skipped" : "runs start afterwards";
  return `blackout from ${instant(from)} to ${instant(to)} by ${actor}${because}; ${what}`;
}

/** @param now Before its begin it is an announcement. */
export function blackoutReason(blackout: BlackoutFacts, now: number): Reason {
  const began = now >= blackout.from;
  return reason("blackout", blackoutText(blackout), {
    since: began ? iso(blackout.from) : null,
    until: began ? iso(blackout.to) : null,
    holds: !began,
    change: began ? `trunkline blackout remove ${blackout.id}` : null,
  });
}

const instant = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "minute" });
const iso = (ms: number): string => new Date(ms).toISOString();
