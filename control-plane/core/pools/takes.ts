// What a task takes of pools and locks, from the spec to its normal form and back.

import type { LockUses, PoolUses, TaskSpec } from "#schemas/types.ts";
import type { Take } from "../pipeline.ts";
import { lockUnits } from "./declaration.ts";

/** Sorted by name; what takes nothing is left out. */
export function normalizeTakes(pools: PoolUses | undefined, locks: LockUses | undefined): Take[] {
  if (pools === undefined && locks === undefined) return none;
  const takes: Take[] = [];
  for (const [pool, use] of Object.entries(pools ?? {})) {
    const { units = 1, keepOnFailure = false } = typeof use === "number" ? { units: use } : use;
    if (units > 0) takes.push({ amount: units, keepOnFailure, pool });
  }
  for (const [pool, use] of Object.entries(locks ?? {})) {
    const { mode = "exclusive", keepOnFailure = false } =
      typeof use === "string" ? { mode: use as "exclusive" | "shared" | "none" } : use;
    if (mode !== "none") takes.push({ amount: mode, keepOnFailure, pool });
  }
  return takes.sort((a, b) => (a.pool < b.pool ? -1 : 1));
}

const none: Take[] = [];

/** The spec that gives these takes. */
export function takesSpec(takes: readonly Take[]): Pick<TaskSpec, "pools" | "locks"> {
  const pools: PoolUses = {};
  const locks: LockUses = {};
  for (const { pool, amount, keepOnFailure } of takes)
    if (typeof amount === "number")
      pools[pool] = keepOnFailure ? { units: amount, keepOnFailure } : amount;
    else locks[pool] = keepOnFailure ? { mode: amount, keepOnFailure } : amount;
  return {
    ...(Object.keys(pools).length === 0 ? {} : { pools }),
    ...(Object.keys(locks).length === 0 ? {} : { locks }),
  };
}

/** Units that it takes; of a lock all of them, or one. */
export function unitsOf({ amount }: Take): number {
  if (typeof amount === "number") return amount;
  return amount === "exclusive" ? lockUnits : 1;
}

/** What is taken, for people: `2 units of pool warehouse`, `lock ledger, shared`. */
export function takeText({ pool, amount }: Take): string {
  if (typeof amount === "string") return `lock ${pool}, ${amount}`;
  return amount === 1 ? `a unit of pool ${pool}` : `${amount} units of pool ${pool}`;
}
