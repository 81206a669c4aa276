-- name: listAssets :many
-- Every asset that was updated or that a deployed pipeline writes or reads: its newest update, whether it is still
-- fresh, and who writes and reads it. The project is that of the update, else of a writer, else of a reader.
select n.name as "name!", u.at as "at?", u.date::text as "date?", case when (:classes?::int[] is null or exists (
                select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                 where r.id = u.run_id and l.class_id = any (:classes?))) then u.run_id end as "run_id?", u.actor as "actor?",
       (select j.name from trunkline.project j
         where j.id = coalesce(u.project_id,
                 (select p.project_id from trunkline.asset_writer x join trunkline.pipeline p on p.id = x.pipeline_id
                   where x.name = n.name order by p.id limit 1),
                 (select p.project_id from trunkline.asset_reader x join trunkline.pipeline p on p.id = x.pipeline_id
                   where x.name = n.name order by p.id limit 1))) as "project!",
       u.at + w.fresh_ms * interval '1 millisecond' as "fresh_until?",
       u.at is not null and coalesce(u.at + w.fresh_ms * interval '1 millisecond' > now(), true) as "fresh!",
       array(select j.name || '/' || p.name from trunkline.asset_writer x join trunkline.pipeline p on p.id = x.pipeline_id
               join trunkline.project j on j.id = p.project_id
              where x.name = n.name and (:classes?::int[] is null or p.class_id = any (:classes?)) order by 1) as "writers!",
       array(select j.name || '/' || p.name from trunkline.asset_reader x join trunkline.pipeline p on p.id = x.pipeline_id
               join trunkline.project j on j.id = p.project_id
              where x.name = n.name and (:classes?::int[] is null or p.class_id = any (:classes?)) order by 1) as "readers!"
  from (select a.name from trunkline.asset_update a union select x.name from trunkline.asset_writer x
        union select x.name from trunkline.asset_reader x) n
  left join lateral (select * from trunkline.asset_update a where a.name = n.name order by a.id desc limit 1) u on true
 cross join lateral (select min(x.fresh_ms) as fresh_ms from trunkline.asset_writer x where x.name = n.name) w
 where (:name?::text is null or n.name = :name)
   -- With classes: what one of their pipelines writes or reads, and what nobody does and was updated in one of the projects.
   and (:classes?::int[] is null
        or exists (select from trunkline.asset_writer x join trunkline.pipeline p on p.id = x.pipeline_id
                    where x.name = n.name and p.class_id = any (:classes?))
        or exists (select from trunkline.asset_reader x join trunkline.pipeline p on p.id = x.pipeline_id
                    where x.name = n.name and p.class_id = any (:classes?))
        or not exists (select from trunkline.asset_writer x where x.name = n.name)
           and not exists (select from trunkline.asset_reader x where x.name = n.name)
           and exists (select from trunkline.project j where j.id = u.project_id and j.name = any (:projects?::text[])))
 order by n.name
 limit :limit::int

-- name: hasAssets :one
select exists (select from trunkline.asset_writer where pipeline_id = any (:pipelines::int[]))
    or exists (select from trunkline.asset_reader where pipeline_id = any (:pipelines::int[])) as "has!"

-- name: replaceAssetWriters :exec
-- What pipelines write, and for how long that keeps it fresh; those that are not named write nothing. Whoever waits for one of these is judged again.
with gone as (delete from trunkline.asset_writer where pipeline_id = any (:pipelines::int[]) returning name),
written as (
  insert into trunkline.asset_writer (name, pipeline_id, fresh_ms)
  select x.name, x.pipeline_id, x.fresh_ms from unnest(:names::text[], :writers::int[], :freshMs::bigint[]) x(name, pipeline_id, fresh_ms)
  on conflict (name, pipeline_id) do update set fresh_ms = excluded.fresh_ms
  returning name)
select trunkline.wake_waits(array(select 'a:' || g.name from gone g union select 'a:' || w.name from written w))

-- name: replaceAssetReaders :exec
-- What pipelines read; those that are not named read nothing.
with gone as (delete from trunkline.asset_reader where pipeline_id = any (:pipelines::int[])
                 and (name, pipeline_id) not in (select * from unnest(:names::text[], :readers::int[])))
insert into trunkline.asset_reader (name, pipeline_id) select * from unnest(:names::text[], :readers::int[])
on conflict do nothing

-- name: noteReads :exec
-- What an attempt reads, as it begins: the newest update of each asset. Nothing where the attempt is not ours any more.
update trunkline.task_run t
   set reads = (
     select jsonb_agg(jsonb_build_object('asset', n.name, 'at', u.at, 'date', u.date, 'run', u.run_id::text,
                                         'project', u.project) order by n.ord)
       from unnest(:names::text[]) with ordinality n(name, ord)
       left join lateral (
         select a.at, a.date, a.run_id, j.name as project
           from trunkline.asset_update a join trunkline.project j on j.id = a.project_id
          where a.name = n.name order by a.id desc limit 1) u on true)
 where t.run_id = :run and t.idx = :idx and t.attempt = :attempt and t.state = 'running'
