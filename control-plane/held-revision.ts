// When a held revision is looked at again by itself: once its rules have changed, or where approvals may have come.

import type { Db } from "#store/connect.ts";
import { recordJudged } from "#store/evidence.sql.ts";

/** Reviews come when they come, and a forge may not tell of them: so often it is asked again. */
const lookAgainMs = 5 * 60_000;

/** Remembers by which rules it came to be held. */
export async function keepHeld(
  pool: Db,
  project: { id: number; token: string; judgedBy: string },
  isUnapproved: boolean,
): Promise<void> {
  await recordJudged(pool, {
    id: project.id,
    token: project.token,
    judgedBy: project.judgedBy,
    lookAgainMs: isUnapproved ? String(lookAgainMs) : null,
  });
}
