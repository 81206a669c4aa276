-- name: registerProject :one
-- Makes the project known or updates where it comes from; what is deployed stays.
insert into trunkline.project as p (name, environment, repository, branch, path)
values (:name, :environment, :repository, :branch, :path)
on conflict (name) do update set environment = excluded.environment, repository = excluded.repository,
  branch = excluded.branch, path = excluded.path, control_id = null, registration_file = null,
  registration = 'registered', registration_reason = null,
  rules = case when p.control_id is null then p.rules else '{}' end,
  observed_commit = case
    when p.registration in ('registered', 'broken')
      and (p.repository, p.branch, p.path) = (excluded.repository, excluded.branch, excluded.path)
    then p.observed_commit end
returning id

-- name: getProject :one
select p.id, p.name, p.environment, p.repository, p.branch, p.path, p.revision_id, p.observed_commit, p.sync_state,
       p.sync_reason, p.held_plan_hash, p.checked_at, p.readable_by, p.rules, p.registration, p.registration_file,
       p.registration_reason,
       r.commit_oid, r.tree_oid, r.applied_at, r.read_by, p.judged_by, p.held_names, p.policies,
       exists (select from trunkline.pipeline_source s where s.project_id = p.id and s.broken
                  and s.diagnostics @> '[{"code": "deploy-denied"}]') as "hasDenied!",
       exists (select from trunkline.pipeline_source s where s.project_id = p.id and s.broken
                  and s.diagnostics @> '[{"code": "wave-gate"}]') as "hasShut!",
       coalesce(p.look_again_at < clock_timestamp(), false) as "isToLook!"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = :name

-- name: listProjects :many
-- What is counted is of these classes.
select p.id, p.name, p.environment, p.repository, p.branch, p.path, p.revision_id, p.observed_commit, p.sync_state,
       p.sync_reason, p.held_plan_hash, p.checked_at, p.readable_by, p.registration, p.registration_reason,
       p.registration_file, r.commit_oid, r.tree_oid, r.applied_at,
       h.commit_oid as "held_commit?", h.actor as "held_by?", h.reason as "held_reason?", h.since as "held_since?", h.until as "held_until?", p.unsynced_at,
       (p.rules -> 'sync' ->> 'wave')::int as "wave?",
       extract(epoch from clock_timestamp() - coalesce(p.checked_at, p.created_at))::float8 as "lag!",
       (select count(*) from trunkline.pipeline x where x.project_id = p.id and x.removed_at is null and (:classes?::int[] is null or x.class_id = any (:classes?)))::int as "pipelines!",
       (select count(*) from trunkline.pipeline_source s where s.project_id = p.id and s.broken
           and (:classes?::int[] is null or exists (
               select from trunkline.pipeline x
                where x.project_id = s.project_id and x.file = s.path and x.removed_at is null and x.class_id = any (:classes?))))::int as "broken!"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
  left join trunkline.sync_hold h on h.project_id = p.id and (h.until is null or h.until > now())
 where p.registration <> 'removed' and (:projects?::text[] is null or p.name = any (:projects?))
 order by p.name

-- name: takeLease :one
-- One sync of a project at a time. No row: another holds it. The token fences a holder that woke up late.
update trunkline.project
   set lease_token = lease_token + 1, lease_until = clock_timestamp() + :ttlMs::bigint * interval '1 millisecond'
 where id = :id and (lease_until is null or lease_until < clock_timestamp())
returning lease_token

-- name: extendLease :one
update trunkline.project set lease_until = clock_timestamp() + :ttlMs::bigint * interval '1 millisecond'
 where id = :id and lease_token = :token and lease_until > clock_timestamp()
returning id

-- name: dropLease :exec
update trunkline.project set lease_until = null where id = :id and lease_token = :token

-- name: recordSync :exec
-- What a sync found out, whether or not it applied anything. No row: its lease went to another.
-- reached: the source answered; how long ago that was is the lag of the sync. isSettled: it was found out before, so that
-- it is looked at again when that said; otherwise after lookAgainMs, or not by itself.
update trunkline.project
   set observed_commit = coalesce(:observed?, observed_commit), sync_state = :state, sync_reason = :reason?,
       held_plan_hash = :heldPlan?, judged_by = coalesce(:judgedBy?, judged_by),
       held_names = :heldNames?, unsynced_at = case when :state <> 'Synced' then coalesce(unsynced_at, clock_timestamp()) end,
       checked_at = case when :reached then clock_timestamp() else checked_at end,
       look_again_at = case when :isSettled?::boolean then look_again_at
                            else clock_timestamp() + :lookAgainMs?::bigint * interval '1 millisecond' end
 where id = :id and lease_token = coalesce(:token?, lease_token)

-- name: newlyHeld :one
-- The project's name, where nobody has put on record yet that exactly this plan is held.
select p.name from trunkline.project p
 where p.id = :id and p.held_plan_hash is distinct from :plan::text and not exists (
       select from trunkline.audit a where a.subject = p.name and a.act = 'hold-plan' and a.detail->>'plan' = :plan)

-- name: lockProject :one
-- Serialises applies of one project; the caller compares what it finds with its plan.
select p.name, p.environment, p.revision_id, p.lease_token from trunkline.project p where p.id = :id for update

