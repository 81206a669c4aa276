// Generated from backfills.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const advanceBackfillsSql = `select trunkline.advance_backfills() as "running"`;

export interface AdvanceBackfillsRow {
  running: number;
}

/** Makes the next runs of backfills; returns how many backfills are under way. */
export async function advanceBackfills(db: Db): Promise<AdvanceBackfillsRow | undefined> {
  const { rows } = await db.query<AdvanceBackfillsRow>({ name: "backfills.advanceBackfills", text: advanceBackfillsSql });
  return rows[0];
}

const insertBackfillSql = `insert into trunkline.backfill (pipeline_id, key, asked, runs, newest_first, params, state, total, actor, reason)
values ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9)
on conflict on constraint backfill_once do nothing
returning id`;

export interface InsertBackfillRow {
  id: number;
}

/** Nothing comes back when the pipeline has a backfill with the key. */
export async function insertBackfill(db: Db, p: { pipeline: number; key: string; asked: unknown; runs: number; newestFirst: boolean; params: unknown; total: number; actor: string; reason?: string | null | undefined }): Promise<InsertBackfillRow | undefined> {
  const { rows } = await db.query<InsertBackfillRow>({ name: "backfills.insertBackfill", text: insertBackfillSql, values: [p.pipeline, p.key, json(p.asked), p.runs, p.newestFirst, json(p.params), p.total, p.actor, p.reason ?? null] });
  return rows[0];
}

const insertBackfillSlotsSql = `insert into trunkline.backfill_slot (backfill_id, ordinal, slot, business_date, due_at)
select $1::int, x.n, 'b:' || $1 || ':' || x.slot, x.date, x.due
  from unnest($2::text[], $3::date[], $4::timestamptz[]) with ordinality x(slot, date, due, n)`;

/** In the order in which they run. */
export async function insertBackfillSlots(db: Db, p: { backfill: number; slots: readonly string[]; dates: readonly string[]; dues: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "backfills.insertBackfillSlots", text: insertBackfillSlotsSql, values: [p.backfill, texts(p.slots), p.dates, p.dues] });
  return rowCount ?? 0;
}

const backfillOfKeySql = `select b.id, b.asked from trunkline.backfill b where b.pipeline_id = $1 and b.key = $2`;

export interface BackfillOfKeyRow {
  id: number;
  asked: unknown;
}

export async function backfillOfKey(db: Db, p: { pipeline: number; key: string }): Promise<BackfillOfKeyRow | undefined> {
  const { rows } = await db.query<BackfillOfKeyRow>({ name: "backfills.backfillOfKey", text: backfillOfKeySql, values: [p.pipeline, p.key] });
  return rows[0];
}

const listBackfillsSql = `select b.id, b.key, b.asked, b.runs, b.newest_first, b.params, b.state, b.note, b.total, b.made, b.actor, b.reason,
       b.created_at, b.finished_at, p.name as pipeline, j.name as project
  from trunkline.backfill b
  join trunkline.pipeline p on p.id = b.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where b.id < $1 and ($2::int[] is null or p.class_id = any ($2)) and ($3::int is null or b.id = $3)
 order by b.id desc limit $4`;

export interface ListBackfillsRow {
  id: number;
  key: string;
  asked: unknown;
  runs: number;
  newest_first: boolean;
  params: unknown;
  state: string;
  note: string | null;
  total: number;
  made: number;
  actor: string;
  reason: string | null;
  created_at: Date;
  finished_at: Date | null;
  pipeline: string;
  project: string;
}

/** Newest first. left: due times without a run. */
export async function listBackfills(db: Db, p: { before: number; classes?: readonly number[] | null | undefined; id?: number | null | undefined; limit: string | number | bigint }): Promise<ListBackfillsRow[]> {
  const { rows } = await db.query<ListBackfillsRow>({ name: "backfills.listBackfills", text: listBackfillsSql, values: [p.before, list(p.classes), p.id ?? null, p.limit] });
  return rows;
}

const backfillCountsSql = `select r.state, count(*)::int as "runs"
  from trunkline.backfill b
  join trunkline.backfill_slot s on s.backfill_id = b.id and s.run_id is not null
 cross join lateral (select x.state from trunkline.run x
                      where x.pipeline_id = b.pipeline_id and x.slot = s.slot order by x.generation desc limit 1) r
 where b.id = $1 group by 1`;

export interface BackfillCountsRow {
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  runs: number;
}

