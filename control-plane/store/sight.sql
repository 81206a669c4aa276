-- name: decidedOver :one
-- What rights are decided over: classes that are not known yet, and all projects. Classes are only ever added, but not always in
-- the order of their ids: where fewer than there are up to `upTo` are known, all are told again.
select (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'facts', c.facts) order by c.id), '[]')
          from trunkline.access_class c
         where c.id > :upTo
            or (select count(*) from trunkline.access_class k where k.id <= :upTo) <> :known::int) as "classes!",
       (select coalesce(jsonb_agg(jsonb_build_object('name', j.name, 'environment', j.environment) order by j.name), '[]')
          from trunkline.project j where j.registration <> 'removed') as "projects!"

-- name: runAccess :one
-- Of which pipeline a run is, for whoever asks what may be done to it.
select p.class_id, p.name as pipeline, j.name as project
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
 where r.id = :id

-- name: backfillAccess :one
select p.class_id, p.name as pipeline, j.name as project
  from trunkline.backfill b join trunkline.pipeline p on p.id = b.pipeline_id join trunkline.project j on j.id = p.project_id
 where b.id = :id

-- name: projectAccess :many
select j.name, j.environment from trunkline.project j where j.registration <> 'removed' order by j.name

-- name: hiddenReferences :many
-- What deployed pipelines ask about that is no pipeline of these classes: hidden, or not there.
select distinct a.project, a.pipeline, a.project = j.name as "own!"
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where a.pipeline_id = any (:pipelines::int[]) and not exists (
       select from trunkline.pipeline q join trunkline.project o on o.id = q.project_id
        where o.name = a.project and q.name = a.pipeline and q.class_id = any (:classes::int[]))

-- name: runsSeen :many
-- Which of some runs are of pipelines of these classes.
select r.id from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.id = any (:ids::bigint[]) and p.class_id = any (:classes::int[])
