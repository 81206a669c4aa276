// Generated from triggers.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const dueTriggersSql = `with due as materialized (
  select distinct d.pipeline_id
    from (select t.pipeline_id from trunkline.trigger t where t.next_at <= $1 order by t.next_at limit $2) d),
mine as materialized (
  select f.pipeline_id from trunkline.trigger f
   where f.ordinal = 0 and f.pipeline_id in (select d.pipeline_id from due d)
     for update skip locked)
select t.pipeline_id, t.ordinal, t.schedule, t.timezone, t.new_day, t.missed, t.missed_limit, t.cursor_at
  from mine
  join trunkline.trigger t on t.pipeline_id = mine.pipeline_id
 where t.next_at <= $1
 order by t.next_at, t.pipeline_id, t.ordinal
   for update of t`;

export interface DueTriggersRow {
  pipeline_id: number;
  ordinal: number;
  schedule: unknown;
  timezone: string;
  new_day: string;
  missed: string;
  missed_limit: number | null;
  cursor_at: Date;
}

/**
 * Triggers whose time has come, locked for this transaction; another server skips them. All of a pipeline together,
 * under the lock of its first: apart, one could pass over a due time that another runs.
 */
export async function dueTriggers(db: Db, p: { now: Date | string; limit: string | number | bigint }): Promise<DueTriggersRow[]> {
  const { rows } = await db.query<DueTriggersRow>({ name: "triggers.dueTriggers", text: dueTriggersSql, values: [p.now, p.limit] });
  return rows;
}

const triggersOfSql = `with all_of_them as materialized (
  select * from trunkline.trigger x where x.pipeline_id = any ($1)
   order by x.pipeline_id, x.ordinal for update)
select t.pipeline_id, t.ordinal, t.schedule, t.timezone, t.new_day, t.missed, t.missed_limit, t.cursor_at
  from all_of_them t
 where t.next_at <= $2`;

export interface TriggersOfRow {
  pipeline_id: number;
  ordinal: number;
  schedule: unknown;
  timezone: string;
  new_day: string;
  missed: string;
  missed_limit: number | null;
  cursor_at: Date;
}

/**
 * Every trigger of some pipelines that is due: apply settles them before it changes them. Those that are not due are
 * locked too, since the first of a pipeline stands for all.
 */
export async function triggersOf(db: Db, p: { pipelines: readonly number[]; now: Date | string }): Promise<TriggersOfRow[]> {
  const { rows } = await db.query<TriggersOfRow>({ name: "triggers.triggersOf", text: triggersOfSql, values: [list(p.pipelines), p.now] });
  return rows;
}

const advanceTriggersSql = `update trunkline.trigger t
   set cursor_at = x.cursor_at, next_at = x.next_at
  from unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[])
       x(pipeline_id, ordinal, cursor_at, next_at)
 where t.pipeline_id = x.pipeline_id and t.ordinal = x.ordinal`;

/** Moves triggers on: everything up to cursor is accounted for. */
export async function advanceTriggers(db: Db, p: { pipelines: readonly number[]; ordinals: readonly number[]; cursors: readonly (Date | string)[]; nexts: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "triggers.advanceTriggers", text: advanceTriggersSql, values: [list(p.pipelines), list(p.ordinals), p.cursors, p.nexts] });
  return rowCount ?? 0;
}

const createRunsSql = `select r.run_id as "run_id", r.pipeline_id as "pipeline_id", r.slot as "slot"
  from trunkline.create_runs($1, $2, $3, $4, $5, $6, $7, $8, $9) r`;

export interface CreateRunsRow {
  run_id: string;
  pipeline_id: number;
  slot: string;
}

/** Runs for due times; slots that have one already are skipped. Returns what was made. */
export async function createRuns(db: Db, p: { pipelines: readonly number[]; slots: readonly string[]; dates: readonly string[]; dues: readonly (Date | string)[]; reasons: readonly string[]; kind: string; params: unknown; actor?: string | null | undefined; parentTrace?: string | null | undefined }): Promise<CreateRunsRow[]> {
  const { rows } = await db.query<CreateRunsRow>({ name: "triggers.createRuns", text: createRunsSql, values: [list(p.pipelines), texts(p.slots), p.dates, p.dues, texts(p.reasons), p.kind, json(p.params), p.actor ?? null, p.parentTrace ?? null] });
  return rows;
}

const triggersOfKeysSql = `select distinct k.pipeline_id, k.ordinal from trunkline.after_key k
 where k.key = any ($1::text[]) and not k.per_run
 order by 1, 2`;

export interface TriggersOfKeysRow {
  pipeline_id: number;
  ordinal: number;
}

/** Triggers that make one run a date and follow one of these keys. */
export async function triggersOfKeys(db: Db, p: { keys: readonly string[] }): Promise<TriggersOfKeysRow[]> {
  const { rows } = await db.query<TriggersOfKeysRow>({ name: "triggers.triggersOfKeys", text: triggersOfKeysSql, values: [texts(p.keys)] });
  return rows;
}

const askTriggersSql = `with asked as (
  insert into trunkline.after_check (pipeline_id, ordinal, date, source)
  select x.pipeline, x.ordinal, '', '' from unnest($1::int[], $2::int[]) x(pipeline, ordinal)
  on conflict (pipeline_id, ordinal, date, source) do update set source = excluded.source
  returning 1)
