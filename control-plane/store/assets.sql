-- name: listAssets :many
-- Every asset that was updated or that a deployed pipeline keeps fresh: its newest update, and whether it still is.
select n.name as "name!", u.at as "at?", u.date::text as "date?", u.run_id as "run_id?", u.actor as "actor?",
       (select j.name from trunkline.project j
         where j.id = coalesce(u.project_id, (select p.project_id from trunkline.asset_writer x
                                                join trunkline.pipeline p on p.id = x.pipeline_id
                                               where x.name = n.name order by p.id limit 1))) as "project!",
       u.at + w.fresh_ms * interval '1 millisecond' as "fresh_until?",
       u.at is not null and coalesce(u.at + w.fresh_ms * interval '1 millisecond' > now(), true) as "fresh!"
  from (select a.name from trunkline.asset_update a union select x.name from trunkline.asset_writer x) n
  left join lateral (select * from trunkline.asset_update a where a.name = n.name order by a.id desc limit 1) u on true
 cross join lateral (select min(x.fresh_ms) as fresh_ms from trunkline.asset_writer x where x.name = n.name) w
 where (:name?::text is null or n.name = :name)
 order by n.name
 limit :limit::int

-- name: hasAssetWriters :one
select exists (select from trunkline.asset_writer where pipeline_id = any (:pipelines::int[])) as "has!"

-- name: replaceAssetWriters :exec
-- What pipelines say of freshness; those that are not named say nothing. Whoever waits for one of these is judged again.
with gone as (delete from trunkline.asset_writer where pipeline_id = any (:pipelines::int[]) returning name),
written as (
  insert into trunkline.asset_writer (name, pipeline_id, fresh_ms)
  select x.name, x.pipeline_id, x.fresh_ms from unnest(:names::text[], :writers::int[], :freshMs::bigint[]) x(name, pipeline_id, fresh_ms)
  on conflict (name, pipeline_id) do update set fresh_ms = excluded.fresh_ms
  returning name)
select trunkline.wake_waits(array(select 'a:' || g.name from gone g union select 'a:' || w.name from written w))
