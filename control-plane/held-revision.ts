// When a held revision is looked at again by itself: once its rules have changed, or where approvals may have come.

import type { Db } from "#store/connect.ts";
import { recordJudged } from "#store/evidence.sql.ts";
import { sha256 } from "./revision-plan.ts";

/** Reviews come when they come, and a forge may not tell of them: so often it is asked again. */
const lookAgainMs = 5 * 60_000;

/** Names what a revision is judged by besides what it holds itself. */
export const judgedBy = ({ rules }: { rules: unknown }): string => sha256(JSON.stringify(rules));

/** Remembers by which rules it came to be held. */
export async function keepHeld(
  pool: Db,
  project: { id: number; token: string; rules: unknown },
  isUnapproved: boolean,
): Promise<void> {
  await recordJudged(pool, {
    id: project.id,
    token: project.token,
    judgedBy: judgedBy(project),
    lookAgainMs: isUnapproved ? String(lookAgainMs) : null,
  });
}
