// Generated from events.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const applyEffectsSql = `with given as (
  select j.id, e.value, e.ordinality as n
    from trunkline.project j cross join jsonb_array_elements($1::jsonb) with ordinality e where j.name = $2),
raised as (
  insert into trunkline.raised_event (project_id, id, name, date, actor)
  select g.id, g.value ->> 'id', g.value ->> 'emit', g.value ->> 'date', $3 from given g where g.value ? 'id'
  on conflict do nothing
  returning id),
changed as (
  select j.name, trunkline.apply_effects(j.id, null, null, $4::date, $3, $5, coalesce(
           (select jsonb_agg(g.value order by g.n) from given g
             where not g.value ? 'id' or g.value ->> 'id' in (select r.id from raised r)), '[]'))
    from trunkline.project j where j.name = $2)
select trunkline.write_audit($3, $6, $7, c.name, $5, $8, null,
         jsonb_build_object('effects', $1::jsonb, 'reason', $5::text)) from changed c`;

/**
 * Changes events, variables and assets by hand, as a task does it by its end, with its record in the audit. Of what has an
 * `id` that was there before nothing is done.
 */
export async function applyEffects(db: Db, p: { effects: unknown; project: string; actor: string; date: string; reason?: string | null | undefined; kind?: string | null | undefined; act: string; requestId?: string | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "events.applyEffects", text: applyEffectsSql, values: [json(p.effects), p.project, p.actor, p.date, p.reason ?? null, p.kind ?? null, p.act, p.requestId ?? null] });
  return rowCount ?? 0;
}

const listEventsSql = `select j.name as project, e.name, e.date, e.at, e.actor,
       case when e.run_id is null or ($1::int[] is null or exists (
              select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
               where r.id = e.run_id and l.class_id = any ($1)))
            then e.run_id end as "run_id",
        e.reason
  from trunkline.event e join trunkline.project j on j.id = e.project_id
 where ($2::text is null or j.name = $2) and ($3::text[] is null or j.name = any ($3)) and ($4::text is null or e.name = $4)
 order by j.name, e.name, e.date
 limit $5::int`;

export interface ListEventsRow {
  project: string;
  name: string;
  date: string;
  at: Date;
  actor: string | null;
  run_id: string | null;
  reason: string | null;
}

/** classes: those of which runs are named; null: of all. */
export async function listEvents(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; projects?: readonly string[] | null | undefined; name?: string | null | undefined; limit: number }): Promise<ListEventsRow[]> {
  const { rows } = await db.query<ListEventsRow>({ name: "events.listEvents", text: listEventsSql, values: [list(p.classes), p.project ?? null, texts(p.projects), p.name ?? null, p.limit] });
  return rows;
}

const listVariablesSql = `select j.name as project, v.name, v.value, v.at, v.actor,
       case when v.run_id is null or ($1::int[] is null or exists (
              select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
               where r.id = v.run_id and l.class_id = any ($1)))
            then v.run_id end as "run_id",
        v.reason
  from trunkline.variable v join trunkline.project j on j.id = v.project_id
 where ($2::text is null or j.name = $2) and ($3::text[] is null or j.name = any ($3))
 order by j.name, v.name
 limit $4::int`;

export interface ListVariablesRow {
  project: string;
  name: string;
  value: string;
  at: Date;
  actor: string | null;
  run_id: string | null;
  reason: string | null;
}

/** classes: those of which runs are named; null: of all. */
export async function listVariables(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; projects?: readonly string[] | null | undefined; limit: number }): Promise<ListVariablesRow[]> {
  const { rows } = await db.query<ListVariablesRow>({ name: "events.listVariables", text: listVariablesSql, values: [list(p.classes), p.project ?? null, texts(p.projects), p.limit] });
  return rows;
}

const dropRaisedEventsSql = `with old as (
  delete from trunkline.raised_event e
   where (e.project_id, e.id) in (select o.project_id, o.id from trunkline.raised_event o where o.at < $1 limit $2::int)
  returning 1)
select count(*)::int as "dropped" from old`;

export interface DropRaisedEventsRow {
  dropped: number;
}

/** What was raised before an instant: told again after that, it is raised again. */
export async function dropRaisedEvents(db: Db, p: { before: Date | string; limit: number }): Promise<DropRaisedEventsRow | undefined> {
  const { rows } = await db.query<DropRaisedEventsRow>({ name: "events.dropRaisedEvents", text: dropRaisedEventsSql, values: [p.before, p.limit] });
  return rows[0];
}
