// A run as the API shows it, from its rows.

import { declaredPlace, taskAt } from "#core/for-each.ts";
import { resolveParams } from "#core/parameters.ts";
import type { OutputValue, Pipeline, Scalar } from "#core/pipeline.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import type { RunState } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { factsOf } from "#engine/definitions.ts";
import { overriddenParams } from "#engine/override.ts";
import { runValues } from "#engine/values.ts";
import { type ChildrenOfRunsRow, childrenOfRuns, parentOfRun } from "#store/children.sql.ts";
import type { Db } from "#store/connect.ts";
import { type MarksOfRunsRow, marksOfRuns } from "#store/marks.sql.ts";
import { type ListRunsRow, pipelineSpecs, type ShowRunRow, showRun } from "#store/runs.sql.ts";
import {
  type AttemptsOfRunsRow,
  attemptsOfRuns,
  type TasksOfRunsRow,
  tasksOfRuns,
} from "#store/tasks.sql.ts";
import { breakGlassOfRun } from "./break-glass-view.ts";
import { readDeadlines } from "./deadline-view.ts";
import { readOverrides } from "./override-view.ts";
import { notFound } from "./problem.ts";
import { iso, isoOrNull } from "./route.ts";
import { hiddenChildren, isHidden } from "./run-facts.ts";
import { withWaits } from "./run-waits.ts";
import { type Sight, seesAll } from "./sight.ts";
import type { AttemptView, RunSummary, RunView, TaskView } from "./types.ts";
import { type Veil, veilFor } from "./veil.ts";

/** The id as the store knows it. @throws Problem 404 for a text that can't be one. */
export function runIdOf(id: string): string {
  if (/^[1-9]\d{0,17}$/.test(id)) return id;
  throw notFound(`run "${id}"`);
}

/** @throws Problem 404. */
export async function readRunRow(db: Db, id: string): Promise<ShowRunRow> {
  const row = await showRun(db, { id: runIdOf(id) });
  if (!row) throw notFound(`run ${id}`);
  return row;
}

/** @throws Problem 404. */
export async function readRun(db: Db, id: string, sight: Sight = seesAll): Promise<RunView> {
  const row = await readRunRow(db, id);
  const [{ reason } = row] = await withWaits(db, [row], sight);
  const spec = storedPipeline(row.spec);
  const tasks = await readTasks(db, [{ ...row, spec }], sight);
  return {
    ...runSummaryOf({ ...row, reason }),
    rerunOf: row.rerun_of,
    parent: await parentOf(db, row.id, sight),
    cancelRequestedAt: isoOrNull(row.cancel_at),
    params: paramsOf(row, spec, await overriddenParams(db, row)),
    deadlines: await readDeadlines(db, row.id, spec),
    overrides: await readOverrides(db, row, spec),
    evidence: (row.evidence ?? {}) as RevisionEvidence,
    breakGlass: await breakGlassOfRun(db, row.id),
    tasks: tasks.get(row.id) ?? [],
  };
}

async function parentOf(db: Db, id: string, sight: Sight): Promise<RunView["parent"]> {
  const row = await parentOfRun(db, { run: id });
  if (!row || isHidden(row, sight)) return null;
  const task = taskAt(storedPipeline(row.spec), row.idx)?.name ?? String(row.idx);
  return { run: row.id, pipeline: row.pipeline, task };
}

/** Rows with their tasks: five queries, however many runs. */
export async function withTasks(
  db: Db,
  rows: readonly ListRunsRow[],
  sight: Sight,
): Promise<RunSummary[]> {
  const ids = [...new Set(rows.map((row) => row.pipeline_revision_id))];
  const specs = new Map(
    (await pipelineSpecs(db, { ids })).map(({ id, spec }) => [id, storedPipeline(spec)]),
  );
  const tasks = await readTasks(
    db,
    rows.map((row) => ({ ...row, spec: specs.get(row.pipeline_revision_id) as Pipeline })),
    sight,
  );
  return rows.map((row) => ({ ...runSummaryOf(row), tasks: tasks.get(row.id) ?? [] }));
}

export const runSummaryOf = (row: ListRunsRow | ShowRunRow): RunSummary => ({
  id: row.id,
  pipeline: row.pipeline,
  project: row.project,
  state: row.state,
  date: row.business_date,
  slot: row.slot,
  generation: row.generation,
  trigger: row.trigger_kind as RunSummary["trigger"],
  reason: row.reason,
  commit: row.commit_oid,
  uncommitted: row.uncommitted,
  revision: {
    commit: row.commit_oid,
    changedIn: row.changed_in,
    file: row.file,
    author: `${row.author_name} <${row.author_email}>`,
    subject: row.subject,
    ...(row.change_number === null ? {} : { change: row.change_number }),
    approvers: row.approvers,
    repository: row.repository,
    branch: row.branch,
    uncommitted: row.uncommitted,
  },
  traceId: row.trace_id.replaceAll("-", ""),
  actor: row.actor,
  marked: row.marked_by.length > 0,
  markedBy: row.marked_by,
  overridden: row.overridden_by.length > 0,
  overriddenBy: row.overridden_by,
  dueAt: iso(row.due_at),
  createdAt: iso(row.created_at),
  startedAt: isoOrNull(row.started_at),
  finishedAt: isoOrNull(row.finished_at),
});

interface RunOfTasks {
  id: string;
  pipeline_id: number;
  state: RunState;
  spec: Pipeline;
}

