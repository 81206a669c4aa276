-- What an attempt needs to know of its project to find the values of secrets.

-- name: secretFacts :one
-- As they are now: a run pins the names of its secrets, values come from the commit that is deployed.
select p.environment, p.rules -> 'secrets' as "routes?", r.tree_oid as "tree_oid?"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = :project

-- name: grantAttempt :one
-- Rights of a running attempt, and until when it has them at most; null when it does not run any more. May be sent twice.
select trunkline.grant_attempt(:run, :idx, :attempt, :resources, :ms, :reason) as "until?"

-- name: useGrants :one
-- False when a right has ended: then nothing may be used.
select trunkline.use_grants(:run, :idx, :attempt, :resources, :details) as "held!"

-- name: grantsOfRun :many
-- What attempts of a run may use and could; `live`: now.
select g.idx, g.attempt, g.resource, g.granted_at, g.expires_at, g.used_at, g.revoked_at,
       g.revoked_at is null and g.expires_at > now() as "live!"
  from trunkline.run_grant g where g.run_id = :run order by g.idx, g.attempt, g.resource
