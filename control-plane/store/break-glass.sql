-- name: proposeBreakGlass :one
insert into trunkline.break_glass (pipeline_id, deployed_revision, pipeline_revision_id, edits, patch, reason, proposed_by, until)
values (:pipeline, :deployed, :revision, :edits, :patch, :reason, :actor, :until)
returning id

-- name: listBreakGlass :many
-- Newest first: those that are open, or all; of one project or pipeline, or of all.
select o.id, o.pipeline_id, p.name as pipeline, j.name as project, p.file, o.edits, o.patch, o.reason, o.proposed_by, o.proposed_at,
       o.approved_by, o.approved_at, o.until, o.ended_at, o.ended_by, o.ending, o.deployed_revision, o.pipeline_revision_id,
       r.commit_oid, v.content_hash
  from trunkline.break_glass o
  join trunkline.pipeline_revision v on v.id = o.pipeline_revision_id
  join trunkline.pipeline p on p.id = o.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = p.changed_in
 where (:classes?::int[] is null or p.class_id = any (:classes?)) and (:all or o.ended_at is null) and (:project?::text is null or j.name = :project?)
   and (:pipeline?::text is null or p.name = :pipeline?)
 order by o.id desc limit :limit

-- name: openBreakGlass :one
-- That of a pipeline, for whoever is about to change it.
select o.id, o.pipeline_id, o.deployed_revision, o.pipeline_revision_id, o.proposed_by, o.approved_by, o.reason, o.until, p.project_id
  from trunkline.break_glass o join trunkline.pipeline p on p.id = o.pipeline_id
 where o.pipeline_id = :pipeline and o.ended_at is null
   for update of o

-- name: approveBreakGlass :exec
update trunkline.break_glass set approved_by = :actor, approved_at = now(), revision_id = :revision where id = :id

-- name: endBreakGlass :exec
update trunkline.break_glass set ended_at = now(), ended_by = :actor, ending = :ending where id = :id and ended_at is null

-- name: endBreakGlassOf :many
-- A deployment of a pipeline ends what people had changed of it: it has brought the same, or something else.
update trunkline.break_glass o
   set ended_at = now(), ended_by = :actor,
       ending = case when p.pipeline_revision_id = o.pipeline_revision_id then 'merged' else 'superseded' end
  from trunkline.pipeline p
 where p.id = o.pipeline_id and o.pipeline_id = any (:pipelines) and o.ended_at is null
returning o.id, o.pipeline_id, o.ending as "ending!", o.approved_by

-- name: expiredBreakGlass :many
-- Whose time is over by the database's clock.
select o.id, o.pipeline_id, o.until, o.approved_by from trunkline.break_glass o
 where o.ended_at is null and o.until <= now() order by o.until limit 100

-- name: breakGlassOfRuns :many
-- What people had changed of the pipelines that these runs are pinned to.
select r.id as run, o.id, o.proposed_by, o.approved_by as "approved_by!", o.reason, o.until
  from trunkline.run r
 cross join lateral (
    select d.revision_id from trunkline.deployment d
     where d.pipeline_id = r.pipeline_id and d.revision_id <= r.revision_id
     order by d.revision_id desc limit 1) d
  join trunkline.break_glass o on o.revision_id = d.revision_id and o.pipeline_id = r.pipeline_id
 where r.id = any (:ids::bigint[])

-- name: repeatRevision :one
-- The deployed revision once more, with one pipeline as people have it, or as it was: runs pin what they start with.
insert into trunkline.revision (project_id, base_id, commit_oid, tree_oid, plan_hash, author_name, author_email, authored_at,
  committed_at, subject, change_number, approvers, uncommitted, applied_by, read_by, evidence)
select r.project_id, r.id, r.commit_oid, r.tree_oid, :hash, r.author_name, r.author_email, r.authored_at, r.committed_at,
       r.subject, r.change_number, r.approvers, r.uncommitted, :actor, r.read_by,
       -- Who signed and approved it stays; what was said of its deployment alone goes.
       coalesce(r.evidence, '{}') - '{confirmation,released,reverts}'::text[] || :evidence::jsonb
  from trunkline.revision r where r.id = :revision
returning id

-- name: keepChangedIn :exec
-- The commit that last changed a pipeline stays: people's change is none. One whose file is in error goes on with the files
-- of the revision before that.
update trunkline.pipeline set changed_in = :revision, pinned_revision = :pinned? where id = :id

-- name: pipelineToOverride :one
select p.id, p.name, p.file, p.project_id, p.changed_in, p.pinned_revision, p.pipeline_revision_id, j.name as project, j.environment,
       j.revision_id as "deployed!"
  from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where p.id = :pipeline and p.removed_at is null

-- name: revisionSpec :one
select v.content_hash, v.spec::json as spec from trunkline.pipeline_revision v where v.id = :id

-- name: sourceOfPipeline :one
-- From where the deployed spec of a pipeline was read: the files of the revision that last changed it.
select p.id, p.name, p.file, j.name as project, j.path, j.environment, j.rules, r.tree_oid, r.commit_oid, v.content_hash, p.pipeline_revision_id as "revision!"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = p.changed_in
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.id = :pipeline and p.removed_at is null