/** By run, in the order of the spec. */
async function readTasks(
  db: Db,
  runs: readonly RunOfTasks[],
  sight: Sight,
): Promise<Map<string, TaskView[]>> {
  const ids = { runs: runs.map(({ id }) => id) };
  const rows = await tasksOfRuns(db, ids);
  const tasks = Map.groupBy(rows, (task) => task.run_id);
  const earlier = Map.groupBy(await attemptsOfRuns(db, ids), keyOf);
  const made = await childrenOfRuns(db, ids);
  const children = new Map(
    made
      .filter((row) => !isHidden(row, sight))
      .map((row) => [`${row.parent_run}.${row.parent_idx}`, row]),
  );
  const veil = await veilFor(db, sight, {
    pipelines: [...new Set(runs.map((run) => run.pipeline_id))],
    names: hiddenChildren(made, sight),
    runs: rows.flatMap((row) =>
      ((row.reads ?? []) as TaskView["reads"]).flatMap(({ run }) => run ?? []),
    ),
  });
  const marks = new Map((await marksOfRuns(db, ids)).map((mark) => [keyOf(mark), mark]));
  return new Map(
    runs.map((run) => [
      run.id,
      // Instances stand behind the task that they are of.
      (tasks.get(run.id) ?? [])
        .sort((a, b) => declaredPlace(a.idx) - declaredPlace(b.idx))
        .map((row) =>
          taskViewOf(row, earlier.get(keyOf(row)) ?? [], run, {
            mark: marks.get(keyOf(row)),
            child: children.get(keyOf(row)),
            veil,
          }),
        ),
    ]),
  );
}

const keyOf = (row: { run_id: string; idx: number }): string => `${row.run_id}.${row.idx}`;

/** What tasks are told: as given, the rest by default. Values that no longer fit are shown as they were given. */
function paramsOf(
  row: ShowRunRow,
  spec: Pipeline,
  given: Record<string, unknown>,
): Record<string, Scalar> {
  const resolved = resolveParams(spec.params, given, runValues(factsOf(row), spec));
  return "values" in resolved ? resolved.values : (given as Record<string, Scalar>);
}

function taskViewOf(
  row: TasksOfRunsRow,
  earlier: readonly AttemptsOfRunsRow[],
  { state, spec }: RunOfTasks,
  {
    mark,
    child,
    veil,
  }: { mark: MarksOfRunsRow | undefined; child: ChildrenOfRunsRow | undefined; veil: Veil },
): TaskView {
  const task = taskAt(spec, row.idx);
  const repeats = task?.repeat !== undefined;
  const attempts = earlier.map((attempt) => earlierAttempt(attempt, repeats));
  // Behind a retry the newest attempt is among the earlier ones already.
  if (row.attempt > 0 && !earlier.some(({ attempt }) => attempt === row.attempt))
    attempts.push(newestAttempt(row, repeats));
  return {
    name: task?.name ?? String(row.idx),
    // Their rows say cancelled; of a run that was skipped nobody cancelled anything.
    state: state === "skipped" && row.state === "cancelled" ? "skipped" : row.state,
    attempts: attempts.map((one) => ({ ...one, message: veil.text(one.message) })),
    needs: (task?.needs ?? []).map((idx) => taskAt(spec, idx)?.name ?? String(idx)),
    retryAt: isoOrNull(row.retry_at),
    nextIterationAt:
      row.state === "waiting" && row.retry_at === null ? isoOrNull(row.due_at) : null,
    item: (row.item ?? null) as Scalar | null,
    instances:
      row.instances === null ? null : { total: row.instances, open: row.instances_open ?? 0 },
    child:
      child === undefined ? null : { run: child.id, pipeline: child.pipeline, state: child.state },
    reads: ((row.reads ?? []) as TaskView["reads"]).map((read) => ({
      ...read,
      ...(read.run === null || veil.isSeen(read.run) ? {} : { run: null, project: null }),
      at: read.at === null ? null : iso(new Date(read.at)),
    })),
    outputs: (row.outputs ?? {}) as Record<string, OutputValue>,
    // A task that has become its instances has started, and made no attempt.
    message: row.started_at === null || row.instances !== null ? veil.text(row.message) : null,
    mark: mark === undefined ? null : markOf(mark),
  };
}

const markOf = ({ state, actor, reason, at }: MarksOfRunsRow): NonNullable<TaskView["mark"]> => ({
  state: state as NonNullable<TaskView["mark"]>["state"],
  actor,
  reason,
  at: iso(at),
});

const iterationOf = ({ iteration }: { iteration: number | null }, repeats: boolean) =>
  repeats ? (iteration ?? 1) : null;

const newestAttempt = (row: TasksOfRunsRow, repeats: boolean): AttemptView => ({
  attempt: row.attempt,
  iteration: iterationOf(row, repeats),
  state: row.state,
  // 0: no worker works on it.
  worker: row.worker || null,
  startedAt: isoOrNull(row.started_at),
  finishedAt: isoOrNull(row.finished_at),
  // A plain success is stored without its end, to spare 10,000 of them a second the detail.
  ending: row.ending ?? (row.state === "succeeded" ? "exited" : null),
  exitCode: row.exit_code ?? (row.state === "succeeded" ? 0 : null),
  signal: row.signal,
  message: row.message,
});

const earlierAttempt = (row: AttemptsOfRunsRow, repeats: boolean): AttemptView => ({
  attempt: row.attempt,
  iteration: iterationOf(row, repeats),
  state: row.state ?? formerState(row),
  worker: row.worker || null,
  startedAt: isoOrNull(row.started_at),
  finishedAt: iso(row.finished_at),
  ending: row.ending,
  exitCode: row.exit_code,
  signal: row.signal,
  message: row.message,
});

/** Most were followed by a retry; one that ended well, or by its `if`, by somebody's mark. */
function formerState({ ending, exit_code, message }: AttemptsOfRunsRow): AttemptView["state"] {
  if (ending === "cancelled" || ending === "skipped") return ending;
  return ending === "exited" && exit_code === 0 && message === null ? "succeeded" : "failed";
}