select pg_notify('trunkline_wait', '') from asked limit 1`;

/** Has triggers judged for today, as `wake_triggers` has those that a change may make due. */
export async function askTriggers(db: Db, p: { pipelines: readonly number[]; ordinals: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "triggers.askTriggers", text: askTriggersSql, values: [list(p.pipelines), list(p.ordinals)] });
  return rowCount ?? 0;
}

const nextWakeSql = `select least((select min(t.next_at) from trunkline.trigger t),
             (select min(o.until) from trunkline.break_glass o where o.ended_at is null),
             (select min(g.until) from trunkline.gate g)) as "at",
       clock_timestamp() as "now"`;

export interface NextWakeRow {
  at: Date | null;
  now: Date;
}

/** The earliest instant at which a trigger, a gate or the end of a break-glass asks for attention, and the database's clock. */
export async function nextWake(db: Db): Promise<NextWakeRow | undefined> {
  const { rows } = await db.query<NextWakeRow>({ name: "triggers.nextWake", text: nextWakeSql });
  return rows[0];
}

const openGatesSql = `select trunkline.open_gates($1) as "ready"`;

export interface OpenGatesRow {
  ready: number;
}

/** Opens gates whose time has come; returns how many tasks became ready. */
export async function openGates(db: Db, p: { now: Date | string }): Promise<OpenGatesRow | undefined> {
  const { rows } = await db.query<OpenGatesRow>({ name: "triggers.openGates", text: openGatesSql, values: [p.now] });
  return rows[0];
}

const deleteTriggersSql = `delete from trunkline.trigger where pipeline_id = any ($1)`;

export async function deleteTriggers(db: Db, p: { pipelines: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "triggers.deleteTriggers", text: deleteTriggersSql, values: [list(p.pipelines)] });
  return rowCount ?? 0;
}

const insertTriggersSql = `insert into trunkline.trigger (pipeline_id, ordinal, schedule, timezone, new_day, missed, missed_limit, cursor_at, next_at)
select x.pipeline, x.ordinal, x.schedule::jsonb, x.timezone, x.new_day, x.missed, x.missed_limit, x.cursor_at, x.next_at
  from unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
              $7::int[], $8::timestamptz[], $9::timestamptz[])
       x(pipeline, ordinal, schedule, timezone, new_day, missed, missed_limit, cursor_at, next_at)`;

/** Sets the triggers of pipelines whose schedules are new or changed. */
export async function insertTriggers(db: Db, p: { pipelines: readonly number[]; ordinals: readonly number[]; schedules: readonly string[]; timezones: readonly string[]; newDays: readonly string[]; missed: readonly string[]; limits: readonly number[]; cursors: readonly (Date | string)[]; nexts: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "triggers.insertTriggers", text: insertTriggersSql, values: [list(p.pipelines), list(p.ordinals), texts(p.schedules), texts(p.timezones), texts(p.newDays), texts(p.missed), list(p.limits), p.cursors, p.nexts] });
  return rowCount ?? 0;
}

const listTriggersSql = `select t.pipeline_id, t.ordinal, t.schedule, t.timezone, t.new_day, t.missed, t.missed_limit, t.cursor_at, t.next_at
  from trunkline.trigger t where t.pipeline_id = any ($1) order by t.pipeline_id, t.ordinal`;

export interface ListTriggersRow {
  pipeline_id: number;
  ordinal: number;
  schedule: unknown;
  timezone: string;
  new_day: string;
  missed: string;
  missed_limit: number | null;
  cursor_at: Date;
  next_at: Date | null;
}

export async function listTriggers(db: Db, p: { pipelines: readonly number[] }): Promise<ListTriggersRow[]> {
  const { rows } = await db.query<ListTriggersRow>({ name: "triggers.listTriggers", text: listTriggersSql, values: [list(p.pipelines)] });
  return rows;
}

const replaceAfterKeysSql = `with gone as (delete from trunkline.after_key where pipeline_id = any ($1::int[]))
insert into trunkline.after_key (key, pipeline_id, ordinal, per_run)
select x.key, x.pipeline_id, x.ordinal, x.per_run
  from unnest($2::text[], $3::int[], $4::int[], $5::boolean[]) x(key, pipeline_id, ordinal, per_run)
