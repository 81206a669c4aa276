-- name: runsToFilter :many
-- Runs with what an expression may name of them, newest first; before: an id to go on from. newest: only the last generation
-- of each slot. active narrows to the index of unfinished runs.
select r.id, r.pipeline_revision_id, r.slot, r.generation, r.business_date::text as "business_date!", r.due_at,
       r.trigger_kind, r.state, r.reason, r.actor, r.created_at, r.started_at, r.finished_at, r.pipeline_id, p.name as pipeline, j.name as project, v.commit_oid,
       exists (select from trunkline.override o where o.run_id = r.id) as "overridden!"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
 where r.id < :before
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:pipelines?::int[] is null or r.pipeline_id = any (:pipelines?))
   and (:project?::text is null or j.name = :project?)
   and (:revisions?::int[] is null or r.revision_id = any (:revisions?))
   and (not :active::boolean or r.finished_at is null)
   and (:state?::trunkline.run_state is null or r.state = :state?)
   and (:date?::date is null or r.business_date = :date?)
   and (not :newest::boolean or not exists (
         select from trunkline.run n
          where n.pipeline_id = r.pipeline_id and n.slot = r.slot and n.generation > r.generation))
 order by r.id desc
 limit :limit

-- name: revisionLabels :many
-- Tags and owner of pipeline revisions.
select v.id, coalesce(v.spec::json -> 'tags', '{}') as "tags!", v.spec::json ->> 'owner' as "owner?"
  from trunkline.pipeline_revision v where v.id = any (:ids)
