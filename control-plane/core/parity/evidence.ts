// What a revision has in `migration/` for the gate of its waves, as it is kept with the project once it is deployed.

import type { BacktestRecord, SimulationRecord } from "#schemas/types.ts";
import type { Explanation } from "./explanation.ts";

export interface MigrationEvidence {
  explanations: readonly Explanation[];
  /** Null: there is none. */
  simulation: SimulationRecord | null;
  /** Null: there is none. */
  backtest: BacktestRecord | null;
}

export const noEvidence: MigrationEvidence = { explanations: [], simulation: null, backtest: null };

/** Of a stored one; parts that an earlier version didn't keep are empty. */
export const evidenceFrom = (stored: unknown): MigrationEvidence => ({
  ...noEvidence,
  ...(stored as Partial<MigrationEvidence> | null),
});

export const hasEvidence = ({ explanations, simulation, backtest }: MigrationEvidence): boolean =>
  explanations.length > 0 || simulation !== null || backtest !== null;
