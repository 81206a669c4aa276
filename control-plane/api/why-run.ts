// Reads what `core/why.ts` explains a run from.

import { isInstance, taskAt } from "#core/for-each.ts";
import { overrideReason } from "#core/override/describe.ts";
import type { Scalar, Task } from "#core/pipeline.ts";
import { awaitedGate } from "#core/pools/awaited.ts";
import type { PoolKind } from "#core/pools/declaration.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { type GateFacts, whyRun } from "#core/why.ts";
import { whyDeadlines } from "#core/why-deadline.ts";
import type { HoldFacts } from "#core/why-holds.ts";
import { blackoutFactsOf } from "#engine/judge-people.ts";
import type { StoredGate } from "#engine/read-waits.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import { childrenOfRuns } from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { holdsOfRun } from "#store/holds.sql.ts";
import { findPipeline } from "#store/pipelines.sql.ts";
import { type AwaitedPoolsRow, awaitedPools } from "#store/pools.sql.ts";
import { blockingRuns } from "#store/runs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { gatesOfRun } from "#store/waits.sql.ts";
import { liveWorkers } from "#store/workers.sql.ts";
import { readDeadlines } from "./deadline-view.ts";
import { holdFactsOf } from "./hold-view.ts";
import type { OverrideView } from "./override-shapes.ts";
import { readOverrides } from "./override-view.ts";
import { iso, isoOrNull } from "./route.ts";
import { readRunRow } from "./run-view.ts";
import type { WhyView } from "./types.ts";

const awaitedOf = ({ kind, per_ms, next_at, since, ...row }: AwaitedPoolsRow): GateFacts =>
  awaitedGate({
    ...row,
    kind: kind as PoolKind,
    perMs: per_ms === null ? null : Number(per_ms),
    nextAt: isoOrNull(next_at),
    since: iso(since),
  });

/** @throws Problem 404. */
export async function whyOfRun(db: Db, id: string): Promise<WhyView> {
  const run = await readRunRow(db, id);
  const tasks = await tasksOfRun(db, { run: id });
  const workers = await liveWorkers(db);
  const waits = await gatesOfRun(db, { run: id });
  const pools = Map.groupBy(await awaitedPools(db, { run: id }), ({ idx }) => idx);
  const gatesOf = (idx: number): GateFacts[] => {
    const stored = (waits.find((wait) => wait.idx === idx)?.gates ?? []) as StoredGate[];
    const queued = pools.get(idx);
    // How it stands with pools is read now: their queues move without a new verdict on all who wait.
    return queued === undefined
      ? stored
      : [...stored.filter(({ kind }) => kind !== "takes"), ...queued.map(awaitedOf)];
  };
  const children = new Map(
    (await childrenOfRuns(db, { runs: [id] })).map((row) => [
      row.parent_idx,
      { run: row.id, pipeline: row.pipeline, state: row.state },
    ]),
  );
  const spec = storedPipeline(run.spec);
  const overrides = await readOverrides(db, run, spec);
  const holds = (await holdsOfRun(db, { run: id })).map((hold) => holdFactsOf(hold, run));
  const blackouts =
    run.state === "waiting" ? await blackoutsOf(db, { pipelines: [run.pipeline_id] }) : [];
  const blocking = await blockingRuns(db, { pipeline: run.pipeline_id });
  // The limit is the deployed revision's, not the pinned one's: that is what lets runs start.
  const [deployed] = await findPipeline(db, { name: run.pipeline, project: run.project });
  const own = blocking.findIndex((other) => other.id === id);
  const ahead = blocking.filter((other, at) => other.state === "running" || at < own);
  return {
    subject: id,
    state: run.state,
    reasons: whyRun({
      state: run.state,
      reason: run.reason,
      createdAt: iso(run.created_at),
      startedAt: isoOrNull(run.started_at),
      finishedAt: isoOrNull(run.finished_at),
      cancelAt: isoOrNull(run.cancel_at),
      gates: gatesOf(-1),
      holds: holds.filter((hold) => hold.task === null && !isOpened(hold, null, overrides)),
      blackouts: blackouts.filter((row) => row.now).map(blackoutFactsOf),
      limit: deployed?.max_runs ?? null,
      ahead: ahead.filter((other) => other.id !== id).map((other) => other.id),
      workers,
      tasks: tasks.map((task) => ({
        name: taskAt(spec, task.idx)?.name ?? String(task.idx),
        state: task.state,
        attempt: task.attempt,
        // Those of an instance have ended before it was there.
        needs: isInstance(task.idx) ? [] : (spec.tasks[task.idx]?.needs ?? []),
        runsOn: task.runs_on,
        worker: task.worker,
        startedAt: isoOrNull(task.started_at),
        finishedAt: isoOrNull(task.finished_at),
        retryAt: isoOrNull(task.retry_at),
        gates: gatesOf(task.idx),
        holds: holds.filter((hold) => {
          const held = taskAt(spec, task.idx);
          return isNamed(hold, held) && !isOpened(hold, held?.name ?? null, overrides);
        }),
        child: children.get(task.idx) ?? null,
        item: task.item as Scalar | null,
        instances:
          task.instances === null
            ? null
            : { total: task.instances, open: task.instances_open ?? 0 },
        message: task.message,
        exitCode: task.exit_code,
        signal: task.signal,
      })),
    }).concat(
      whyDeadlines(await readDeadlines(db, id, spec)),
      overrides.map(({ what, ...one }) => overrideReason(what, one)),
    ),
  };
}

/** Somebody let it start nevertheless, after it was held. */
const isOpened = (hold: HoldFacts, task: string | null, overrides: readonly OverrideView[]) =>
  overrides.some(
    (one) =>
      one.kind === "ignore" && one.name === "hold" && one.task === task && one.at >= hold.since,
  );

const isNamed = (hold: HoldFacts, task: Task | undefined): boolean =>
  hold.task !== null && (hold.task === task?.name || hold.task === task?.group);
