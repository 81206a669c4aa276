// Reads what `core/why.ts` explains runs from: a dozen queries, however many runs.

import { isInstance, taskAt } from "#core/for-each.ts";
import type { Pipeline, Scalar, Task } from "#core/pipeline.ts";
import { awaitedGate } from "#core/pools/awaited.ts";
import type { PoolKind } from "#core/pools/declaration.ts";
import type { RunState } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { GateFacts, RunFacts, TaskFacts } from "#core/why.ts";
import type { ChildFacts } from "#core/why-child.ts";
import type { HoldFacts } from "#core/why-holds.ts";
import { blackoutFactsOf } from "#engine/judge-people.ts";
import type { StoredGate } from "#engine/read-waits.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import { type ChildrenOfRunsRow, childrenOfRuns } from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { holdsOfRuns } from "#store/holds.sql.ts";
import { type OverridesOfRunsRow, overridesOfRuns } from "#store/overrides.sql.ts";
import { type AwaitedPoolsRow, awaitedPools } from "#store/pools.sql.ts";
import { blockingRuns, limitsOf, pipelineSpecs } from "#store/runs.sql.ts";
import { type TasksOfRunsRow, tasksOfRuns } from "#store/tasks.sql.ts";
import { gatesOfRuns } from "#store/waits.sql.ts";
import { liveWorkers } from "#store/workers.sql.ts";
import { holdFactsOf } from "./hold-view.ts";
import { iso, isoOrNull } from "./route.ts";
import type { Sight } from "./sight.ts";
import { unreadable, veilFor } from "./veil.ts";

/** A run's row, as several queries give it. */
export interface RunRow {
  id: string;
  project: string;
  pipeline: string;
  pipeline_id: number;
  pipeline_revision_id: number;
  state: RunState;
  reason: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  cancel_at?: Date | null;
}

/** What several runs have in common: workers, and of the pipelines whose runs wait what keeps them. */
export interface Surroundings {
  workers: Awaited<ReturnType<typeof liveWorkers>>;
  blackouts: Awaited<ReturnType<typeof blackoutsOf>>;
  /** Unfinished runs, by pipeline. */
  others: ReadonlyMap<number, Awaited<ReturnType<typeof blockingRuns>>>;
  /** The limit is the deployed revision's, not the pinned one's: that is what lets runs start. */
  limits: ReadonlyMap<number, number | null>;
}

export async function readSurroundings(db: Db, rows: readonly RunRow[]): Promise<Surroundings> {
  const waiting = rows.filter(({ state }) => state === "waiting");
  const pipelines = distinct(waiting.map((row) => row.pipeline_id));
  const blocking = await blockingRuns(db, { pipelines });
  const limits = await limitsOf(db, { pipelines });
  return {
    workers: await liveWorkers(db),
    blackouts: await blackoutsOf(db, { pipelines }),
    others: Map.groupBy(blocking, (row) => row.pipeline_id),
    limits: new Map(limits.map((row) => [row.id, row.max_runs])),
  };
}

/**
 * By run. Of one that waits as a whole the tasks are not read: they wait for nothing of their own.
 * @param around of these runs or more; read when it is not given
 */
