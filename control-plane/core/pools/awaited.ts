// How it stands with something that a waiting task asks of a pool, as one of its gates.

import { formatDuration } from "../duration.ts";
import type { GateFacts } from "../why.ts";
import { lockUnits, type PoolKind } from "./declaration.ts";
import { takeText } from "./takes.ts";

export interface AwaitedPool {
  name: string;
  kind: PoolKind;
  /** Units that the task asks for. */
  units: number;
  /** Units there are, and those that others have. */
  total: number;
  used: number;
  /** Of a rate. */
  perMs: number | null;
  /** A failed attempt of the task kept it. */
  has: boolean;
  /** Tasks that come first. */
  ahead: number;
  /** Runs that have some of it, three at most. */
  by: readonly string[];
  since: string;
  /** When time alone may free some of it, ISO. */
  nextAt: string | null;
}

export function awaitedGate(pool: AwaitedPool): GateFacts {
  const { kind, name, units, total, used, ahead, has } = pool;
  const isThere = has || (ahead === 0 && total - used >= units);
  const amount = kind === "lock" ? (units === lockUnits ? "exclusive" : "shared") : units;
  return {
    text: takeText({ pool: name, amount, keepOnFailure: false }),
    holds: isThere,
    found: isThere
      ? thereText(pool)
      : [usedText(pool), aheadText(ahead)].filter(Boolean).join("; "),
    change: isThere ? null : changeText(pool),
    since: pool.since,
    until: isThere || kind !== "rate" ? null : pool.nextAt,
  };
}

const thereText = ({ has }: AwaitedPool): string =>
  has
    ? "an earlier attempt kept it"
    : "free: waits for the rest of what it takes, or for a worker's slot";

function usedText({ kind, total, used, perMs, by, units }: AwaitedPool): string {
  const runs = by.length === 0 ? "" : ` by run ${by.join(", ")}`;
  if (perMs !== null) return `${used} of ${total} were taken in the last ${formatDuration(perMs)}`;
  if (kind === "lock") {
    if (used === 0) return "free";
    return used >= lockUnits ? `held${runs}` : `shared${runs}`;
  }
  if (units > total) return `there are only ${total}`;
  return `${used} of ${total} are taken${runs}`;
}

const aheadText = (ahead: number): string =>
  ahead === 0
    ? ""
    : ahead === 1
      ? "1 task is ahead"
      : `${ahead}${ahead < 1000 ? "" : " or more"} tasks are ahead`;

const changeText = ({ kind, units, total }: AwaitedPool): string =>
  kind === "units" && units > total
    ? "raise the total in pools.yaml"
    : "`trunkline pools` shows who has it and who waits";
