-- name: pipelinesInFlight :many
-- Pipelines of a project with runs that have not ended, and since when the oldest of those is there.
select p.name, count(*)::int as "runs!", min(r.created_at) as "oldest!"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.finished_at is null and p.project_id = :project
 group by p.name order by p.name

-- name: awaitedElsewhere :many
-- Deployed pipelines of other projects that ask about pipelines of this one.
select distinct a.pipeline as awaited, j.name as project, p.name
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where a.project = :project and j.name <> :project
 order by a.pipeline, j.name, p.name
