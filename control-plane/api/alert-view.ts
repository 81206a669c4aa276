// Alerts as the API shows them, from their rows. Output is not shown: reading it is a right of its own.

import type { AlertEvent } from "#core/alerts/event.ts";
import { headlineOf } from "#core/alerts/event.ts";
import { type MessagesOfRow, messagesOf } from "#store/alert-messages.sql.ts";
import type { ListAlertsRow } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { iso, isoOrNull } from "./route.ts";
import type { AlertDetail, AlertMessageView, AlertView } from "./types.ts";

export function alertViewOf(row: ListAlertsRow): AlertView {
  const event = row.event as AlertEvent;
  return {
    ...{ id: row.id, key: row.key, count: row.count, below: row.below, cause: row.cause_id },
    kind: event.kind,
    severity: row.severity as AlertView["severity"],
    state: row.state as AlertView["state"],
    ...{ project: event.project, pipeline: event.pipeline, environment: event.environment },
    ...{ owner: event.owner, run: row.run_id, message: event.message, inRow: event.inRow },
    title: headlineOf(event),
    at: iso(row.happened_at),
    openedAt: iso(row.opened_at),
    nextAt: isoOrNull(row.next_at),
    acknowledgedBy: row.acknowledged_by,
    acknowledgedAt: isoOrNull(row.acknowledged_at),
    note: row.note,
    resolvedAt: isoOrNull(row.resolved_at),
    resolution: row.resolution,
  };
}

/** In the order of the rows. */
export async function alertDetails(db: Db, rows: readonly ListAlertsRow[]): Promise<AlertDetail[]> {
  const messages = await messagesOf(db, { alerts: rows.map(({ id }) => id) });
  const byAlert = Map.groupBy(messages, (row) => row.alert_id);
  return rows.map((row) => ({
    ...alertViewOf(row),
    messages: (byAlert.get(row.id) ?? []).map(messageViewOf),
  }));
}

const messageViewOf = (row: MessagesOfRow): AlertMessageView => ({
  ...{ id: row.id, channel: row.channel, attempts: row.attempts, error: row.error },
  act: row.act as AlertMessageView["act"],
  state: row.state as AlertMessageView["state"],
  createdAt: iso(row.created_at),
  nextAt: row.state === "waiting" ? iso(row.next_at) : null,
  deliveredAt: isoOrNull(row.delivered_at),
});
