// Waves that go live with a deployment, or are retired by it: judged once more in its transaction, and on record with it.

import type { MigrationEvidence } from "#core/parity/evidence.ts";
import { isProved, refusalText, type WaveProof, wentLive } from "#core/waves/going-live.ts";
import type { Db } from "#store/connect.ts";
import { putEvidence } from "#store/parity.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { StalePlan } from "./stale-plan.ts";
import type { TakenUp } from "./take-up-dates.ts";
import { proveWaves, type WaveProofInput } from "./wave-proof.ts";

export interface Migration {
  /** What the revision has for the gate of its waves; null: nothing. */
  evidence: MigrationEvidence | null;
  /** Pipelines that another scheduler runs and that come to be run here; null: none. */
  goingLive: Omit<WaveProofInput, "now"> | null;
}

/** @throws StalePlan when a wave that was to go to another stage may not any more: the next plan leaves it as it is. */
export async function provedAgain(
  db: Db,
  migration: Migration | undefined,
  now: Date,
): Promise<WaveProof[]> {
  const proofs = migration?.goingLive ? await proveWaves(db, { ...migration.goingLive, now }) : [];
  const shut = proofs.find((one) => !isProved(one));
  if (shut !== undefined) throw new StalePlan(refusalText(shut));
  return proofs;
}

/** Keeps what the revision has for later gates, and who went live upon what. */
export async function keepMigration(
  db: Db,
  { project, name, commit, actor, isFirst }: Kept,
  migration: Migration | undefined,
  proofs: readonly WaveProof[],
  takenUp: readonly TakenUp[],
): Promise<void> {
  if (migration !== undefined && !(isFirst && migration.evidence === null))
    await putEvidence(db, { project, evidence: migration.evidence });
  for (const proof of proofs)
    await writeAudit(db, {
      ...{ actor, act: proof.retires ? "retire-wave" : "go-live", subject: name },
      detail: { commit, ...wentLive(proof), ...takenUpOf(proof, takenUp) },
    });
}

function takenUpOf({ pipelines }: WaveProof, all: readonly TakenUp[]) {
  const names = new Set(pipelines.map(({ pipeline }) => pipeline));
  const takenUp = all.filter(({ pipeline }) => names.has(pipeline));
  return takenUp.length > 0 && { takenUp };
}

interface Kept {
  project: number;
  name: string;
  commit: string;
  actor: string;
  isFirst: boolean;
}
