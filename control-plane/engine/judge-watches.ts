// What is to be told of watched runs because their spec says so: noted for alerts, each thing once.

import type { Pipeline } from "#core/pipeline.ts";
import {
  judgeWatches as judge,
  type WatchedSubject,
  type WatchSignal,
  type WatchVerdict,
} from "#core/watch/judge.ts";
import { signalAlerts } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import type { WatchedRunsRow, WatchedTasksRow } from "#store/deadlines.sql.ts";

export interface RunOfWatch {
  row: WatchedRunsRow;
  pipeline: Pipeline;
  tasks: readonly WatchedTasksRow[];
  /** [median, p90] in milliseconds by index of tasks; null: not known. */
  expected: readonly ([number, number] | null)[];
  /** What was told before. */
  told: readonly string[];
}

/** As alerts read it out of a signal's detail. */
export interface WatchDetail {
  task: { name: string; idx: number; attempt: number; exitCode: number | null } | null;
  at: string;
  message: string | null;
}

/** Verdicts on runs, in their order. */
export const judgeWatches = (runs: readonly RunOfWatch[]): WatchVerdict[] =>
  runs.map((run) => judge(subjectsOf(run), run.told, run.row.now.getTime()));

/** In the transaction in which that is kept as told. */
export async function tellWatches(
  db: Db,
  runs: readonly RunOfWatch[],
  verdicts: readonly WatchVerdict[],
): Promise<void> {
  const found = runs.flatMap((run, index) =>
    (verdicts[index]?.signals ?? []).map((signal) => ({ run, signal })),
  );
  if (found.length === 0) return;
  await signalAlerts(db, {
    runs: found.map(({ run }) => run.row.id),
    types: found.map(({ signal }) => `watch.${signal.word}`),
    details: found.map(({ run, signal }) => ({ watch: detailOf(run, signal) })),
  });
}

function detailOf({ pipeline, tasks }: RunOfWatch, { idx, at, message }: WatchSignal): WatchDetail {
  const row = tasks.find((one) => one.idx === idx);
  const name = pipeline.tasks[idx]?.name;
  return {
    task:
      name === undefined
        ? null
        : { name, idx, attempt: row?.attempt ?? 1, exitCode: row?.exit_code ?? null },
    at: new Date(Math.round(at)).toISOString(),
    message,
  };
}

/** What repeats waits between its iterations, too. */
const isRetried = ({ state, attempt, iteration }: WatchedTasksRow): boolean =>
  (state === "waiting" || state === "ready") && attempt > 0 && iteration === null;

function subjectsOf({ row: run, pipeline, tasks, expected }: RunOfWatch): WatchedSubject[] {
  const subjects: WatchedSubject[] = [];
  if (pipeline.watch)
    subjects.push({
      ...{
        idx: -1,
        watch: pipeline.watch,
        state: run.state,
        executed: true,
        usualMs: null,
        retriedAfter: 0,
      },
      startedAt: run.started_at?.getTime() ?? null,
      finishedAt: run.finished_at?.getTime() ?? null,
    });
  for (const row of tasks) {
    const watch = pipeline.tasks[row.idx]?.watch;
    if (watch === undefined) continue;
    // What a rerun carried over was told of the run in which it ran.
    const isOwn = !(run.started_at && row.started_at && row.started_at < run.started_at);
    subjects.push({
      ...{ idx: row.idx, watch, state: row.state, executed: row.executed && isOwn },
      startedAt: row.started_at?.getTime() ?? null,
      finishedAt: row.finished_at?.getTime() ?? null,
      usualMs: expected[row.idx]?.[0] ?? null,
      retriedAfter: isRetried(row) ? row.attempt : 0,
    });
  }
  return subjects;
}
