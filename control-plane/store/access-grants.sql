-- name: askGrant :one
insert into trunkline.access_grant (kind, ticket, grantee, actions, project, pipelines, tags, reason, until)
values (:kind, :ticket, :grantee, :actions::text[], :project, :pipelines::text[], :tags::jsonb, :reason, :until) returning id

-- name: lockGrant :one
select g.* from trunkline.access_grant g where g.id = :id for update

-- name: approveGrant :exec
update trunkline.access_grant set approved_at = now(), approved_by = :actor, checked_at = now() where id = :id

-- name: endGrant :exec
update trunkline.access_grant set ended_at = now(), ended_by = :actor, ending = :ending where id = :id

-- name: grantChecked :exec
update trunkline.access_grant set checked_at = now() where ticket = :ticket and kind = :kind and ended_at is null

-- name: listGrants :many
-- Newest first. all: those that have ended, too.
select g.* from trunkline.access_grant g where :all::boolean or g.ended_at is null order by g.id desc limit :limit::int

-- name: heldGrants :many
-- Those of a person that hold now. A ticket that nobody could ask about for a while counts as closed.
select g.* from trunkline.access_grant g
 where g.grantee = :grantee and g.ended_at is null and g.approved_at is not null and g.until > now()
   and g.checked_at > now() - :freshMs::bigint * interval '1 millisecond'
 order by g.id

-- name: allHeldGrants :many
-- The same of everybody.
select g.* from trunkline.access_grant g
 where g.ended_at is null and g.approved_at is not null and g.until > now()
   and g.checked_at > now() - :freshMs::bigint * interval '1 millisecond'
 order by g.id

-- name: openGrants :many
-- That have not ended, with those whose time is over.
select g.*, g.until <= now() as "over!" from trunkline.access_grant g where g.ended_at is null order by g.id

-- name: liveRunGrants :many
-- What attempts of tasks may use now, newest first.
select j.name as project, p.name as pipeline, g.run_id, trunkline.task_of_run(g.run_id, g.idx) as "task!", g.attempt, g.resource,
       g.granted_at, g.expires_at, g.used_at
  from trunkline.run_grant g join trunkline.run r on r.id = g.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
 where g.revoked_at is null and g.expires_at > now()
   and (:classes?::int[] is null or p.class_id = any (:classes?)) and (:project?::text is null or j.name = :project?)
 order by g.granted_at desc, g.run_id desc, g.idx, g.resource limit :limit::int
