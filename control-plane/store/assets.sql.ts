// Generated from assets.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const listAssetsSql = `select n.name as "name", u.at as "at", u.date::text as "date", case when ($1::int[] is null or exists (
                select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                 where r.id = u.run_id and l.class_id = any ($1))) then u.run_id end as "run_id", u.actor as "actor",
       (select j.name from trunkline.project j
         where j.id = coalesce(u.project_id,
                 (select p.project_id from trunkline.asset_writer x join trunkline.pipeline p on p.id = x.pipeline_id
                   where x.name = n.name order by p.id limit 1),
                 (select p.project_id from trunkline.asset_reader x join trunkline.pipeline p on p.id = x.pipeline_id
                   where x.name = n.name order by p.id limit 1))) as "project",
       u.at + w.fresh_ms * interval '1 millisecond' as "fresh_until",
       u.at is not null and coalesce(u.at + w.fresh_ms * interval '1 millisecond' > now(), true) as "fresh",
       array(select j.name || '/' || p.name from trunkline.asset_writer x join trunkline.pipeline p on p.id = x.pipeline_id
               join trunkline.project j on j.id = p.project_id
              where x.name = n.name and ($1::int[] is null or p.class_id = any ($1)) order by 1) as "writers",
       array(select j.name || '/' || p.name from trunkline.asset_reader x join trunkline.pipeline p on p.id = x.pipeline_id
               join trunkline.project j on j.id = p.project_id
              where x.name = n.name and ($1::int[] is null or p.class_id = any ($1)) order by 1) as "readers"
  from (select a.name from trunkline.asset_update a union select x.name from trunkline.asset_writer x
        union select x.name from trunkline.asset_reader x) n
  left join lateral (select * from trunkline.asset_update a where a.name = n.name order by a.id desc limit 1) u on true
 cross join lateral (select min(x.fresh_ms) as fresh_ms from trunkline.asset_writer x where x.name = n.name) w
 where ($2::text is null or n.name = $2)
   -- With classes: what one of their pipelines writes or reads, and what nobody does and was updated in one of the projects.
   and ($1::int[] is null
        or exists (select from trunkline.asset_writer x join trunkline.pipeline p on p.id = x.pipeline_id
                    where x.name = n.name and p.class_id = any ($1))
        or exists (select from trunkline.asset_reader x join trunkline.pipeline p on p.id = x.pipeline_id
                    where x.name = n.name and p.class_id = any ($1))
        or not exists (select from trunkline.asset_writer x where x.name = n.name)
           and not exists (select from trunkline.asset_reader x where x.name = n.name)
           and exists (select from trunkline.project j where j.id = u.project_id and j.name = any ($3::text[])))
 order by n.name
 limit $4::int`;

export interface ListAssetsRow {
  name: string;
  at: Date | null;
  date: string | null;
  run_id: string | null;
  actor: string | null;
  project: string;
  fresh_until: Date | null;
  fresh: boolean;
  writers: string[];
  readers: string[];
}

/**
 * Every asset that was updated or that a deployed pipeline writes or reads: its newest update, whether it is still
 * fresh, and who writes and reads it. The project is that of the update, else of a writer, else of a reader.
 */
export async function listAssets(db: Db, p: { classes?: readonly number[] | null | undefined; name?: string | null | undefined; projects?: readonly string[] | null | undefined; limit: number }): Promise<ListAssetsRow[]> {
  const { rows } = await db.query<ListAssetsRow>({ name: "assets.listAssets", text: listAssetsSql, values: [list(p.classes), p.name ?? null, texts(p.projects), p.limit] });
  return rows;
}

const hasAssetsSql = `select exists (select from trunkline.asset_writer where pipeline_id = any ($1::int[]))
    or exists (select from trunkline.asset_reader where pipeline_id = any ($1::int[])) as "has"`;

export interface HasAssetsRow {
  has: boolean;
}

export async function hasAssets(db: Db, p: { pipelines: readonly number[] }): Promise<HasAssetsRow | undefined> {
  const { rows } = await db.query<HasAssetsRow>({ name: "assets.hasAssets", text: hasAssetsSql, values: [list(p.pipelines)] });
  return rows[0];
}

const replaceAssetWritersSql = `with gone as (delete from trunkline.asset_writer where pipeline_id = any ($1::int[]) returning name),
written as (
  insert into trunkline.asset_writer (name, pipeline_id, fresh_ms)
  select x.name, x.pipeline_id, x.fresh_ms from unnest($2::text[], $3::int[], $4::bigint[]) x(name, pipeline_id, fresh_ms)
  on conflict (name, pipeline_id) do update set fresh_ms = excluded.fresh_ms
  returning name)
select trunkline.wake_waits(array(select 'a:' || g.name from gone g union select 'a:' || w.name from written w))`;

/** What pipelines write, and for how long that keeps it fresh; those that are not named write nothing. Whoever waits for one of these is judged again. */
export async function replaceAssetWriters(db: Db, p: { pipelines: readonly number[]; names: readonly string[]; writers: readonly number[]; freshMs: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "assets.replaceAssetWriters", text: replaceAssetWritersSql, values: [list(p.pipelines), texts(p.names), list(p.writers), p.freshMs] });
  return rowCount ?? 0;
}

const replaceAssetReadersSql = `with gone as (delete from trunkline.asset_reader where pipeline_id = any ($1::int[])
                 and (name, pipeline_id) not in (select * from unnest($2::text[], $3::int[])))
insert into trunkline.asset_reader (name, pipeline_id) select * from unnest($2::text[], $3::int[])
on conflict do nothing`;

/** What pipelines read; those that are not named read nothing. */
export async function replaceAssetReaders(db: Db, p: { pipelines: readonly number[]; names: readonly string[]; readers: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "assets.replaceAssetReaders", text: replaceAssetReadersSql, values: [list(p.pipelines), texts(p.names), list(p.readers)] });
  return rowCount ?? 0;
}

const noteReadsSql = `update trunkline.task_run t
   set reads = (
     select jsonb_agg(jsonb_build_object('asset', n.name, 'at', u.at, 'date', u.date, 'run', u.run_id::text,
                                         'project', u.project) order by n.ord)
       from unnest($1::text[]) with ordinality n(name, ord)
       left join lateral (
         select a.at, a.date, a.run_id, j.name as project
           from trunkline.asset_update a join trunkline.project j on j.id = a.project_id
          where a.name = n.name order by a.id desc limit 1) u on true)
 where t.run_id = $2 and t.idx = $3 and t.attempt = $4 and t.state = 'running'`;

/** What an attempt reads, as it begins: the newest update of each asset. Nothing where the attempt is not ours any more. */
export async function noteReads(db: Db, p: { names: readonly string[]; run: string | number | bigint; idx: number; attempt: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "assets.noteReads", text: noteReadsSql, values: [texts(p.names), p.run, p.idx, p.attempt] });
  return rowCount ?? 0;
}
