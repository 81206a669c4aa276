// Ends what people held back until a time that has come: holds and blackouts.

import type pg from "pg";
import { endBlackout, pastBlackouts } from "#store/blackouts.sql.ts";
import { endHolds } from "#store/holds.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";

export async function endHeld(pool: pg.Pool): Promise<void> {
  await endHolds(pool);
  await transaction(pool, async (db) => {
    for (const { id, actor, reason } of await pastBlackouts(db)) {
      await endBlackout(db, { id });
      const detail = { reason, expired: true };
      await writeAudit(db, { actor, act: "blackout-end", subject: String(id), detail });
    }
  });
}
