// One look at what has happened since the last, in one transaction: signals become alerts, alerts that are over end, and
// where nobody has acknowledged one the next in line is told. What a crash undoes the next look finds again.

import type pg from "pg";
import { type DeadlineSignal, meaningOf } from "#core/alerts/deadline-signal.ts";
import type { AlertEvent } from "#core/alerts/event.ts";
import { keyOf } from "#core/alerts/event.ts";
import { dueWords, nextWord, type RouteState, routeAlert } from "#core/alerts/routing.ts";
import {
  type AlertsToTellRow,
  alertsToTell,
  causesOf,
  changeAlert,
  lockAlerts,
  openAlerts,
  type RecoveredRow,
  recovered,
  type TakeSignalsRow,
  takeSignals,
} from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { type Ended, endAlerts } from "./end-alerts.ts";
import { type LiveAlerts, readSettings } from "./live-settings.ts";
import { type NewMessage, putLimited } from "./put-messages.ts";
import { type Raised, raiseAlerts } from "./raise.ts";
import { eventOfRun, type RunFacts, readOutput, readRunFacts } from "./run-facts.ts";
import { scan } from "./scan.ts";
import { takeWatch } from "./take-watch.ts";

const signalsPerLook = 100;
const alertsPerLook = 100;

/**
 * Answers how many things it has done; 0: there is nothing to do, or another server is at it.
 * @param scans Whether it also looks for what nobody has said.
 */
export const lookOnce = (pool: pg.Pool, scans = false): Promise<number> =>
  transaction(pool, async (db) => {
    const lock = await lockAlerts(db);
    if (!lock?.locked) return 0;
    const { now } = lock;
    const signals = await takeSignals(db, { limit: signalsPerLook });
    const live = await readSettings(db);
    // Nobody routes anything any more.
    if (live === null) return signals.length;
    await takeIn(db, live, signals, now);
    const over = await recovered(db, { limit: alertsPerLook });
    await endAlerts(
      db,
      live,
      over.map((row) => ({ id: row.id, resolution: remedyOf(row) })),
    );
    if (scans) await scan(db, live, now);
    const due = await alertsToTell(db, { limit: alertsPerLook });
    for (const alert of due) await tellNext(db, live, alert, now);
    return signals.length + over.length + due.length;
  });

function remedyOf({ kind, run_id, removed_at }: RecoveredRow): string {
  if (removed_at !== null && removed_at !== undefined && !run_id) return "the pipeline was removed";
  return kind === "started-twice" ? "somebody has seen to it" : `run ${run_id} succeeded`;
}

async function takeIn(
  db: Db,
  live: LiveAlerts,
  signals: readonly TakeSignalsRow[],
  now: Date,
): Promise<void> {
  const facts = await readRunFacts(
    db,
    signals.map(({ run_id }) => run_id),
  );
  for (const signal of signals) {
    const run = facts.get(signal.run_id);
    // Removed with its history meanwhile.
    if (run === undefined) continue;
    if (signal.type === "run.failed") {
      const message = run.failure?.message ?? run.row.reason;
      const event = eventOfRun(
        run,
        { kind: "failed", at: run.row.finished_at ?? signal.at, message },
        live.links,
      );
      const output = await readOutput(db, run.failure);
      await raiseAlerts(db, live, [await raisedBy(db, run, event, output)], now);
    } else if (signal.type === "run.started-twice") {
      const { message } = signal.detail as { message: string };
      const event = eventOfRun(run, { kind: "started-twice", at: signal.at, message }, live.links);
      await raiseAlerts(db, live, [await raisedBy(db, run, event, null)], now);
    } else if (signal.type.startsWith("watch.")) await takeWatch(db, live, signal, run, now);
    else await takeDeadline(db, live, signal, run, now);
  }
}

async function takeDeadline(
  db: Db,
  live: LiveAlerts,
  { detail, at }: TakeSignalsRow,
  run: RunFacts,
  now: Date,
): Promise<void> {
  const { deadline } = detail as { deadline: DeadlineSignal };
  const { opens, ends, because } = meaningOf(deadline);
  const { project, environment, pipeline } = run.row;
  if (ends.length > 0) {
    const keys = ends.map((kind) => keyOf({ kind, project, environment, pipeline }));
    const open = await openAlerts(db, { keys });
    const over = open
      .filter(({ run_id }) => run_id === run.row.id)
      .map(({ id }): Ended => ({ id, resolution: because }));
    await endAlerts(db, live, over);
  }
  if (opens === null) return;
  const { task, kind, at: due, expectedAt, cause } = deadline;
  const of = task === null ? "" : `task ${task}: `;
  const message =
    cause === null
      ? null
      : `${of}${cause.task === undefined ? "" : `${cause.task} `}${cause.message}`;
  const event = eventOfRun(
    run,
    { kind: opens, at, message, deadline: { kind, at: due, expectedAt } },
    live.links,
  );
  await raiseAlerts(db, live, [await raisedBy(db, run, event, null)], now);
}

async function raisedBy(
  db: Db,
  { row }: RunFacts,
  event: AlertEvent,
  output: Raised["output"],
): Promise<Raised> {
  const [cause] = await causesOf(db, { runs: [row.id] });
  return {
    ...{ event, output, project: row.project_id, pipeline: row.pipeline_id, run: row.id },
    cause: cause?.id ?? null,
  };
}

/** A step of the escalation, a reminder, or what was told below another that is over by now. */
async function tellNext(
  db: Db,
  live: LiveAlerts,
  alert: AlertsToTellRow,
  now: Date,
): Promise<void> {
  const event = alert.event as AlertEvent;
  const before = alert.routes as RouteState[];
  const at = now.getTime();
  const isNew = before.length === 0;
  const routed = isNew ? routeAlert(live.placed, live.channels, event, at) : null;
  const due = routed === null ? dueWords(before, at) : null;
  const states = routed?.states ?? due?.states ?? [];
  const messages = [
    ...(routed?.telling ?? []).map(
      (one): NewMessage => ({
        ...{ alert: alert.id, channel: one.channel, act: "open" as const },
        at: one.at === null ? null : new Date(one.at),
      }),
    ),
    ...(due?.words ?? []).map((one): NewMessage => ({ ...one, alert: alert.id, at: null })),
  ];
  const next = nextWord(states);
  await changeAlert(db, {
    ...{ id: alert.id, severity: alert.severity, run: null, event, output: null, routes: states },
    ...{ more: 0, happened: alert.happened_at, next: next === null ? null : new Date(next) },
  });
  await putLimited(db, live, messages);
}
