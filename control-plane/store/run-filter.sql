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

-- name: newestRunsSeen :many
-- Ids of the runs of some classes among the newest 500 numbers before an id: policies look at each run that is passed over,
-- and whoever sees a tenth of what runs has a page of them.
select r.id
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.id < :before and r.id >= least(:before, (select s.last_value + 1 from trunkline.run_id_seq s)) - 500
   and p.class_id = any (:classes::int[])
   and (:project?::text is null or p.project_id = (select j.id from trunkline.project j where j.name = :project?))
   and (:state?::trunkline.run_state is null or r.state = :state?)
 order by r.id desc limit :limit

-- name: olderRunsSeen :many
-- The same however old they are. They are of the pipelines that ran last, as many as the page has rows, and none of them is
-- older than the first of these pipelines' last runs.
with last as materialized (
  select p.id as pipeline, n.id
    from trunkline.pipeline p
   cross join lateral (
     select r.id from trunkline.run r
      where r.pipeline_id = p.id and r.id < :before and (:state?::trunkline.run_state is null or r.state = :state?)
      order by r.id desc limit 1) n
   where p.class_id = any (:classes::int[])
     and (:project?::text is null or p.project_id = (select j.id from trunkline.project j where j.name = :project?))
   order by n.id desc limit :limit)
select n.id
  from last l
 cross join lateral (
   select r.id from trunkline.run r
    where r.pipeline_id = l.pipeline and r.id < :before and (:state?::trunkline.run_state is null or r.state = :state?)
      and r.id >= (select case when count(*) < :limit then 0 else min(x.id) end from last x)
    order by r.id desc limit :limit) n
 order by n.id desc limit :limit

-- name: revisionLabels :many
-- Tags and owner of pipeline revisions.
select v.id, coalesce(v.spec::json -> 'tags', '{}') as "tags!", v.spec::json ->> 'owner' as "owner?"
  from trunkline.pipeline_revision v where v.id = any (:ids)
