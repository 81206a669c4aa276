-- What an attempt needs to know of its project to find the values of secrets.

-- name: secretFacts :one
-- As they are now: a run pins the names of its secrets, values come from the commit that is deployed.
select p.environment, p.rules -> 'secrets' as "routes?", r.tree_oid as "tree_oid?"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = :project