-- name: setReaders :exec
-- Who may read the project by conditions; whoever waits for something of it is judged again.
select trunkline.set_readers(:id, :patterns)

-- name: readersOf :many
-- Which projects there are of these, and who may read them.
select p.name, p.readable_by from trunkline.project p where p.name = any (:names::text[])

-- name: setDeployed :exec
update trunkline.project set revision_id = :revision where id = :id

-- name: insertRevision :one
insert into trunkline.revision (project_id, base_id, commit_oid, tree_oid, plan_hash, author_name, author_email,
  authored_at, committed_at, subject, change_number, approvers, uncommitted, applied_by, read_by, evidence)
values (:project, :base?, :commit, :tree, :planHash, :authorName, :authorEmail,
  :authoredAt, :committedAt, :subject, :change?, :approvers, :uncommitted, :appliedBy, :readBy?, :evidence)
returning id

-- name: approvalBase :one
-- By which approvals of what comes after a revision are judged: itself, unless a hold went back to it.
select r.id, r.commit_oid, r.tree_oid from trunkline.revision r
 where r.project_id = :project and r.id <= :deployed and not coalesce(r.evidence ? 'wentBackFrom', false)
 order by r.id desc limit 1

-- name: revisionsOfCommit :many
-- Deployed revisions by the first digits of their commit.
select r.id from trunkline.revision r where starts_with(r.commit_oid, :prefix)

-- name: lags :one
-- In seconds: how long ago the longest neglected source was reached, and how late the oldest due time is.
select coalesce((select extract(epoch from clock_timestamp() - min(coalesce(p.checked_at, p.created_at))) from trunkline.project p
                  where p.registration in ('registered', 'broken')), 0)::float8 as "sync!",
       coalesce((select extract(epoch from greatest(clock_timestamp() - min(t.next_at), interval '0')) from trunkline.trigger t), 0)::float8 as "due!"

-- name: syncFigures :many
-- By project, in seconds: how long ago its source was reached, and since when it is not Synced.
select p.name, p.sync_state,
       extract(epoch from clock_timestamp() - coalesce(p.checked_at, p.created_at))::float8 as "checked!",
       coalesce(extract(epoch from clock_timestamp() - p.unsynced_at), 0)::float8 as "unsynced!",
       (select count(*) from trunkline.pipeline_source s where s.project_id = p.id and s.broken)::int as "broken!"
  from trunkline.project p order by p.name

-- name: driftOf :many
-- Deployed rows of a project that are not what its newest deployments made them: somebody changed the database.
select p.name, case when v.content_hash <> encode(sha256(convert_to(v.spec, 'UTF8')), 'hex') then 'spec' else 'revision' end as "what!"
  from trunkline.pipeline p
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  left join lateral (
    select d.pipeline_revision_id, d.file from trunkline.deployment d where d.pipeline_id = p.id
     order by d.revision_id desc limit 1) d on true
 where p.project_id = :project and p.removed_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (d.pipeline_revision_id is distinct from p.pipeline_revision_id or d.file is distinct from p.file
        or v.content_hash <> encode(sha256(convert_to(v.spec, 'UTF8')), 'hex')
        or (p.stage is not null or v.spec like '%"wave":{%') and p.stage is distinct from v.spec::json -> 'wave' ->> 'stage')
 order by p.name

-- name: revisionsByCommit :many
-- Newest first: revisions of a project by the first digits of their commit; the deployed one comes with an empty text.
select r.id, r.commit_oid, r.tree_oid, r.committed_at from trunkline.revision r
  join trunkline.project p on p.id = r.project_id
 where r.project_id = :project and case when :prefix = '' then r.id = p.revision_id else starts_with(r.commit_oid, :prefix) end
 order by r.id desc

-- name: projectRevisions :many
-- What was deployed of a project, newest first, with what each did to how many pipelines, and the earlier revision whose
-- files it brought back.
select r.id, r.commit_oid, r.subject, r.author_name, r.author_email, r.authored_at, r.change_number, r.approvers,
       r.applied_at, r.applied_by, r.plan_hash, r.evidence, c.added as "added!", c.changed as "changed!", c.removed as "removed!",
       b.id as "back_to?", b.commit_oid as "back_to_commit?"
  from trunkline.revision r
 cross join lateral (
    select count(*) filter (where d.action = 'added')::int as added, count(*) filter (where d.action = 'removed')::int as removed,
           count(*) filter (where d.action not in ('added', 'removed'))::int as changed
      from trunkline.deployment d
     where d.revision_id = r.id
       and (:classes?::int[] is null or exists (
             select from trunkline.pipeline p where p.id = d.pipeline_id and p.class_id = any (:classes?)))) c
  left join lateral (
    select e.id, e.commit_oid from trunkline.revision e
     where e.project_id = r.project_id and e.id < r.id and e.tree_oid = r.tree_oid
       and exists (select from trunkline.revision o
                    where o.project_id = r.project_id and o.id > e.id and o.id < r.id and o.tree_oid <> r.tree_oid)
     order by e.id desc limit 1) b on true
 where r.project_id = :project and r.id < :before
 order by r.id desc limit :limit
