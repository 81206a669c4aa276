// What is proved of waves that are retired: that the scheduler before has run nothing of them for long enough.

import type { GoingLive, WaveProof } from "#core/waves/going-live.ts";
import { type QuietWave, unquiet } from "#core/waves/quiet.ts";
import type { Db } from "#store/connect.ts";
import { quietWaves } from "#store/legacy-runs.sql.ts";

/** By the wave that is deployed of each pipeline. */
export async function quietProofs(
  db: Db,
  project: number,
  pipelines: readonly GoingLive[],
): Promise<Omit<WaveProof, "override">[]> {
  const known = new Map(
    (await quietWaves(db, { project, classes: null })).map((row) => [
      row.wave,
      // A source of single jobs tells of no time by itself.
      { job: row.job, last: msOf(row.last), until: msOf(row.until) } satisfies QuietWave,
    ]),
  );
  return [...Map.groupBy(pipelines, ({ wave }) => wave.name)].map(([wave, its]) => {
    const quiet = known.get(wave);
    const missing = unquiet(quiet);
    const job = { job: quiet?.job ?? wave, pipeline: its[0]?.pipeline ?? "" };
    return {
      ...{ wave, retires: true, pipelines: its, refused: null },
      jobs: [{ ...job, missing: missing === null ? [] : [missing] }],
    };
  });
}

const msOf = (at: unknown): number | null => (at instanceof Date ? at.getTime() : null);
