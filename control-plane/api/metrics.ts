// Figures for Prometheus, in its text format: what is under way, what waits, what housekeeping did.

import { alertFigures, channelHealth } from "#store/alert-messages.sql.ts";
import { forgeFigures } from "#store/forges.sql.ts";
import {
  historyFigures,
  lastMaintenance,
  poolFigures,
  queueDepth,
  waitFigures,
} from "#store/maintenance.sql.ts";
import { lags, syncFigures } from "#store/projects.sql.ts";
import { strandedTasks } from "#store/routes.sql.ts";
import { activeRuns } from "#store/runs.sql.ts";
import { liveWorkers } from "#store/workers.sql.ts";
import type { ApiContext } from "./server.ts";

/** Labels in braces, or nothing; and the value. */
type Sample = readonly [labels: string, value: number];

export async function metrics(context: ApiContext): Promise<string> {
  const parts = [await work(context), await waiting(context), await telling(context)];
  return [...parts, await keeping(context)].flat().join("");
}

async function work({ pool, version, scheduler, policyErrors }: ApiContext): Promise<string[]> {
  const [syncs, runs, workers, lag, stranded] = await Promise.all([
    syncFigures(pool),
    activeRuns(pool, {}),
    liveWorkers(pool),
    lags(pool),
    strandedTasks(pool, {}),
  ]);
  const tasks = stranded.reduce((sum, row) => sum + row.tasks, 0);
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const held = scheduler.held() === null ? 0 : 1;
  return [
    gauge("trunkline_info", "The server's version.", [[labels({ version }), 1]]),
    gauge("trunkline_active_runs", "Unfinished runs.", [
      [labels({ state: "waiting" }), runs?.waiting ?? 0],
      [labels({ state: "running" }), runs?.running ?? 0],
    ]),
    gauge("trunkline_workers", "Living workers.", [["", workers.length]]),
    gauge("trunkline_worker_slots", "Tasks that they run at a time.", [["", slots]]),
    gauge("trunkline_stranded_tasks", "Ready tasks that no living worker takes.", [["", tasks]]),
    gauge(
      "trunkline_sync_lag_seconds",
      "Since the repository that was neglected the longest was last looked at.",
      [["", lag?.sync ?? 0]],
    ),
    gauge(
      "trunkline_project_checked_seconds",
      "Since a project's repository was last reached.",
      syncs.map(({ name, checked }) => [labels({ project: name }), checked]),
    ),
    gauge(
      "trunkline_project_unsynced_seconds",
      "Since a project is not Synced, with the state that it is in instead; 0 while it is.",
      syncs.map((row) => [labels({ project: row.name, state: row.sync_state }), row.unsynced]),
    ),
    gauge(
      "trunkline_project_broken_files",
      "Spec files in error: their pipelines stay at an older revision.",
      syncs.map(({ name, broken }) => [labels({ project: name }), broken]),
    ),
    gauge("trunkline_due_lag_seconds", "How late the oldest due time is that has no run yet.", [
      ["", lag?.due ?? 0],
    ]),
    gauge("trunkline_clock_held", "1 while scheduling holds.", [["", held]]),
    family(
      "counter",
      "trunkline_policy_errors_total",
      "Policies of access that failed while this server evaluated them, each time a denial.",
      [["", policyErrors()]],
    ),
  ];
}

async function waiting({ pool }: ApiContext): Promise<string[]> {
  const [queue, waits, pools, forges] = await Promise.all([
    queueDepth(pool),
    waitFigures(pool),
    poolFigures(pool),
    forgeFigures(pool),
  ]);
  const of = ({ kind }: (typeof pools)[number]) => labels({ kind });
  return [
    gauge("trunkline_queue_entries", "Tasks in the queue, taken or not.", [
      ["", queue?.entries ?? 0],
    ]),
    gauge("trunkline_queue_dead", "Entries that failed for good; maintenance takes them out.", [
      ["", queue?.dead ?? 0],
    ]),
    gauge("trunkline_queue_oldest_seconds", "How long the oldest entry could have been taken.", [
      ["", queue?.oldest_seconds ?? 0],
    ]),
    gauge("trunkline_waits", "Runs and tasks that wait for gates.", [["", waits?.waiting ?? 0]]),
    gauge("trunkline_wait_oldest_seconds", "How long the oldest of them has waited.", [
      ["", waits?.oldest_seconds ?? 0],
    ]),
    gauge(
      "trunkline_pool_units",
      "Units of all pools, and of all locks.",
      pools.map((row) => [of(row), row.units]),
    ),
    gauge(
      "trunkline_pool_units_used",
      "Units that tasks hold.",
      pools.map((row) => [of(row), row.used]),
    ),
    gauge(
      "trunkline_pool_waiting",
      "Tasks that wait for units.",
      pools.map((row) => [of(row), row.waiting]),
    ),
    gauge("trunkline_forge_wishes", "What forges don't show yet, or don't take.", [
      [labels({ state: "waiting" }), forges?.waiting ?? 0],
      [labels({ state: "dead" }), forges?.dead ?? 0],
    ]),
    gauge("trunkline_forge_oldest_seconds", "How long the oldest of them has waited.", [
      ["", forges?.oldest_seconds ?? 0],
    ]),
    gauge("trunkline_connections", "Database connections of this server.", [
      [labels({ state: "open" }), pool.totalCount],
      [labels({ state: "idle" }), pool.idleCount],
      [labels({ state: "wanted" }), pool.waitingCount],
    ]),
  ];
}