/** By state of the newest generation of each slot that has a run. */
export async function backfillCounts(db: Db, p: { id: number }): Promise<BackfillCountsRow[]> {
  const { rows } = await db.query<BackfillCountsRow>({ name: "backfills.backfillCounts", text: backfillCountsSql, values: [p.id] });
  return rows;
}

const backfillSlotsSql = `select s.ordinal, s.business_date::text as "date", s.due_at, r.id as "run_id", r.state as "state", r.started_at as "started_at",
       r.finished_at as "finished_at"
  from trunkline.backfill b
  join trunkline.backfill_slot s on s.backfill_id = b.id
  left join lateral (select x.id, x.state, x.started_at, x.finished_at from trunkline.run x
                      where s.run_id is not null and x.pipeline_id = b.pipeline_id and x.slot = s.slot
                      order by x.generation desc limit 1) r on true
 where b.id = $1 and s.ordinal > $2 order by s.ordinal limit $3`;

export interface BackfillSlotsRow {
  ordinal: number;
  date: string;
  due_at: Date;
  run_id: string | null;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
  started_at: Date | null;
  finished_at: Date | null;
}

/** In their order, each with the newest generation of its run. */
export async function backfillSlots(db: Db, p: { id: number; after: number; limit: string | number | bigint }): Promise<BackfillSlotsRow[]> {
  const { rows } = await db.query<BackfillSlotsRow>({ name: "backfills.backfillSlots", text: backfillSlotsSql, values: [p.id, p.after, p.limit] });
  return rows;
}

const setBackfillStateSql = `update trunkline.backfill set state = $1, note = $2 where id = $3 and finished_at is null returning id`;

export interface SetBackfillStateRow {
  id: number;
}

/** Pauses or resumes; nothing comes back when it had ended. */
export async function setBackfillState(db: Db, p: { state: string; note?: string | null | undefined; id: number }): Promise<SetBackfillStateRow | undefined> {
  const { rows } = await db.query<SetBackfillStateRow>({ name: "backfills.setBackfillState", text: setBackfillStateSql, values: [p.state, p.note ?? null, p.id] });
  return rows[0];
}

const cancelBackfillSql = `select trunkline.cancel_backfill($1, $2) as "cancelled"`;

export interface CancelBackfillRow {
  cancelled: boolean;
}

export async function cancelBackfill(db: Db, p: { id: number; reason: string }): Promise<CancelBackfillRow | undefined> {
  const { rows } = await db.query<CancelBackfillRow>({ name: "backfills.cancelBackfill", text: cancelBackfillSql, values: [p.id, p.reason] });
  return rows[0];
}

const succeededSlotsSql = `select x.slot as "slot" from unnest($1::text[], $2::date[]) x(slot, date)
 where case when x.slot like 't:%'
            then exists (select from trunkline.run r
                          where r.pipeline_id = $3 and r.business_date = x.date and r.state = 'succeeded'
                            and r.trigger_kind <> 'shadow' and regexp_replace(r.slot, '^b:\\d+:', '') = x.slot)
            else exists (select from trunkline.run r
                          where r.pipeline_id = $3 and r.business_date = x.date and r.state = 'succeeded'
                            and r.trigger_kind <> 'shadow') end`;

export interface SucceededSlotsRow {
  slot: string;
}

/** Which of these due times have a run that succeeded, whatever made it. */
export async function succeededSlots(db: Db, p: { slots: readonly string[]; dates: readonly string[]; pipeline: number }): Promise<SucceededSlotsRow[]> {
  const { rows } = await db.query<SucceededSlotsRow>({ name: "backfills.succeededSlots", text: succeededSlotsSql, values: [texts(p.slots), p.dates, p.pipeline] });
  return rows;
}

const pastDurationsSql = `select percentile_cont(0.5) within group (order by extract(epoch from r.finished_at - r.started_at))::float8 as "seconds",
       count(*)::int as "runs"
  from (select x.started_at, x.finished_at from trunkline.run x
         where x.pipeline_id = $1 and x.state = 'succeeded' and x.started_at is not null and x.trigger_kind <> 'shadow'
         order by x.id desc limit 20) r`;

export interface PastDurationsRow {
  seconds: number | null;
  runs: number;
}

/** How long the last runs of a pipeline took that succeeded: the median. */
export async function pastDurations(db: Db, p: { pipeline: number }): Promise<PastDurationsRow | undefined> {
  const { rows } = await db.query<PastDurationsRow>({ name: "backfills.pastDurations", text: pastDurationsSql, values: [p.pipeline] });
  return rows[0];
}
