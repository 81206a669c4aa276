-- name: placeSyncHold :exec
-- Another hold of the project gives way to it.
insert into trunkline.sync_hold (project_id, commit_oid, actor, reason, until)
values (:project, :commit?, :actor, :reason, :until?)
on conflict (project_id) do update set commit_oid = excluded.commit_oid, actor = excluded.actor, reason = excluded.reason,
  until = excluded.until, since = now()

-- name: endSyncHold :one
-- No row: the project was not held.
delete from trunkline.sync_hold where project_id = :project returning actor, reason

-- name: expireSyncHold :exec
-- Ends one whose time has come, on record.
with ended as (delete from trunkline.sync_hold h where h.project_id = :project and h.until <= now() returning h.*)
select trunkline.write_audit(e.actor, 'system', 'release', p.name, null, null, null,
         jsonb_build_object('commit', e.commit_oid, 'reason', e.reason, 'until', e.until, 'expired', true))
  from ended e join trunkline.project p on p.id = e.project_id

-- name: syncHoldOf :one
select h.commit_oid, h.actor, h.reason, h.since, h.until from trunkline.sync_hold h
 where h.project_id = :project and (h.until is null or h.until > now())

-- name: deployedCommits :many
-- Commits of a project that were deployed, by their first digits; the newest first.
select r.commit_oid as "commit_oid!" from trunkline.revision r
 where r.project_id = :project and starts_with(r.commit_oid, :prefix)
 group by r.commit_oid order by max(r.id) desc limit 2
