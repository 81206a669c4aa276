// Reads finished runs as their traces want them; `core/trace.ts` makes the spans.

import { taskAt } from "#core/for-each.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { FinalState } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { AttemptTrace, RunTrace } from "#core/trace.ts";
import type { OverrideTrace } from "#core/trace-decisions.ts";
import type { MarkTrace } from "#core/trace-marks.ts";
import { childrenOfRuns } from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { type MarksOfRunsRow, marksOfRuns } from "#store/marks.sql.ts";
import { type OverridesOfRunsRow, overridesOfRuns } from "#store/overrides.sql.ts";
import { pipelineSpecs, type RunsToTraceRow, runsToTrace } from "#store/runs.sql.ts";
import { type AttemptsToTraceRow, attemptsToTrace } from "#store/tasks.sql.ts";

/**
 * The finished ones among these runs, by id, in five queries however many there are.
 * `runUrl` gives a run's page; without it traces name none.
 */
export async function readRunTraces(
  db: Db,
  ids: readonly string[],
  runUrl: (id: string) => string | null = () => null,
): Promise<RunTrace[]> {
  const runs = await runsToTrace(db, { ids });
  const attempts = Map.groupBy(
    await attemptsToTrace(db, { runs: runs.map(({ id }) => id) }),
    (row) => row.run_id,
  );
  const marks = Map.groupBy(
    await marksOfRuns(db, { runs: runs.map(({ id }) => id) }),
    (row) => row.run_id,
  );
  const children = new Map(
    (await childrenOfRuns(db, { runs: runs.map(({ id }) => id) })).map((row) => [
      attemptKey(row.parent_run, row.parent_idx, row.parent_attempt),
      row.trace_id.replaceAll("-", ""),
    ]),
  );
  const overrides = Map.groupBy(
    await overridesOfRuns(db, { runs: runs.map(({ id }) => id) }),
    (row) => row.run_id,
  );
  const revisions = [...new Set(runs.map((run) => run.pipeline_revision_id))];
  const specs = new Map(
    (await pipelineSpecs(db, { ids: revisions })).map((row) => [row.id, storedPipeline(row.spec)]),
  );
  return runs.map((run) => ({
    run: runOf(run, runUrl(run.id)),
    revision: revisionOf(run),
    attempts: (attempts.get(run.id) ?? []).map((row) =>
      attemptOf(
        row,
        specs.get(run.pipeline_revision_id),
        children.get(attemptKey(row.run_id, row.idx, row.attempt)),
      ),
    ),
    marks: (marks.get(run.id) ?? []).map((row) => markOf(row, specs.get(run.pipeline_revision_id))),
    overrides: (overrides.get(run.id) ?? []).map((row) =>
      overrideOf(row, specs.get(run.pipeline_revision_id)),
    ),
  }));
}

const runOf = (row: RunsToTraceRow, url: string | null): RunTrace["run"] => ({
  id: row.id,
  pipeline: row.pipeline,
  project: row.project,
  environment: row.environment,
  traceId: row.trace_id.replaceAll("-", ""),
  state: row.state as FinalState,
  slot: row.slot,
  date: row.business_date,
  generation: row.generation,
  triggerKind: row.trigger_kind,
  createdAt: instantOf(row.created_at),
  startedAt: row.started_at && instantOf(row.started_at),
  finishedAt: instantOf(row.finished_at),
  actor: row.actor,
  parentTraceparent: row.parent_trace,
  url,
});

const revisionOf = (row: RunsToTraceRow): RunTrace["revision"] => ({
  commit: row.commit_oid,
  changedIn: row.changed_in,
  file: row.file,
  author: { name: row.author_name, email: row.author_email },
  changeNumber: row.change_number,
  approvers: row.approvers,
  repositoryUrl: row.repository,
  branch: row.branch,
});

const iterationOf = ({ idx, iteration }: AttemptsToTraceRow, spec: Pipeline | undefined) =>
  spec?.tasks[idx]?.repeat === undefined ? null : (iteration ?? 1);

const attemptKey = (run: string, idx: number, attempt: number): string =>
  `${run}/${idx}#${attempt}`;

const attemptOf = (
  row: AttemptsToTraceRow,
  spec: Pipeline | undefined,
  child: string | undefined,
): AttemptTrace => ({
  task: (spec && taskAt(spec, row.idx)?.name) ?? String(row.idx),
  attempt: row.attempt,
  iteration: iterationOf(row, spec),
  state: row.state as FinalState,
  ending: endings.find((ending) => ending === row.ending) ?? null,
  startedAt: row.started_at && instantOf(row.started_at),
  finishedAt: row.finished_at && instantOf(row.finished_at),
  exitCode: row.exit_code,
  signal: row.signal,
  error: row.message,
  child: child ?? null,
  item: row.item === null ? null : String(row.item),
  worker:
    // 0: no worker works on it.
    !row.worker ? null : { id: String(row.worker), name: row.worker_name ?? "unknown" },
});

const markOf = (row: MarksOfRunsRow, spec: Pipeline | undefined): MarkTrace => ({
  task: (spec && taskAt(spec, row.idx)?.name) ?? String(row.idx),
  state: row.state as FinalState,
  actor: row.actor,
  reason: row.reason,
  at: instantOf(row.at),
});

const overrideOf = (row: OverridesOfRunsRow, spec: Pipeline | undefined): OverrideTrace => ({
  task: row.idx === -1 ? null : ((spec && taskAt(spec, row.idx)?.name) ?? String(row.idx)),
  kind: row.kind as OverrideTrace["kind"],
  name: row.name,
  value: row.value,
  before: row.before,
  actor: row.actor,
  reason: row.reason,
  at: instantOf(row.at),
});

/** What a trace calls an ending; `skipped` is a state there. */
const endings = ["exited", "signalled", "timedOut", "cancelled", "error", "lost"] as const;

const instantOf = (date: Date): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(date.getTime());
