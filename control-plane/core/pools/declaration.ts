// A pool as a project declares it, and the difference of two states of its declarations.

export type PoolKind = "units" | "lock" | "rate";

export interface PoolDeclaration {
  name: string;
  kind: PoolKind;
  /** `global`: shared with all projects that declare the name so. */
  scope: "project" | "global";
  /** Units there are; of a rate, those that may be taken within `perMs`; of a lock `lockUnits`. */
  units: number;
  /** Of a rate; else null. */
  perMs: number | null;
  description: string | null;
}

/** A lock is a pool: whoever shares it takes one unit, whoever has it alone takes all. */
export const lockUnits = 1_000_000;

/** A pool that a revision declares, changes or declares no more. */
export interface PoolChange {
  pool: string;
  before: PoolDeclaration | null;
  after: PoolDeclaration | null;
}

/** Sorted by name; empty when both states are the same. */
export function poolChanges(
  live: readonly PoolDeclaration[],
  desired: readonly PoolDeclaration[],
): PoolChange[] {
  const before = new Map(live.map((one) => [one.name, one]));
  const after = new Map(desired.map((one) => [one.name, one]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((pool) => ({ pool, before: before.get(pool) ?? null, after: after.get(pool) ?? null }))
    .filter((change) => !isSame(change.before, change.after));
}

const isSame = (a: PoolDeclaration | null, b: PoolDeclaration | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.kind === b.kind &&
    a.scope === b.scope &&
    a.units === b.units &&
    a.perMs === b.perMs &&
    a.description === b.description);
