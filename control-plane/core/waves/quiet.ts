// For how long the scheduler before has run nothing of a wave: what it is retired by.

const dayMs = 86_400_000;

/**
 * Whole days without a run, as far as anybody was told. Instants in milliseconds since 1970.
 * @param last when a job of the wave last started there; null: never, as far as it is known
 * @param until all sources of its jobs have told up to then; null: none has
 * @return null: nobody knows
 */
export function quietDays(last: number | null, until: number | null): number | null {
  if (last === null || until === null) return null;
  return Math.max(0, Math.floor((until - last) / dayMs));
}
