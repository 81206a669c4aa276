// A run that waits for the proof that its jobs are held in the other scheduler, among what else it waits for.

import type { GatesVerdict, GateVerdict } from "../gates.ts";
import type { Unheld } from "./holds.ts";

/** What is judged of it. */
export interface HoldFacts {
  wave: string;
  /** Jobs whose hold is no proof; none: all are. */
  unheld: readonly Unheld[];
  /** Milliseconds since 1970. */
  now: number;
}

/** Without a proof it waits: it is neither started nor given up. */
export function withHolds(verdict: GatesVerdict, facts: HoldFacts | null): GatesVerdict {
  if (facts === null) return verdict;
  const gates = [...verdict.gates, gateOf(facts)];
  const waits = facts.unheld.length > 0 && verdict.outcome === "open";
  return { ...verdict, gates, ...(waits ? { outcome: "wait" as const } : {}) };
}

/** Names of jobs that one text has. */
const mostNamed = 3;

function gateOf({ wave, unheld, now }: HoldFacts): GateVerdict {
  const named = unheld.slice(0, mostNamed).map((one) => `${one.job} ${said(one, now)}`);
  const more = unheld.length - named.length;
  const isActive = unheld.some(({ why }) => why === "active");
  return {
    ...{ kind: "ownership", text: "its jobs are held in the other scheduler", until: null },
    holds: unheld.length === 0,
    found:
      unheld.length === 0
        ? "each hold was read back in time"
        : [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("; "),
    change:
      unheld.length === 0
        ? null
        : `${isActive ? "hold the job there, and " : ""}read the holds back: \`trunkline cutover check ${wave}\``,
  };
}

function said({ why, readAt }: Unheld, now: number): string {
  if (why === "never read") return "was never read back";
  const ago = `${Math.floor((now - (readAt ?? now)) / 60_000)} min ago`;
  if (why === "stale") return `was read back ${ago}`;
  return why === "active"
    ? `is not held, as it was read ${ago}`
    : `may not be held: what was read ${ago} doesn't say it`;
}
