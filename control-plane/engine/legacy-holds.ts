// Holds of another scheduler that were read back: kept, and read for whoever needs the proof.

import {
  type HoldReader,
  type HoldReading,
  type HoldState,
  heldJobs,
} from "#core/cutover/holds.ts";
import type { Db } from "#store/connect.ts";
import { judgeHeld, listLegacyHolds, putLegacyHolds } from "#store/legacy-holds.sql.ts";

/** One reading of a source: the jobs of a wave that it tells of. */
export interface HoldsRead {
  project: number;
  wave: string;
  source: string;
  how: HoldReader;
  readAt: Date;
  /** Each job once. */
  holds: readonly { job: string; state: HoldState; line: string }[];
}

/** Answers how many are kept: a reading that is older than what is there changes nothing. */
export async function putHolds(db: Db, read: HoldsRead, actor: string): Promise<number> {
  const row = await putLegacyHolds(db, { ...read, holds: [...read.holds], actor });
  await judgeHeld(db, { project: read.project, wave: read.wave });
  return row?.kept ?? 0;
}

/** By job: what all sources say of it together. `readAt` is in milliseconds since 1970. */
export async function readHolds(
  db: Db,
  project: number,
  wave: string,
): Promise<Map<string, HoldReading>> {
  const rows = await listLegacyHolds(db, { project, wave });
  return heldJobs(
    rows.map(
      ({ job, state, read_at }): HoldReading => ({
        job,
        state: state as HoldState,
        readAt: read_at.getTime(),
      }),
    ),
  );
}
