// One pass of housekeeping: partitions are made ahead, what is older than it is kept for is dropped, the queue is
// tidied. Each step is a transaction of its own, so a pass that is killed has done some of them and the next does the rest.

import type pg from "pg";
import type { Db } from "#store/connect.ts";
import { errorCode, messageOf } from "#store/errors.ts";
import { dropRaisedEvents } from "#store/events.sql.ts";
import { dropLegacyRuns } from "#store/legacy-runs.sql.ts";
import {
  beginMaintenance,
  dropAssetUpdates,
  dropBackfills,
  dropLogPartition,
  dropRestLogs,
  dropRestTasks,
  dropRuns,
  dropTaskPartition,
  dropWorkers,
  endMaintenance,
  lockMaintenance,
  makeLogPartitions,
  makeTaskPartition,
  tidyQueue,
  unlockMaintenance,
} from "#store/maintenance.sql.ts";
import { dropMessages } from "#store/messages.sql.ts";
import { dropParityDays, dropParityReports } from "#store/parity.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { archiveLogs, dropLogFiles } from "./log-archive.ts";
import { type StillAsked, stillAsked } from "./still-asked.ts";
import type { ReadPipeline } from "./waiting.ts";

export interface Retention {
  /** Days for which runs that have ended are kept, with their tasks. */
  historyDays: number;
  /** Days for which their output is kept in the database. */
  logDays: number;
  /** Folder to which output goes as gzip files instead, or null. */
  archive: string | null;
  /** Days after its run has ended; 1 when not given. */
  archiveAfterDays?: number;
}

export const retentionDefaults: Retention = { historyDays: 90, logDays: 30, archive: null };

export interface MaintainOptions {
  retention: Retention;
  readPipeline: ReadPipeline;
  /** Ends the pass after the step that it is at. */
  signal?: AbortSignal;
}

/** What was made and dropped, by kind; kinds of which there was nothing are left out. */
export type Maintained = Record<string, number>;

const dayMs = 86_400_000;
/** Days whose partition exists before they begin: servers may all be down for so long. */
const daysAhead = 3;
/** For so long a message that comes again is known by its key; docs/triggers.md says so. */
const messageDays = 14;
const runsPerStep = 1_000;
const rowsPerStep = 5_000;

interface Pass extends MaintainOptions {
  db: Db;
  /** What ended before it is no longer kept. */
  historyBefore: Date;
  logsBefore: Date;
  now: Date;
  asked: StillAsked | null;
  add(kind: string, count: number): void;
}

/** In this order: room first, then what gives room, the larger before the smaller. */
const steps: readonly ((pass: Pass) => Promise<void>)[] = [
  makeTasks,
  makeLogs,
  archive,
  dropOldRuns,
  dropTasks,
  dropLogs,
  dropFiles,
  dropOthers,
  tidy,
];

/** @returns null when another server is at it. */
export async function maintain(
  pool: pg.Pool,
  options: MaintainOptions,
): Promise<Maintained | null> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    if (!(await lockMaintenance(client))?.locked) return null;
    try {
      return await pass(client, options);
    } finally {
      await unlockMaintenance(client);
    }
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    // A broken connection is closed, which frees the lock.
    client.release(broken);
  }
}

async function pass(db: Db, options: MaintainOptions): Promise<Maintained> {
  const { retention, readPipeline } = options;
  const done: Maintained = {};
  const faults: string[] = [];
  await beginMaintenance(db);
  const now = (await databaseClock(db))?.now as Date;
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const historyBefore = before(retention.historyDays);
  const state: Pass = {
    ...options,
    db,
    now,
    historyBefore,
    logsBefore: before(retention.logDays),
    asked: await stillAsked(db, historyBefore, readPipeline).catch((error: unknown) => {
      faults.push(messageOf(error));
      return null;
    }),
    add(kind, count) {
      if (count > 0) done[kind] = (done[kind] ?? 0) + count;
    },
  };
  for (const step of steps) {
    if (options.signal?.aborted) break;
    await step(state).catch((error: unknown) => {
      // Somebody reads for long, as a backup does, or a row came where a partition was to be: another time.
      if (!["55P03", "23514"].includes(errorCode(error) ?? "")) faults.push(messageOf(error));
      else state.add("postponed", 1);
    });
  }
  const error = faults.length > 0 ? faults.join("; ") : null;
  await endMaintenance(db, { done, error });
  if (error !== null) throw new Error(`maintenance: ${error}`);
  return done;
}

