// Generated from assets.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const listAssetsSql = `select n.name as "name", u.at as "at", u.date::text as "date", u.run_id as "run_id", u.actor as "actor",
       (select j.name from trunkline.project j
         where j.id = coalesce(u.project_id, (select p.project_id from trunkline.asset_writer x
                                                join trunkline.pipeline p on p.id = x.pipeline_id
                                               where x.name = n.name order by p.id limit 1))) as "project",
       u.at + w.fresh_ms * interval '1 millisecond' as "fresh_until",
       u.at is not null and coalesce(u.at + w.fresh_ms * interval '1 millisecond' > now(), true) as "fresh"
  from (select a.name from trunkline.asset_update a union select x.name from trunkline.asset_writer x) n
  left join lateral (select * from trunkline.asset_update a where a.name = n.name order by a.id desc limit 1) u on true
 cross join lateral (select min(x.fresh_ms) as fresh_ms from trunkline.asset_writer x where x.name = n.name) w
 where ($1::text is null or n.name = $1)
 order by n.name
 limit $2::int`;

export interface ListAssetsRow {
  name: string;
  at: Date | null;
  date: string | null;
  run_id: string | null;
  actor: string | null;
  project: string;
  fresh_until: Date | null;
  fresh: boolean;
}

/** Every asset that was updated or that a deployed pipeline keeps fresh: its newest update, and whether it still is. */
export async function listAssets(db: Db, p: { name?: string | null | undefined; limit: number }): Promise<ListAssetsRow[]> {
  const { rows } = await db.query<ListAssetsRow>({ name: "assets.listAssets", text: listAssetsSql, values: [p.name ?? null, p.limit] });
  return rows;
}

const hasAssetWritersSql = `select exists (select from trunkline.asset_writer where pipeline_id = any ($1::int[])) as "has"`;

export interface HasAssetWritersRow {
  has: boolean;
}

export async function hasAssetWriters(db: Db, p: { pipelines: readonly number[] }): Promise<HasAssetWritersRow | undefined> {
  const { rows } = await db.query<HasAssetWritersRow>({ name: "assets.hasAssetWriters", text: hasAssetWritersSql, values: [list(p.pipelines)] });
  return rows[0];
}

const replaceAssetWritersSql = `with gone as (delete from trunkline.asset_writer where pipeline_id = any ($1::int[]) returning name),
written as (
  insert into trunkline.asset_writer (name, pipeline_id, fresh_ms)
  select x.name, x.pipeline_id, x.fresh_ms from unnest($2::text[], $3::int[], $4::bigint[]) x(name, pipeline_id, fresh_ms)
  on conflict (name, pipeline_id) do update set fresh_ms = excluded.fresh_ms
  returning name)
select trunkline.wake_waits(array(select 'a:' || g.name from gone g union select 'a:' || w.name from written w))`;

/** What pipelines say of freshness; those that are not named say nothing. Whoever waits for one of these is judged again. */
export async function replaceAssetWriters(db: Db, p: { pipelines: readonly number[]; names: readonly string[]; writers: readonly number[]; freshMs: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "assets.replaceAssetWriters", text: replaceAssetWritersSql, values: [list(p.pipelines), p.names, list(p.writers), p.freshMs] });
  return rowCount ?? 0;
}
