// Generated from runs.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const runsForWorkSql = `select r.id, r.pipeline_revision_id, r.slot, r.generation, r.business_date::text as "business_date",
       r.due_at, r.params, r.trace_id, p.name as pipeline, j.name as project, v.tree_oid, v.commit_oid
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
 where r.id = any ($1)`;

export interface RunsForWorkRow {
  id: string;
  pipeline_revision_id: number;
  slot: string;
  generation: number;
  business_date: string;
  due_at: Date;
  params: unknown;
  trace_id: string;
  pipeline: string;
  project: string;
  tree_oid: string;
  commit_oid: string;
}

/** What a worker needs to know of runs before it starts their tasks. */
export async function runsForWork(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<RunsForWorkRow[]> {
  const { rows } = await db.query<RunsForWorkRow>({ name: "runs.runsForWork", text: runsForWorkSql, values: [p.ids] });
  return rows;
}

const showRunSql = `select r.id, r.slot, r.generation, r.business_date::text as "business_date", r.due_at, r.trigger_kind, r.state, r.reason,
       r.params, r.actor, r.rerun_of, r.trace_id, r.parent_trace, r.cancel_at, r.created_at, r.started_at,
       r.finished_at, r.pipeline_id, r.pipeline_revision_id, r.revision_id,
       array(select distinct m.actor from trunkline.mark m where m.run_id = r.id order by 1) as "marked_by",
       array(select distinct o.actor from trunkline.override o where o.run_id = r.id order by 1) as "overridden_by",
       p.name as pipeline, c.file as "file", j.name as project, j.environment, j.repository, j.branch,
       v.commit_oid, v.tree_oid, v.uncommitted,
       c.commit_oid as "changed_in", c.author_name as "author_name", c.author_email as "author_email", c.subject as "subject",
       c.change_number, c.approvers as "approvers",
       c.evidence, s.spec::json as spec
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
  join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = $1`;

export interface ShowRunRow {
  id: string;
  slot: string;
  generation: number;
  business_date: string;
  due_at: Date;
  trigger_kind: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  params: unknown;
  actor: string | null;
  rerun_of: string | null;
  trace_id: string;
  parent_trace: string | null;
  cancel_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  pipeline_id: number;
  pipeline_revision_id: number;
  revision_id: number;
  marked_by: string[];
  overridden_by: string[];
  pipeline: string;
  file: string;
  project: string;
  environment: string;
  repository: string;
  branch: string;
  commit_oid: string;
  tree_oid: string;
  uncommitted: boolean;
  changed_in: string;
  author_name: string;
  author_email: string;
  subject: string;
  change_number: string | null;
  approvers: string[];
  evidence: unknown;
  spec: unknown;
}

/** A run with everything that it leads back to. */
export async function showRun(db: Db, p: { id: string | number | bigint }): Promise<ShowRunRow | undefined> {
  const { rows } = await db.query<ShowRunRow>({ name: "runs.showRun", text: showRunSql, values: [p.id] });
  return rows[0];
}

const listRunsSql = `select r.id, r.pipeline_id, r.pipeline_revision_id, r.slot, r.generation, r.business_date::text as "business_date", r.due_at,
       r.trigger_kind, r.state, r.reason, r.actor, r.trace_id, r.created_at, r.started_at, r.finished_at,
       p.name as pipeline, j.name as project, j.repository, j.branch, v.commit_oid, v.uncommitted, s.task_count,
       c.commit_oid as "changed_in", c.file as "file", c.author_name as "author_name", c.author_email as "author_email",
       c.subject as "subject", c.change_number, c.approvers as "approvers",
       array(select distinct m.actor from trunkline.mark m where m.run_id = r.id order by 1) as "marked_by",
       array(select distinct o.actor from trunkline.override o where o.run_id = r.id order by 1) as "overridden_by"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
  join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = any ($1::bigint[])
 order by r.id desc`;

export interface ListRunsRow {
  id: string;
  pipeline_id: number;
  pipeline_revision_id: number;
  slot: string;
  generation: number;
  business_date: string;
  due_at: Date;
  trigger_kind: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  actor: string | null;
  trace_id: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  pipeline: string;
  project: string;
  repository: string;
  branch: string;
  commit_oid: string;
  uncommitted: boolean;
  task_count: number;
  changed_in: string;
  file: string;
  author_name: string;
  author_email: string;
  subject: string;
  change_number: string | null;
  approvers: string[];
  marked_by: string[];
  overridden_by: string[];
}

/** Runs with what each leads back to, newest first. */
export async function listRuns(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<ListRunsRow[]> {
  const { rows } = await db.query<ListRunsRow>({ name: "runs.listRuns", text: listRunsSql, values: [p.ids] });
  return rows;
}

const runStateSql = `select r.state, r.finished_at, r.cancel_at from trunkline.run r where r.id = $1`;

export interface RunStateRow {
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  finished_at: Date | null;
  cancel_at: Date | null;
}

export async function runState(db: Db, p: { id: string | number | bigint }): Promise<RunStateRow | undefined> {
  const { rows } = await db.query<RunStateRow>({ name: "runs.runState", text: runStateSql, values: [p.id] });
  return rows[0];
}

const attemptsToStopSql = `select t.run_id, t.idx, t.attempt from trunkline.run r join trunkline.task_run t on t.run_id = r.id
 where r.id = any ($1) and r.stop_at is not null and t.state = 'running' and t.worker = $2 and t.stop`;

export interface AttemptsToStopRow {
  run_id: string;
  idx: number;
  attempt: number;
}

/** Which attempts of a worker are to be stopped; it asks with each beat, for the runs of which it holds some. */
export async function attemptsToStop(db: Db, p: { runs: readonly (string | number | bigint)[]; worker: number }): Promise<AttemptsToStopRow[]> {
  const { rows } = await db.query<AttemptsToStopRow>({ name: "runs.attemptsToStop", text: attemptsToStopSql, values: [p.runs, p.worker] });
  return rows;
}

const cancelRunSql = `select trunkline.cancel_run($1, $2) as "cancelled"`;

export interface CancelRunRow {
  cancelled: boolean;
}

/** False when the run had finished. */
export async function cancelRun(db: Db, p: { id: string | number | bigint; reason: string }): Promise<CancelRunRow | undefined> {
  const { rows } = await db.query<CancelRunRow>({ name: "runs.cancelRun", text: cancelRunSql, values: [p.id, p.reason] });
  return rows[0];
}

const lockPipelineOfRunSql = `select p.id, p.removed_at from trunkline.pipeline p join trunkline.run r on r.pipeline_id = p.id where r.id = $1 for update of p`;

export interface LockPipelineOfRunRow {
  id: number;
  removed_at: Date | null;
}

/** Nothing starts, ends or marks a generation of the run's slot until the transaction ends. */
export async function lockPipelineOfRun(db: Db, p: { id: string | number | bigint }): Promise<LockPipelineOfRunRow | undefined> {
  const { rows } = await db.query<LockPipelineOfRunRow>({ name: "runs.lockPipelineOfRun", text: lockPipelineOfRunSql, values: [p.id] });
  return rows[0];
}

const rerunSql = `select trunkline.rerun($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as "run_id"`;

export interface RerunRow {
  run_id: string | null;
}

/**
 * Id of the next generation; null while one of the slot is unfinished. idxs: what is carried over, from what, as what;
 * resumed: tasks of which some instances are.
 */
export async function rerun(db: Db, p: { id: string | number | bigint; pipelineRevision: number; revision: number; idxs: readonly number[]; froms: readonly number[]; states: readonly ("waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled")[]; notes: readonly string[]; actor: string; reason?: string | null | undefined; resumed: readonly number[]; resumedFrom: readonly number[]; resumedAgain: readonly string[] }): Promise<RerunRow | undefined> {
  const { rows } = await db.query<RerunRow>({ name: "runs.rerun", text: rerunSql, values: [p.id, p.pipelineRevision, p.revision, list(p.idxs), list(p.froms), p.states, texts(p.notes), p.actor, p.reason ?? null, list(p.resumed), list(p.resumedFrom), texts(p.resumedAgain)] });
  return rows[0];
}

const currentRevisionSql = `select p.pipeline_revision_id as "pipeline_revision_id", coalesce(p.pinned_revision, j.revision_id) as "revision_id", v.spec::json as spec, r.commit_oid
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = coalesce(p.pinned_revision, j.revision_id)
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.id = $1 and p.removed_at is null`;

export interface CurrentRevisionRow {
  pipeline_revision_id: number;
  revision_id: number;
  spec: unknown;
  commit_oid: string;
}

/** What is deployed of a pipeline now; nothing once it was removed. */
export async function currentRevision(db: Db, p: { pipeline: number }): Promise<CurrentRevisionRow | undefined> {
  const { rows } = await db.query<CurrentRevisionRow>({ name: "runs.currentRevision", text: currentRevisionSql, values: [p.pipeline] });
  return rows[0];
}

const claimRunsToExportSql = `update trunkline.run r set export_claimed_until = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where r.id = any (array(
   select x.id from trunkline.run x
    where x.finished_at > clock_timestamp() - $2::bigint * interval '1 millisecond' and x.exported_at is null
      and (x.export_claimed_until is null or x.export_claimed_until < clock_timestamp())
    order by x.finished_at limit $3 for update skip locked))
returning r.id`;

export interface ClaimRunsToExportRow {
  id: string;
}

/**
 * Finished runs whose trace has not been handed over, oldest first, and not older than reachBackMs. They are this
 * server's for leaseMs; what another has, or is taking at this instant, is passed over.
 */
export async function claimRunsToExport(db: Db, p: { leaseMs: string | number | bigint; reachBackMs: string | number | bigint; limit: string | number | bigint }): Promise<ClaimRunsToExportRow[]> {
  const { rows } = await db.query<ClaimRunsToExportRow>({ name: "runs.claimRunsToExport", text: claimRunsToExportSql, values: [p.leaseMs, p.reachBackMs, p.limit] });
  return rows;
}

const extendExportSql = `update trunkline.run set export_claimed_until = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where id = any ($2) and exported_at is null`;

/** A slow receiver: what is on its way stays this server's. */
export async function extendExport(db: Db, p: { leaseMs: string | number | bigint; ids: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "runs.extendExport", text: extendExportSql, values: [p.leaseMs, p.ids] });
  return rowCount ?? 0;
}

const releaseExportSql = `update trunkline.run set export_claimed_until = null where id = any ($1) and exported_at is null`;

/** The receiver did not take them: whoever comes next may send them. */
export async function releaseExport(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "runs.releaseExport", text: releaseExportSql, values: [p.ids] });
  return rowCount ?? 0;
}

const markExportedSql = `update trunkline.run set exported_at = now() where id = any ($1)`;

export async function markExported(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "runs.markExported", text: markExportedSql, values: [p.ids] });
  return rowCount ?? 0;
}

const blockingRunsSql = `select r.id, r.pipeline_id, r.state, r.cancel_at, r.due_at from trunkline.run r
 where r.pipeline_id = any ($1) and r.finished_at is null and r.trigger_kind <> 'shadow' order by r.due_at, r.id`;

export interface BlockingRunsRow {
  id: string;
  pipeline_id: number;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  cancel_at: Date | null;
  due_at: Date;
}

/** Unfinished runs of pipelines, oldest first: what a waiting run waits for. */
export async function blockingRuns(db: Db, p: { pipelines: readonly number[] }): Promise<BlockingRunsRow[]> {
  const { rows } = await db.query<BlockingRunsRow>({ name: "runs.blockingRuns", text: blockingRunsSql, values: [list(p.pipelines)] });
  return rows;
}

const limitsOfSql = `select p.id, p.max_runs from trunkline.pipeline p where p.id = any ($1) and p.removed_at is null`;

export interface LimitsOfRow {
  id: number;
  max_runs: number | null;
}

/** How many runs the deployed revisions of pipelines have at a time; null: any number. */
export async function limitsOf(db: Db, p: { pipelines: readonly number[] }): Promise<LimitsOfRow[]> {
  const { rows } = await db.query<LimitsOfRow>({ name: "runs.limitsOf", text: limitsOfSql, values: [list(p.pipelines)] });
  return rows;
}

const runsOfDateSql = `select r.id, r.state, r.reason, r.finished_at, r.slot, r.due_at from trunkline.run r
 where r.pipeline_id = any ($1) and r.business_date = $2::date and r.trigger_kind <> 'shadow' order by r.id desc limit $3`;

export interface RunsOfDateRow {
  id: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  finished_at: Date | null;
  slot: string;
  due_at: Date;
}

/** The newest runs of pipelines for a business date, those that were skipped included. */
export async function runsOfDate(db: Db, p: { pipelines: readonly number[]; date: string; limit: string | number | bigint }): Promise<RunsOfDateRow[]> {
  const { rows } = await db.query<RunsOfDateRow>({ name: "runs.runsOfDate", text: runsOfDateSql, values: [list(p.pipelines), p.date, p.limit] });
  return rows;
}

const latestRunsSql = `select distinct on (r.pipeline_id) r.pipeline_id, r.id, r.state, r.slot, r.finished_at, r.reason
  from unnest($1::int[]) p(id)
 cross join lateral (select * from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow' order by x.id desc limit 1) r`;

export interface LatestRunsRow {
  pipeline_id: number;
  id: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  slot: string;
  finished_at: Date | null;
  reason: string | null;
}

/**
 * The newest run of each pipeline that wasn't skipped: a skipped due time hides no failure. As text: behind a policy Postgres
 * knows nothing of how often a state is there, and where all are one it would take it that none is left and read all.
 */
export async function latestRuns(db: Db, p: { pipelines: readonly number[] }): Promise<LatestRunsRow[]> {
  const { rows } = await db.query<LatestRunsRow>({ name: "runs.latestRuns", text: latestRunsSql, values: [list(p.pipelines)] });
  return rows;
}

const newestRunsOfSql = `select r.pipeline_id, r.id, r.state, r.business_date::text as "business_date", r.due_at, r.started_at, r.finished_at,
       exists (select from trunkline.run_deadline d where d.run_id = r.id and d.idx = -1 and d.state in ('late', 'missed')) as "missed",
       f.at as "deadline", f.expected_at as "expected_at"
  from unnest($1::int[]) p(id)
 cross join lateral (select * from trunkline.run x where x.pipeline_id = p.id and x.trigger_kind <> 'shadow'
                      order by x.id desc limit $2) r
  left join trunkline.run_deadline f on f.run_id = r.id and f.idx = -1 and f.kind = 'finishBy'
 order by r.id`;

export interface NewestRunsOfRow {
  pipeline_id: number;
  id: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  business_date: string;
  due_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  missed: boolean;
  deadline: Date | null;
  expected_at: Date | null;
}

/** The newest runs of each pipeline, oldest first; missed: a deadline of its own is not kept. deadline: until when it is to end. */
export async function newestRunsOf(db: Db, p: { pipelines: readonly number[]; count: string | number | bigint }): Promise<NewestRunsOfRow[]> {
  const { rows } = await db.query<NewestRunsOfRow>({ name: "runs.newestRunsOf", text: newestRunsOfSql, values: [list(p.pipelines), p.count] });
  return rows;
}

const admitRunsSql = `select trunkline.admit_runs($1)`;

/** Lets waiting runs of pipelines start, as far as their limits allow. */
export async function admitRuns(db: Db, p: { pipelines: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "runs.admitRuns", text: admitRunsSql, values: [list(p.pipelines)] });
  return rowCount ?? 0;
}

const runOfSlotSql = `select r.id, r.params, r.business_date::text as "date" from trunkline.run r
 where r.pipeline_id = $1 and r.slot = $2 order by r.generation desc limit 1`;

export interface RunOfSlotRow {
  id: string;
  params: unknown;
  date: string;
}

/** The newest generation of a slot. */
export async function runOfSlot(db: Db, p: { pipeline: number; slot: string }): Promise<RunOfSlotRow | undefined> {
  const { rows } = await db.query<RunOfSlotRow>({ name: "runs.runOfSlot", text: runOfSlotSql, values: [p.pipeline, p.slot] });
  return rows[0];
}

const activeRunsSql = `select count(*) filter (where r.state = 'waiting')::int as "waiting",
       count(*) filter (where r.state = 'running')::int as "running"
  from trunkline.run r
 where r.finished_at is null
   and ($1::int[] is null or r.pipeline_id in (select p.id from trunkline.pipeline p where p.class_id = any ($1)))`;

export interface ActiveRunsRow {
  waiting: number;
  running: number;
}

export async function activeRuns(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<ActiveRunsRow | undefined> {
  const { rows } = await db.query<ActiveRunsRow>({ name: "runs.activeRuns", text: activeRunsSql, values: [list(p.classes)] });
  return rows[0];
}

const databaseClockSql = `select clock_timestamp() as "now"`;

export interface DatabaseClockRow {
  now: Date;
}

export async function databaseClock(db: Db): Promise<DatabaseClockRow | undefined> {
  const { rows } = await db.query<DatabaseClockRow>({ name: "runs.databaseClock", text: databaseClockSql });
  return rows[0];
}

const runsToTraceSql = `select r.id, r.slot, r.generation, r.business_date::text as "business_date", r.trigger_kind, r.state, r.actor,
       r.trace_id, r.parent_trace, r.created_at, r.started_at, r.finished_at as "finished_at", r.pipeline_revision_id,
       p.name as pipeline, c.file as "file", j.name as project, j.environment, j.repository, j.branch,
       v.commit_oid, c.commit_oid as "changed_in", c.author_name as "author_name", c.author_email as "author_email",
       c.change_number, c.approvers as "approvers"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
  join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = any ($1) and r.finished_at is not null
 order by r.id`;

export interface RunsToTraceRow {
  id: string;
  slot: string;
  generation: number;
  business_date: string;
  trigger_kind: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  actor: string | null;
  trace_id: string;
  parent_trace: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date;
  pipeline_revision_id: number;
  pipeline: string;
  file: string;
  project: string;
  environment: string;
  repository: string;
  branch: string;
  commit_oid: string;
  changed_in: string;
  author_name: string;
  author_email: string;
  change_number: string | null;
  approvers: string[];
}

/** Finished runs with everything that their traces say, but for tasks and attempts. */
export async function runsToTrace(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<RunsToTraceRow[]> {
  const { rows } = await db.query<RunsToTraceRow>({ name: "runs.runsToTrace", text: runsToTraceSql, values: [p.ids] });
  return rows;
}

const pipelineSpecsSql = `select v.id, v.spec::json as spec from trunkline.pipeline_revision v where v.id = any ($1)`;

export interface PipelineSpecsRow {
  id: number;
  spec: unknown;
}

export async function pipelineSpecs(db: Db, p: { ids: readonly number[] }): Promise<PipelineSpecsRow[]> {
  const { rows } = await db.query<PipelineSpecsRow>({ name: "runs.pipelineSpecs", text: pipelineSpecsSql, values: [list(p.ids)] });
  return rows;
}

const hasBegunSql = `select exists (select from trunkline.task_run t
                where t.run_id = $1
                  and (t.attempt > 0 and (t.ending in ('exited', 'signalled', 'timedOut', 'lost', 'cancelled')
                                          or t.state = 'succeeded' and t.ending is null)
                       or t.state = 'running' and t.worker = 0 and t.instances is null))
    or exists (select from trunkline.attempt a
                where a.run_id = $1 and a.ending in ('exited', 'signalled', 'timedOut', 'lost', 'cancelled')) as "begun"`;

export interface HasBegunRow {
  begun: boolean;
}

/**
 * Whether a task of the run was executed, or runs another pipeline now. What was refused, skipped or passed over was not; of what
 * runs on a worker nobody here knows whether it is still to be refused. A plain success has no ending.
 */
export async function hasBegun(db: Db, p: { run: string | number | bigint }): Promise<HasBegunRow | undefined> {
  const { rows } = await db.query<HasBegunRow>({ name: "runs.hasBegun", text: hasBegunSql, values: [p.run] });
  return rows[0];
}
