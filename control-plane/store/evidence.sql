-- name: seeCommits :many
-- When each of the commits was first seen, which is now for those that are new.
with new as (
  insert into trunkline.commit_seen (project_id, commit_oid)
  select :project, unnest(:commits::text[]) on conflict do nothing
  returning commit_oid, seen_at
)
select n.commit_oid as "commit!", n.seen_at as "seenAt!" from new n
union all
select s.commit_oid, s.seen_at from trunkline.commit_seen s
 where s.project_id = :project and s.commit_oid = any (:commits::text[])

-- name: recordJudged :exec
-- By which rules a revision came to be held, and after how long it is looked at again by itself; null: not before they change.
update trunkline.project
   set judged_by = :judgedBy, look_again_at = clock_timestamp() + :lookAgainMs?::bigint * interval '1 millisecond'
 where id = :id and lease_token = :token
