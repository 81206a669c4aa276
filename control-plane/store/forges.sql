-- name: wishOnForge :exec
-- What an object on the forge is to be. The same wish again changes nothing, also while it is being brought.
insert into trunkline.forge_act (project_id, key, desired) values (:project, :key, :desired)
on conflict (project_id, key) do update
   set desired = excluded.desired, version = forge_act.version + 1, state = 'waiting', attempts = 0, fault = null,
       created_at = now(), next_at = now()
 where forge_act.desired is distinct from excluded.desired

-- name: takeForgeActs :many
-- What is to be tried now, for this server alone for leaseMs: one that dies lets it go with time.
update trunkline.forge_act a
   set attempts = a.attempts + 1, next_at = clock_timestamp() + :leaseMs::bigint * interval '1 millisecond'
 where a.id in (
   select x.id from trunkline.forge_act x
    where x.state = 'waiting' and x.next_at <= clock_timestamp() and x.project_id = :project
    order by x.next_at limit :limit::int for update skip locked)
returning a.id, a.key, a.desired, a.version, a.done, a.attempts, a.created_at, clock_timestamp() as "now!"

-- name: keepForgeDone :exec
-- After each request that made something, whatever becomes of the rest.
update trunkline.forge_act set done = :done, next_at = clock_timestamp() + :leaseMs::bigint * interval '1 millisecond'
 where id = :id

-- name: settleForgeAct :exec
-- A wish that was replaced meanwhile is brought next.
update trunkline.forge_act
   set state = case when version = :version then :state else 'waiting' end,
       fault = case when version = :version then :fault? end, next_at = clock_timestamp()
 where id = :id

-- name: retryForgeAct :exec
update trunkline.forge_act
   set fault = case when version = :version then :fault end,
       next_at = case when version = :version then clock_timestamp() + :delayMs::bigint * interval '1 millisecond' else clock_timestamp() end
 where id = :id

-- name: reviveForgeActs :exec
-- Once more, after what was wrong may have been mended.
update trunkline.forge_act
   set state = 'waiting', attempts = 0, created_at = now(), next_at = now()
 where project_id = :project and state = 'dead' and next_at > now() - :withinMs::bigint * interval '1 millisecond'

-- name: nextForgeAct :one
select (select min(a.next_at) from trunkline.forge_act a where a.state = 'waiting' and a.project_id = :project) as "at?",
       clock_timestamp() as "now!"

-- name: forgetForgeActs :exec
-- What was brought long ago, and what was given up.
delete from trunkline.forge_act a
 where a.project_id = :project and a.state <> 'waiting' and a.next_at < now() - :keepMs::bigint * interval '1 millisecond'

-- name: forgeTroubles :many
-- What could not be brought in the last 30 days: given up, or tried in vain so far.
select p.name as project, a.key, a.state, a.attempts, a.fault as "fault!", a.created_at, a.next_at
  from trunkline.forge_act a join trunkline.project p on p.id = a.project_id
 where a.fault is not null and a.state <> 'done' and a.created_at > now() - interval '30 days'
 order by a.created_at limit 100

-- name: forgeFigures :one
select count(*) filter (where a.state = 'waiting')::int as "waiting!", count(*) filter (where a.state = 'dead')::int as "dead!",
       coalesce(extract(epoch from clock_timestamp() - min(a.created_at) filter (where a.state = 'waiting')), 0)::float8 as "oldest_seconds!"
  from trunkline.forge_act a
 where a.state <> 'done' and a.created_at > now() - interval '30 days'

-- name: hearDelivery :many
-- No row: it was heard before. Nothing is kept of one that is delivered again under another id.
insert into trunkline.forge_delivery (target, key)
select :target, k from unnest(:keys::text[]) k
 where not exists (select from trunkline.forge_delivery d where d.target = :target and d.key = any (:keys::text[]))
on conflict do nothing returning key

-- name: forgetDeliveries :exec
delete from trunkline.forge_delivery where received_at < now() - :keepMs::bigint * interval '1 millisecond'

-- name: plannedChanges :many
select c.number, c.head_commit, c.base_commit, c.plan_digest from trunkline.forge_change c where c.project_id = :project

-- name: keepPlannedChange :exec
insert into trunkline.forge_change (project_id, number, head_commit, base_commit, plan_digest)
values (:project, :number, :head, :base?, :digest)
on conflict (project_id, number) do update
   set head_commit = excluded.head_commit, base_commit = excluded.base_commit, plan_digest = excluded.plan_digest,
       planned_at = now()

-- name: forgetChanges :exec
-- Those that are no longer open.
delete from trunkline.forge_change c where c.project_id = :project and c.number <> all (:open::int[])

-- name: newestRevision :one
-- Where the project stands, for those who watch on the forge.
select p.id, p.environment, p.observed_commit, p.sync_state, p.sync_reason, p.held_plan_hash,
       r.id as "revision?", r.commit_oid as "commit?", r.base_id as "base?", r.applied_at as "applied_at?",
       (select count(*) from trunkline.pipeline_source s where s.project_id = p.id and s.broken)::int as "broken!"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = :name

-- name: revisionsWithoutChange :many
-- Deployed while the forge was not asked or did not answer, newest first.
select r.id, r.commit_oid from trunkline.revision r join trunkline.project p on p.id = r.project_id
 where p.name = :name and not r.uncommitted and not coalesce(r.evidence, '{}') ? 'change'
   and r.applied_at > now() - :withinMs::bigint * interval '1 millisecond'
 order by r.id desc limit 5

-- name: attachChange :exec
-- What the forge says of a revision that is deployed already; null: it knows of no change.
update trunkline.revision r
   set evidence = coalesce(r.evidence, '{}') || jsonb_build_object('change', :change::jsonb),
       change_number = coalesce(:number?, r.change_number), approvers = coalesce(:approvers?::text[], r.approvers)
 where r.id = :id

-- name: isWished :many
select a.id from trunkline.forge_act a where a.project_id = :project and a.key = :key
