// For how long the scheduler before has run nothing of a wave: what it is retired by.

const dayMs = 86_400_000;

/** So many days the scheduler before must have run nothing of a wave that is retired. */
export const askedQuietDays = 30;

/** What is known of a wave. Instants are in milliseconds since 1970, as `quietDays` has them. */
export interface QuietWave {
  /** The job that ran last there. */
  job: string;
  last: number | null;
  until: number | null;
}

/** Why a wave can't be retired yet, a clause; null: it may. */
export function unquiet(wave: QuietWave | undefined): string | null {
  const asked = `${askedQuietDays} quiet days are asked for`;
  if (wave === undefined)
    return `no job of it was ever observed, so that nobody knows whether the other scheduler runs it, and ${asked}`;
  const days = quietDays(wave.last, wave.until);
  if (days === null)
    return `nobody knows for how long the other scheduler has run nothing of it, since ${
      wave.last === null ? "no run of it was ever told" : "no log tells of its jobs"
    }, and ${asked}`;
  if (days >= askedQuietDays) return null;
  return `the other scheduler is quiet for ${days} days, as far as it was told, and ${asked}`;
}

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