async function makeTasks({ db, retention, add }: Pass): Promise<void> {
  const row = await makeTaskPartition(db, { keepDays: retention.historyDays });
  add("task_partitions_made", row?.made ? 1 : 0);
}

async function makeLogs({ db, add }: Pass): Promise<void> {
  const row = await makeLogPartitions(db, { days: daysAhead });
  add("log_partitions_made", row?.made.length ?? 0);
}

async function archive({ db, retention, now, signal, add }: Pass): Promise<void> {
  if (retention.archive === null) return;
  const before = new Date(now.getTime() - (retention.archiveAfterDays ?? 1) * dayMs);
  add("logs_archived", await archiveLogs(db, retention.archive, before, signal));
}

async function dropOldRuns({ db, historyBefore, asked, add }: Pass): Promise<void> {
  if (asked === null) return;
  let after = "0";
  for (;;) {
    const row = await dropRuns(db, {
      before: historyBefore,
      after,
      limit: runsPerStep,
      askedPipelines: asked.pipelines,
      askedDates: asked.dates,
    });
    add("runs_dropped", row?.dropped ?? 0);
    if (!row?.next) return;
    after = row.next;
  }
}

async function dropTasks({ db, add }: Pass): Promise<void> {
  while ((await dropTaskPartition(db))?.dropped) add("task_partitions_dropped", 1);
  await untilFew(() => dropRestTasks(db, { limit: rowsPerStep }), add, "tasks_deleted");
}

async function dropLogs({ db, logsBefore: before, retention, add }: Pass): Promise<void> {
  const archived = retention.archive !== null;
  while ((await dropLogPartition(db, { before, archived }))?.dropped)
    add("log_partitions_dropped", 1);
  const rest = () => dropRestLogs(db, { before, archived, limit: rowsPerStep });
  await untilFew(rest, add, "log_chunks_deleted");
}

async function dropFiles({ db, retention, add }: Pass): Promise<void> {
  if (retention.archive !== null)
    add("log_files_dropped", await dropLogFiles(db, retention.archive));
}

async function dropOthers({ db, now, historyBefore, asked, add }: Pass): Promise<void> {
  const before = historyBefore;
  if (asked !== null)
    add(
      "asset_updates_dropped",
      (await dropAssetUpdates(db, { before, asked: asked.assets }))?.dropped ?? 0,
    );
  const messagesBefore = new Date(now.getTime() - messageDays * dayMs);
  await untilFew(
    () => dropMessages(db, { before: messagesBefore, limit: rowsPerStep }),
    add,
    "messages_dropped",
  );
  await untilFew(() => dropParityDays(db, { before, limit: rowsPerStep }), add, "verdicts_dropped");
  await untilFew(
    () => dropLegacyRuns(db, { before, limit: rowsPerStep }),
    add,
    "legacy_runs_dropped",
  );
  await untilFew(
    () => dropParityReports(db, { before, limit: rowsPerStep }),
    add,
    "parity_reports_dropped",
  );
  await untilFew(
    () => dropRaisedEvents(db, { before, limit: rowsPerStep }),
    add,
    "raised_events_dropped",
  );
  add("backfills_dropped", (await dropBackfills(db, { before }))?.dropped ?? 0);
  add("workers_dropped", (await dropWorkers(db, { before }))?.dropped ?? 0);
}

async function tidy({ db, add }: Pass): Promise<void> {
  const row = await tidyQueue(db, { limit: rowsPerStep });
  add("queue_entries_removed", row?.removed ?? 0);
  add("queue_entries_renewed", row?.renewed ?? 0);
}

async function untilFew(
  drop: () => Promise<{ dropped: number } | undefined>,
  add: Pass["add"],
  kind: string,
): Promise<void> {
  for (;;) {
    const dropped = (await drop())?.dropped ?? 0;
    add(kind, dropped);
    if (dropped < rowsPerStep) return;
  }
}