export async function readRunFacts(
  db: Db,
  rows: readonly RunRow[],
  sight: Sight,
  around?: Surroundings,
): Promise<Map<string, RunFacts>> {
  if (rows.length === 0) return new Map();
  const runs = rows.map(({ id }) => id);
  const begun = rows.filter(({ state }) => state !== "waiting");
  const specs = new Map(
    (await pipelineSpecs(db, { ids: distinct(begun.map((row) => row.pipeline_revision_id)) })).map(
      ({ id, spec }) => [id, storedPipeline(spec)],
    ),
  );
  const tasks = byRun(await tasksOfRuns(db, { runs: begun.map(({ id }) => id) }));
  const children = Map.groupBy(await childrenOfRuns(db, { runs }), (row) => row.parent_run);
  const waits = byRun(await gatesOfRuns(db, { runs }));
  const pools = byRun(await awaitedPools(db, { runs, classes: sight.classes }));
  const overrides = byRun(await overridesOfRuns(db, { runs }));
  const holds = Map.groupBy(await holdsOfRuns(db, { runs }), (row) => row.of_run);
  const { workers, blackouts, others, limits } = around ?? (await readSurroundings(db, rows));
  const veil = await veilFor(db, sight, {
    pipelines: distinct(rows.map((row) => row.pipeline_id)),
    names: hiddenChildren([...children.values()].flat(), sight),
  });

  const factsOf = (run: RunRow): RunFacts => {
    const spec = specs.get(run.pipeline_revision_id);
    const queued = Map.groupBy(pools.get(run.id) ?? [], ({ idx }) => idx);
    const stored = new Map(waits.get(run.id)?.map((row) => [row.idx, row.gates as StoredGate[]]));
    const gates = (idx: number) => gatesOf(stored.get(idx) ?? [], queued.get(idx)).map(veil.gate);
    // Of several attempts the newest comes last.
    const made = new Map(children.get(run.id)?.map((row) => [row.parent_idx, row]));
    const opened = overrides.get(run.id) ?? [];
    const held = (holds.get(run.id) ?? []).map((hold) => holdFactsOf(hold, run));
    const all = others.get(run.pipeline_id) ?? [];
    const own = all.findIndex(({ id }) => id === run.id);
    return {
      state: run.state,
      reason: veil.text(run.reason),
      createdAt: iso(run.created_at),
      startedAt: isoOrNull(run.started_at),
      finishedAt: isoOrNull(run.finished_at),
      cancelAt: isoOrNull(run.cancel_at ?? null),
      gates: gates(-1),
      holds: held.filter((hold) => hold.task === null && !isOpened(hold, null, opened, spec)),
      blackouts: blackouts
        .filter((row) => run.state === "waiting" && row.now && row.pipeline_id === run.pipeline_id)
        .map(blackoutFactsOf),
      limit: limits.get(run.pipeline_id) ?? null,
      ahead: all
        .filter((other, at) => other.id !== run.id && (other.state === "running" || at < own))
        .map(({ id }) => id),
      workers,
      tasks: (tasks.get(run.id) ?? []).map((row): TaskFacts => {
        const task = spec && taskAt(spec, row.idx);
        const child = made.get(row.idx);
        return {
          ...taskFactsOf(row, task, spec),
          message: veil.text(row.message),
          gates: gates(row.idx),
          holds: held.filter(
            (hold) => isNamed(hold, task) && !isOpened(hold, task?.name ?? null, opened, spec),
          ),
          child: child ? childShown(child, sight) : null,
        };
      }),
    };
  };
  return new Map(rows.map((run) => [run.id, factsOf(run)]));
}

/** Of a pipeline that whoever asks may not read. */
export const isHidden = (row: { class_id: number | null }, { classes }: Sight): boolean =>
  classes !== null && !(row.class_id !== null && classes.includes(row.class_id));

export const hiddenChildren = (rows: readonly ChildrenOfRunsRow[], sight: Sight): string[] =>
  rows.filter((row) => isHidden(row, sight)).map(({ pipeline }) => pipeline);

const childShown = (row: ChildrenOfRunsRow, sight: Sight): ChildFacts =>
  isHidden(row, sight)
    ? { run: null, pipeline: unreadable, state: row.state }
    : { run: row.id, pipeline: row.pipeline, state: row.state };

const distinct = (ids: readonly number[]): number[] => [...new Set(ids)];

const byRun = <Row extends { run_id: string }>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, (row) => row.run_id);

/** How it stands with pools is read now: their queues move without a new verdict on all who wait. */
const gatesOf = (
  stored: readonly StoredGate[],
  queued: readonly AwaitedPoolsRow[] | undefined,
): GateFacts[] =>
  queued === undefined
    ? [...stored]
    : [...stored.filter(({ kind }) => kind !== "takes"), ...queued.map(awaitedOf)];

const awaitedOf = ({ kind, per_ms, next_at, since, ...row }: AwaitedPoolsRow): GateFacts =>
  awaitedGate({
    ...row,
    kind: kind as PoolKind,
    perMs: per_ms === null ? null : Number(per_ms),
    nextAt: isoOrNull(next_at),
    since: iso(since),
  });

const taskFactsOf = (
  row: TasksOfRunsRow,
  task: Task | undefined,
  spec: Pipeline | undefined,
): Omit<TaskFacts, "gates" | "holds" | "child"> => ({
  name: task?.name ?? String(row.idx),
  state: row.state,
  attempt: row.attempt,
  // Those of an instance have ended before it was there.
  needs: isInstance(row.idx) ? [] : (spec?.tasks[row.idx]?.needs ?? []),
  runsOn: row.runs_on,
  worker: row.worker,
  startedAt: isoOrNull(row.started_at),
  finishedAt: isoOrNull(row.finished_at),
  retryAt: isoOrNull(row.retry_at),
  item: row.item as Scalar | null,
  instances:
    row.instances === null ? null : { total: row.instances, open: row.instances_open ?? 0 },
  message: row.message,
  exitCode: row.exit_code,
  signal: row.signal,
});

/** Somebody let it start nevertheless, after it was held. */
const isOpened = (
  hold: HoldFacts,
  task: string | null,
  overrides: readonly OverridesOfRunsRow[],
  spec: Pipeline | undefined,
) =>
  overrides.some(
    ({ kind, name, idx, at }) =>
      kind === "ignore" &&
      name === "hold" &&
      (idx === -1 ? null : spec && taskAt(spec, idx)?.name) === task &&
      iso(at) >= hold.since,
  );

const isNamed = (hold: HoldFacts, task: Task | undefined): boolean =>
  hold.task !== null && (hold.task === task?.name || hold.task === task?.group);
