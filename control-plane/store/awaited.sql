-- name: hasAwaited :one
select exists (select from trunkline.awaited where pipeline_id = any (:pipelines::int[])) as "has!"

-- name: replaceAwaited :exec
-- What pipelines ask about; those that are not named ask about nothing.
with gone as (delete from trunkline.awaited where pipeline_id = any (:pipelines::int[])
                 and (project, pipeline, task, pipeline_id) not in (
                   select * from unnest(:projects::text[], :names::text[], :tasks::text[], :askers::int[])))
insert into trunkline.awaited (project, pipeline, task, pipeline_id)
select * from unnest(:projects::text[], :names::text[], :tasks::text[], :askers::int[])
on conflict do nothing

-- name: awaitersOf :many
-- Deployed pipelines, of any project, that ask about one of these.
select a.pipeline as awaited, a.task, p.name, p.file, j.name as project
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where a.project = :project and a.pipeline = any (:names::text[])
 order by j.name, p.name, a.pipeline, a.task
