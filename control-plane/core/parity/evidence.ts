// What a revision has in `migration/` for the gate of its waves, as it is kept with the project once it is deployed.

import type { Explanation } from "./explanation.ts";

export interface MigrationEvidence {
  explanations: readonly Explanation[];
}

export const noEvidence: MigrationEvidence = { explanations: [] };

/** Of a stored one; parts that an earlier version didn't keep are empty. */
export const evidenceFrom = (stored: unknown): MigrationEvidence => ({
  ...noEvidence,
  ...(stored as Partial<MigrationEvidence> | null),
});

export const hasEvidence = ({ explanations }: MigrationEvidence): boolean =>
  explanations.length > 0;
