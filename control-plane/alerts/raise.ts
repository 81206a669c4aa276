// What has happened → alerts and messages, in the caller's transaction: one alert for what has one cause and one key, and
// whatever is told about it.

import type { AlertEvent } from "#core/alerts/event.ts";
import { isNews } from "#core/alerts/kind.ts";
import { severityOf } from "#core/alerts/match.ts";
import type { AlertOutput } from "#core/alerts/output.ts";
import { channelsTold, nextWord, type RouteState, routeAlert } from "#core/alerts/routing.ts";
import { toldOf } from "#store/alert-messages.sql.ts";
import { changeAlert, type OpenAlertsRow, openAlert, openAlerts } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import type { LiveAlerts } from "./live-settings.ts";
import { type NewMessage, putLimited } from "./put-messages.ts";

export interface Raised {
  event: AlertEvent;
  project: number | null;
  pipeline: number | null;
  run: string | null;
  output: AlertOutput | null;
  /** The open alert of which it is a consequence, or null. */
  cause: string | null;
}

/** Of one alert at most once in so long, but for reminders: a run every minute is no message every minute. */
const againAfterMs = 3_600_000;

/** In the order in which it has happened. `now`: of the database. */
export async function raiseAlerts(
  db: Db,
  live: LiveAlerts,
  raised: readonly Raised[],
  now: Date,
): Promise<void> {
  for (const one of raised) {
    const event = { ...one.event, severity: severityOf(live.severities, one.event) };
    // News is over at once, so none is ever open.
    const [open] = isNews(event.kind) ? [] : await openAlerts(db, { keys: [event.key] });
    if (open === undefined) await raiseNew(db, live, { ...one, event }, now);
    else await raiseAgain(db, live, { ...one, event }, open, now);
  }
}

async function raiseNew(
  db: Db,
  live: LiveAlerts,
  { event, project, pipeline, run, output, cause }: Raised,
  now: Date,
): Promise<void> {
  const at = now.getTime();
  const { states, telling } =
    cause === null
      ? routeAlert(live.placed, live.channels, event, at)
      : { states: [], telling: [] };
  const over = isNews(event.kind);
  const next = over ? null : nextWord(states);
  const made = await openAlert(db, {
    ...{ key: event.key, kind: event.kind, severity: event.severity },
    ...{ project, pipeline, run, cause, event, output, routes: states },
    ...{ over, happened: new Date(event.at) },
    next: next === null ? null : new Date(next),
  });
  if (!made) throw new Error("an insert gave no row");
  await putLimited(
    db,
    live,
    telling.map(
      (one): NewMessage => ({
        ...{ alert: made.id, channel: one.channel, act: "open" },
        at: one.at === null ? null : new Date(one.at),
      }),
    ),
  );
}

async function raiseAgain(
  db: Db,
  live: LiveAlerts,
  { event, run, output }: Raised,
  open: OpenAlertsRow,
  now: Date,
): Promise<void> {
  const states = open.routes as RouteState[];
  await changeAlert(db, {
    ...{ id: open.id, severity: event.severity, run, event, output, routes: states },
    ...{ more: run === open.run_id ? 0 : 1, happened: new Date(event.at), next: open.next_at },
  });
  if (open.state !== "open" || run === open.run_id) return;
  const told = new Map((await toldOf(db, { alerts: [open.id] })).map((row) => [row.channel, row]));
  const due = channelsTold(states).filter((channel) => {
    const last = told.get(channel)?.last;
    return last === undefined || now.getTime() - last.getTime() >= againAfterMs;
  });
  await putLimited(
    db,
    live,
    due.map((channel): NewMessage => ({ alert: open.id, channel, act: "again", at: null })),
  );
}