on conflict (key, pipeline_id, ordinal) do update set per_run = excluded.per_run`;

/** What may make pipelines due; those that are not named keep nothing. */
export async function replaceAfterKeys(db: Db, p: { pipelines: readonly number[]; keys: readonly string[]; keyPipelines: readonly number[]; ordinals: readonly number[]; perRun: readonly boolean[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "triggers.replaceAfterKeys", text: replaceAfterKeysSql, values: [list(p.pipelines), texts(p.keys), list(p.keyPipelines), list(p.ordinals), list(p.perRun)] });
  return rowCount ?? 0;
}

const hasAfterKeysSql = `select exists (select from trunkline.after_key where pipeline_id = any ($1::int[])) as "has"`;

export interface HasAfterKeysRow {
  has: boolean;
}

export async function hasAfterKeys(db: Db, p: { pipelines: readonly number[] }): Promise<HasAfterKeysRow | undefined> {
  const { rows } = await db.query<HasAfterKeysRow>({ name: "triggers.hasAfterKeys", text: hasAfterKeysSql, values: [list(p.pipelines)] });
  return rows[0];
}

const takeAfterChecksSql = `with taken as (
  delete from trunkline.after_check c
   where (c.pipeline_id, c.ordinal, c.date, c.source) in (
     select k.pipeline_id, k.ordinal, k.date, k.source from trunkline.after_check k
      where $1::int[] is null or k.pipeline_id = any ($1)
      order by 1, 2, 3, 4 limit $2::int for update skip locked)
  returning c.pipeline_id, c.ordinal, c.date, c.source)
select t.pipeline_id, t.ordinal, t.date, t.source, j.name as project,
       p.pipeline_revision_id as "pipeline_revision_id", now() as "now"
  from taken t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 order by 1, 2, 3, 4`;

export interface TakeAfterChecksRow {
  pipeline_id: number;
  ordinal: number;
  date: string;
  source: string;
  project: string;
  pipeline_revision_id: number;
  now: Date;
}

/** Takes changes that may make a run due, of some pipelines or of all; a server that fails puts them back by its rollback. */
export async function takeAfterChecks(db: Db, p: { pipelines?: readonly number[] | null | undefined; limit: number }): Promise<TakeAfterChecksRow[]> {
  const { rows } = await db.query<TakeAfterChecksRow>({ name: "triggers.takeAfterChecks", text: takeAfterChecksSql, values: [list(p.pipelines), p.limit] });
  return rows;
}
