-- name: pipelinesInFlight :many
-- Pipelines of a project with runs that have not ended, and since when the oldest of those is there.
select p.name, count(*)::int as "runs!", min(r.created_at) as "oldest!"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.finished_at is null and p.project_id = :project and (:classes?::int[] is null or p.class_id = any (:classes?))
 group by p.name order by p.name

-- name: awaitedElsewhere :many
-- Deployed pipelines of other projects that ask about pipelines of this one.
select distinct a.pipeline as awaited, j.name as project, p.name
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where a.project = :project and j.name <> :project and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:classes?::int[] is null or exists (
         select from trunkline.pipeline q join trunkline.project o on o.id = q.project_id
          where o.name = a.project and q.name = a.pipeline and q.class_id = any (:classes?)))
 order by a.pipeline, j.name, p.name
