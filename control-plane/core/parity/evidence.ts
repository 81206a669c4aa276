// What a revision has in `migration/` for the gate of its waves, as it is kept with the project once it is deployed.

import type { BacktestRecord, SimulationRecord } from "#schemas/types.ts";
import type { Explanation } from "./explanation.ts";
import type { ImportSummary } from "./import-summary.ts";

export interface MigrationEvidence {
  explanations: readonly Explanation[];
  /** Null: there is none. */
  simulation: SimulationRecord | null;
  /** Null: there is none. */
  backtest: BacktestRecord | null;
  /** What the import came to that the project was made by; null: there is no report of one. It decides nothing. */
  report: ImportSummary | null;
}

export const noEvidence: MigrationEvidence = {
  ...{ explanations: [], simulation: null, backtest: null, report: null },
};

/** Of a stored one; parts that an earlier version didn't keep are empty. */
export const evidenceFrom = (stored: unknown): MigrationEvidence => ({
  ...noEvidence,
  ...(stored as Partial<MigrationEvidence> | null),
});

export const hasEvidence = (evidence: MigrationEvidence): boolean =>
  evidence.explanations.length > 0 ||
  evidence.simulation !== null ||
  evidence.backtest !== null ||
  evidence.report !== null;
