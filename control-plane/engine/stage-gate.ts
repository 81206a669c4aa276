// Whether runs of a pipeline are made at all. The functions that make them ask the same column themselves
// (`makes_runs`): this is for whoever asked, and is to be told why.

import { type StageRefusal, stageRefusal } from "#core/waves/refusal.ts";
import type { Stage } from "#core/waves/wave.ts";
import type { Db } from "#store/connect.ts";
import { stageOf } from "#store/pipelines.sql.ts";

/** Null while its runs are made here. */
export async function refusedByStage(db: Db, pipeline: number): Promise<StageRefusal | null> {
  const found = await stageOf(db, { pipeline });
  if (!found) return null;
  const { name, wave, stage, line } = found;
  return stageRefusal({ pipeline: name, wave, stage: stage as Stage, line });
}

/** A run was asked for that its pipeline's wave doesn't allow. */
export class RefusedByStage extends Error {
  override name = "RefusedByStage";
  readonly hint: string;

  constructor({ message, hint }: StageRefusal) {
    super(message);
    this.hint = hint;
  }
}

/** @throws RefusedByStage */
export async function checkStage(db: Db, pipeline: number): Promise<void> {
  const refused = await refusedByStage(db, pipeline);
  if (refused !== null) throw new RefusedByStage(refused);
}
