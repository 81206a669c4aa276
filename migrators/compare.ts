// Legacy fire times beside those of the specs that were translated from them: each instant and business date as often as it
// is on either side.

import type { LegacyFire } from "./simulate.ts";

export type Side = "both" | "legacy" | "ours";

/** In time order; a fire time that one side has twice and the other once is one of `both` and one of that side. */
export function* compareFires(
  legacy: Iterable<LegacyFire>,
  ours: Iterable<LegacyFire>,
): Generator<LegacyFire & { side: Side }> {
  const left = legacy[Symbol.iterator]();
  const right = ours[Symbol.iterator]();
  let a = next(left);
  let b = next(right);
  while (a !== null || b !== null) {
    const order = a === null ? 1 : b === null ? -1 : orderOf(a, b);
    const fire = (order > 0 ? b : a) as LegacyFire;
    yield {
      date: fire.date,
      at: fire.at,
      side: order === 0 ? "both" : order < 0 ? "legacy" : "ours",
    };
    if (order <= 0) a = next(left);
    if (order >= 0) b = next(right);
  }
}

const next = (fires: Iterator<LegacyFire>): LegacyFire | null => {
  const { value, done } = fires.next();
  return done ? null : value;
};

const orderOf = (a: LegacyFire, b: LegacyFire): number =>
  a.at - b.at || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
