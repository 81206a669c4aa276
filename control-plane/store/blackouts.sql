-- name: addBlackout :one
insert into trunkline.blackout (project, pipeline, tags, from_at, to_at, mode, actor, reason)
values (:project?::text, :pipeline?::text, :tags::jsonb, :from, :to, :mode, :actor, :reason?::text)
returning *

-- name: endBlackout :one
-- False when there is none with the id.
select trunkline.end_blackout(:id) as "ended!"

-- name: pastBlackouts :many
-- Those whose time is over, for this server to end.
select b.* from trunkline.blackout b where b.to_at <= now() order by b.id for update skip locked

-- name: listBlackouts :many
-- With classes: those that keep one of their pipelines.
select b.* from trunkline.blackout b
 where b.to_at > now() and (:id?::int is null or b.id = :id?)
   and (:classes?::int[] is null or exists (
         select from trunkline.blackouts_of(array(select p.id from trunkline.pipeline p
                                                   where p.class_id = any (:classes?) and p.removed_at is null)) x
          where (x.blackout).id = b.id))
 order by b.from_at, b.id

-- name: blackoutsOf :many
-- What is or will be of some pipelines; what keeps a run longest comes first.
select x.pipeline_id as "pipeline_id!", (x.blackout).id as "id!", (x.blackout).mode as "mode!",
       (x.blackout).actor as "actor!", (x.blackout).reason as "reason?", (x.blackout).from_at as "from_at!",
       (x.blackout).to_at as "to_at!", (x.blackout).from_at <= now() as "now!"
  from trunkline.blackouts_of(:pipelines::int[]) x
 order by (x.blackout).mode desc, (x.blackout).to_at desc, (x.blackout).id

-- name: countBlackouts :one
-- How many are now.
select count(*)::int as "count!" from trunkline.blackout b
 where b.from_at <= now() and b.to_at > now()
   and (:classes?::int[] is null or exists (
         select from trunkline.blackouts_of(array(select p.id from trunkline.pipeline p
                                                   where p.class_id = any (:classes?) and p.removed_at is null)) x
          where (x.blackout).id = b.id))

-- name: renameBlackouts :exec
-- Blackouts of a renamed pipeline go with it; those of a name in every project stay as they were said.
update trunkline.blackout b set pipeline = x.name
  from unnest(:before::text[], :names::text[]) x(before, name)
 where b.project = :project and b.pipeline = x.before and b.to_at > now()
