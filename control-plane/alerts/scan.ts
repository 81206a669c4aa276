// Looks now and then for what nobody says when it happens: projects that aren't deployed, workers that were lost, triggers
// that can't be followed, tasks that are stuck, runs that no worker takes, successes that are too fast or empty. In the transaction of a look.

import type { AlertKind } from "#core/alerts/kind.ts";
import { formatDuration } from "#core/duration.ts";
import type { StoredRules } from "#core/registration.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { learn } from "#engine/expectations.ts";
import { repeatOpen } from "#store/alert-messages.sql.ts";
import {
  freshSuccesses,
  longRunning,
  lostWorkers,
  unstarted,
  unstuck,
  unsyncedProjects,
  workersBack,
} from "#store/alert-scans.sql.ts";
import { openAlertsOfKind } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { countsMs } from "./channels/alertmanager.ts";
import { endAlerts } from "./end-alerts.ts";
import type { LiveAlerts } from "./live-settings.ts";
import { type Raised, raiseAlerts } from "./raise.ts";
import { eventOfRun, readRunFacts } from "./run-facts.ts";
import { scanTriggers } from "./scan-triggers.ts";
import { eventOfServer } from "./server-event.ts";

const runsPerScan = 100;
/** Fewer earlier runs, or shorter ones, tell nothing of what is usual. */
const [fewestRuns, shortestMs] = [5, 60_000];

export async function scan(db: Db, live: LiveAlerts, now: Date): Promise<void> {
  await scanProjects(db, live, now);
  await scanWorkers(db, live, now);
  await scanTriggers(db, live, now);
  const { stuck, didNotStartMs, tooFast, empty } = live.watch;
  const over = await unstuck(db);
  await endAlerts(
    db,
    live,
    over.map(({ id, finished_at }) => ({
      id,
      resolution: finished_at === null ? "it goes on" : "the run has ended",
    })),
  );
  const found: Found[] = [];
  if (stuck !== null) found.push(...(await findStuck(db, stuck)));
  if (didNotStartMs !== null) {
    const rows = await unstarted(db, { afterMs: String(didNotStartMs), limit: runsPerScan });
    for (const { run_id, due_at } of rows) {
      const message = "it is due and could start, but no worker has taken any of its tasks";
      found.push({ run: run_id, kind: "did-not-start", at: due_at, message });
    }
  }
  if (tooFast !== null || empty) found.push(...(await findOdd(db, tooFast, empty)));
  await raiseFound(db, live, found, now);
  const forgetful = Object.values(live.channels).filter(
    ({ target }) => target.kind === "alertmanager",
  );
  if (forgetful.length > 0)
    await repeatOpen(db, {
      channels: forgetful.map(({ name }) => name),
      afterMs: String(countsMs / 4),
    });
}

interface Found {
  run: string;
  kind: AlertKind;
  at: Date;
  message: string;
}

async function raiseFound(db: Db, live: LiveAlerts, found: readonly Found[], now: Date) {
  const facts = await readRunFacts(
    db,
    found.map(({ run }) => run),
  );
  const raised = found.flatMap(({ run, ...happened }): Raised[] => {
    const of = facts.get(run);
    if (of === undefined) return [];
    const event = eventOfRun(of, happened, live.links);
    const { project_id: project, pipeline_id: pipeline } = of.row;
    return [{ event, project, pipeline, run, output: null, cause: null }];
  });
  await raiseAlerts(db, live, raised, now);
}

async function findStuck(db: Db, times: number): Promise<Found[]> {
  const rows = await longRunning(db, { limit: runsPerScan });
  if (rows.length === 0) return [];
  const asked = rows.map(({ pipeline_id, date }) => ({ pipeline: pipeline_id, date }));
  const learned = await learn(db, asked, createDefinitions(db).pipeline);
  return rows.flatMap(({ run_id, pipeline_id, date, name, started_at, now }): Found[] => {
    const usual = learned({ pipeline: pipeline_id, date }).tasks.get(name);
    const tookMs = now.getTime() - started_at.getTime();
    if (usual === undefined || tookMs <= times * usual.p90Ms) return [];
    const message = `task ${name} has run for ${shortOf(tookMs)}; nine of ten runs took ${shortOf(usual.p90Ms)} or less`;
    return [{ run: run_id, kind: "stuck", at: started_at, message }];
  });
}

async function findOdd(db: Db, tooFast: number | null, empty: boolean): Promise<Found[]> {
  const rows = await freshSuccesses(db);
  return rows.flatMap(({ run_id, finished_at, took, median, count, executed }): Found[] => {
    const of = { run: run_id, at: finished_at };
    if (!executed)
      return empty
        ? [{ ...of, kind: "empty", message: "it succeeded, and each of its tasks was skipped" }]
        : [];
    if (tooFast === null || median === null || median === undefined) return [];
    if (count < fewestRuns || median < shortestMs || took >= tooFast * median) return [];
    const message = `it took ${shortOf(took)}; the median of ${count} runs before is ${shortOf(median)}`;
    return [{ ...of, kind: "too-fast", message }];
  });
}

const shortOf = (ms: number): string =>
  formatDuration(Math.max(1_000, Math.round(ms / 1_000) * 1_000));

async function scanProjects(db: Db, live: LiveAlerts, now: Date): Promise<void> {
  const rows = await unsyncedProjects(db);
  const raised = rows.map((row): Raised => {
    const rules = row.rules as StoredRules;
    const files = `${row.broken} ${row.broken === 1 ? "file is" : "files are"} in error, such as ${row.first}`;
    const message =
      row.sync_state === "Synced"
        ? files
        : `${row.sync_state}: ${row.sync_reason ?? "no reason is known"}`;
    const of = { kind: "sync-failed" as const, project: row.name, environment: row.environment };
    return {
      event: eventOfServer(
        { ...of, owner: rules.owner ?? null, tags: rules.tags ?? {}, message },
        row.unsynced_at ?? row.since ?? now,
      ),
      ...{ project: row.id, pipeline: null, run: null, output: null, cause: null },
    };
  });
  const bad = new Set(raised.map(({ event }) => event.key));
  const open = await openAlertsOfKind(db, { kind: "sync-failed" });
  const known = new Set(open.map(({ key }) => key));
  await raiseAlerts(
    db,
    live,
    raised.filter(({ event }) => !known.has(event.key)),
    now,
  );
  const over = open.filter(({ key }) => !bad.has(key));
  await endAlerts(
    db,
    live,
    over.map(({ id }) => ({ id, resolution: "it is deployed as its branch says" })),
  );
}

async function scanWorkers(db: Db, live: LiveAlerts, now: Date): Promise<void> {
  const lost = await lostWorkers(db);
  await raiseAlerts(
    db,
    live,
    lost.map(({ name, pid, dead_at }): Raised => {
      const message = `worker ${name} (process ${pid}) was not heard of any more; what it ran was given back`;
      const event = eventOfServer(
        { kind: "worker-lost", message, tags: { worker: [name] } },
        dead_at,
        name,
      );
      return { event, project: null, pipeline: null, run: null, output: null, cause: null };
    }),
    now,
  );
  const back = await workersBack(db);
  await endAlerts(
    db,
    live,
    back.map((one) => ({
      id: one.id,
      resolution: one.back ? "its host has a worker again" : "an hour has passed",
    })),
  );
}
