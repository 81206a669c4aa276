// What came beyond a channel's limit, in one message.

import type pg from "pg";
import { type AlertEvent, mostNamed } from "#core/alerts/event.ts";
import { severities } from "#core/alerts/kind.ts";
import type { AlertWord } from "#core/alerts/message.ts";
import { heldAlerts, type TakeMessagesRow, takeHeld } from "#store/alert-messages.sql.ts";
import { transaction } from "#store/transaction.ts";

/** Null where nothing is left of it. What it tells is kept with the message, so that another try tells the same. */
export async function digestOf(
  pool: pg.Pool,
  row: TakeMessagesRow,
  serverUrl: string | null,
): Promise<AlertWord | null> {
  const kept = (row.detail as { word?: AlertWord }).word;
  if (kept !== undefined) return { ...kept, serverUrl };
  return transaction(pool, async (db) => {
    const held = await heldAlerts(db, { channel: row.channel });
    const [worst] = held.toSorted(
      (a, b) => severities.indexOf(a.severity as never) - severities.indexOf(b.severity as never),
    );
    if (worst === undefined) return null;
    const events = held.map(({ event }) => event as AlertEvent);
    const now = row.now.toISOString();
    const word: AlertWord = {
      ...{ id: worst.id, act: "digest", output: null, now, serverUrl },
      event: {
        ...(worst.event as AlertEvent),
        key: `trunkline/digest/${row.channel}/${row.id}`,
        message: `${held.length} alerts came within a short time; this is the worst of them`,
        affected: events.slice(0, mostNamed).map(({ kind, project, pipeline, run }) => ({
          kind,
          pipeline: pipeline === null ? project : `${project}/${pipeline}`,
          run: run?.id ?? null,
        })),
        affectedCount: events.length,
      },
      ...{ openedAt: worst.opened_at.toISOString(), acknowledgedBy: null, note: null },
      ...{ resolvedAt: null, resolution: null },
    };
    await takeHeld(db, { channel: row.channel, digest: row.id, word: { word } });
    return word;
  });
}