async function telling({ pool }: ApiContext): Promise<string[]> {
  const [figures, channels] = await Promise.all([alertFigures(pool), channelHealth(pool)]);
  const states = ["waiting", "dead"] as const;
  return [
    gauge("trunkline_alerts", "Alerts that are not over.", [
      [labels({ state: "open" }), figures?.open ?? 0],
      [labels({ state: "acknowledged" }), figures?.acknowledged ?? 0],
    ]),
    gauge(
      "trunkline_alert_messages",
      "Messages that a channel has not taken yet, or that were given up.",
      channels.flatMap((row) =>
        states.map((state): Sample => [labels({ channel: row.channel, state }), row[state]]),
      ),
    ),
    gauge(
      "trunkline_alert_told_seconds",
      "From what has happened to the first message that was taken, median of the newest 100 alerts.",
      [["", (figures?.told_ms ?? 0) / 1000]],
    ),
  ];
}

async function keeping({ pool, mirrors: measure }: ApiContext): Promise<string[]> {
  const mirrors = measure();
  const [history, last] = await Promise.all([historyFigures(pool), lastMaintenance(pool)]);
  const sizes = (last?.sizes ?? []) as { name: string; bytes: number; rows: number }[];
  const totals = Object.entries((last?.totals ?? {}) as Record<string, number>);
  return [
    gauge("trunkline_database_bytes", "What the database takes.", [["", history?.bytes ?? 0]]),
    gauge(
      "trunkline_mirrors_bytes",
      "What this server's mirrors of repositories take on the disk.",
      [["", mirrors?.bytes ?? 0]],
    ),
    gauge("trunkline_mirrors_limit_bytes", "What they may take together.", [
      ["", mirrors?.limitBytes ?? 0],
    ]),
    gauge("trunkline_history_oldest_seconds", "Age of the oldest run that is kept.", [
      ["", history?.oldest_seconds ?? 0],
    ]),
    gauge("trunkline_partitions", "Partitions of a table.", [
      [labels({ table: "task_run" }), history?.task_partitions ?? 0],
      [labels({ table: "log_chunk" }), history?.log_partitions ?? 0],
    ]),
    gauge(
      "trunkline_table_bytes",
      "What a table takes with its indexes, at the last maintenance.",
      sizes.map(({ name, bytes }) => [labels({ table: name }), bytes]),
    ),
    gauge(
      "trunkline_table_rows",
      "Rows of a table, at the last maintenance.",
      sizes.map(({ name, rows }) => [labels({ table: name }), rows]),
    ),
    gauge("trunkline_maintenance_last_success_seconds", "When it last went through, since 1970.", [
      ["", (last?.finished_at?.getTime() ?? 0) / 1000],
    ]),
    gauge("trunkline_maintenance_duration_seconds", "How long the last pass took.", [
      ["", Number(last?.took_ms ?? 0) / 1000],
    ]),
    gauge("trunkline_maintenance_failed", "1 when the last pass did not go through.", [
      ["", last?.error ? 1 : 0],
    ]),
    family("counter", "trunkline_maintenance_total", "What maintenance made and dropped.", [
      ...totals.map(([kind, count]): Sample => [labels({ kind }), count]),
    ]),
  ];
}

const gauge = (name: string, help: string, values: readonly Sample[]) =>
  family("gauge", name, help, values);

const family = (type: string, name: string, help: string, values: readonly Sample[]) =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${values
    .map(([labels, value]) => `${name}${labels} ${value}\n`)
    .join("")}`;

const labels = (pairs: Record<string, string>): string =>
  `{${Object.entries(pairs)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;
