// What tasks and defaults take, against what `pools.yaml` declares.

import type { LockUses, PoolUses } from "#schemas/types.ts";
import type { Place, Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import type { PoolKind } from "./declaration.ts";
import type { Pools } from "./read.ts";

export interface Uses {
  pools?: PoolUses;
  locks?: LockUses;
}

const usesPools = ({ pools, locks }: Uses = {}): boolean =>
  pools !== undefined || locks !== undefined;

/** Problems of the `pools` and `locks` of a task or of defaults; `place` is that of a property in them. */
export function checkUses(
  uses: Uses | undefined,
  place: (...path: string[]) => Place,
  pools: () => Pools,
  problems: Problem[],
): void {
  if (!usesPools(uses)) return;
  for (const property of ["pools", "locks"] as const)
    for (const [name, use] of Object.entries(uses?.[property] ?? {})) {
      const found = checkUse(name, use, property, pools());
      if (found) problems.push({ ...place(property, name), ...found });
    }
}

type Found = Pick<Problem, "code" | "message" | "help"> & Partial<Pick<Problem, "at">>;

function checkUse(
  name: string,
  use: PoolUses[string] | LockUses[string] | undefined,
  property: "pools" | "locks",
  { declared, names }: Pools,
): Found | null {
  if (!names.has(name))
    return {
      at: "key",
      code: "unknown-pool",
      message: `pools.yaml declares no "${name}"`,
      help:
        didYouMean(name, names) ??
        `declare it there: \`${name}: {${property === "locks" ? "lock: true" : "units: 10"}}\``,
    };
  const pool = declared.get(name);
  if (pool === undefined || use === undefined) return null;
  const fitting = fit[pool.kind];
  if (fitting.property !== property)
    return {
      at: "key",
      code: "invalid-pool",
      message: `"${name}" is ${fitting.noun}`,
      help: `take it by \`${fitting.property}: {${name}: ${fitting.example}}\``,
    };
  const keeps = typeof use === "object" && use.keepOnFailure === true;
  if (keeps && pool.kind === "rate")
    return {
      code: "invalid-pool",
      message: "what is taken of a rate comes back by time alone: it can't be kept",
      help: "leave `keepOnFailure` out",
    };
  const units =
    typeof use === "number"
      ? use
      : typeof use === "object" && "units" in use
        ? use.units
        : undefined;
  if (units !== undefined && units > pool.units)
    return {
      code: "invalid-pool",
      message: `${units} units of "${name}" can never be had: there are ${pool.units}`,
      help: "take fewer, or raise the total in pools.yaml",
    };
  return null;
}

const fit: Record<PoolKind, { property: "pools" | "locks"; noun: string; example: string }> = {
  units: { property: "pools", noun: "a pool of units", example: "1" },
  rate: { property: "pools", noun: "a rate", example: "1" },
  lock: { property: "locks", noun: "a lock", example: "exclusive" },
};
