-- What an attempt needs to know of its project to find the values of secrets.

-- name: secretFacts :one
-- As they are now: a run pins the names of its secrets, values come from the commit that is deployed.
select j.environment, j.rules -> 'secrets' as "routes?", v.tree_oid as "tree_oid?", c.facts as "facts?"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
  left join trunkline.revision v on v.id = j.revision_id
  left join trunkline.access_class c on c.id = p.class_id
 where r.id = :run

-- name: grantAttempt :one
-- Rights of a running attempt, and until when it has them at most; null when it does not run any more. May be sent twice.
select trunkline.grant_attempt(:run, :idx, :attempt, :resources, :ms, :reason) as "until?"

-- name: useGrants :one
-- False when a right has ended: then nothing may be used.
select trunkline.use_grants(:run, :idx, :attempt, :resources, :details) as "held!"
