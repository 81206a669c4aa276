-- name: putRobot :exec
insert into trunkline.robot (name, created_by) values (:name, :actor) on conflict do nothing

-- name: addToken :one
insert into trunkline.api_token (id, robot, digest, scopes, created_by, expires_at)
values (:id, :robot, :digest, :scopes?::text[], :actor, now() + :lifeMs::bigint * interval '1 millisecond')
returning *

-- name: tokenById :one
-- Of a token that can be used now; whether anybody saw it of late tells if it is worth to note that it was used.
select t.id, t.robot, t.digest, t.scopes,
       coalesce(t.last_used_at < now() - :noteAfterMs::bigint * interval '1 millisecond', true) as "stale!"
  from trunkline.api_token t
 where t.id = :id and t.revoked_at is null and t.expires_at > now()

-- name: noteTokenUse :exec
update trunkline.api_token set last_used_at = now()
 where id = :id and coalesce(last_used_at < now() - :noteAfterMs::bigint * interval '1 millisecond', true)

-- name: listTokens :many
-- Newest first; those that can't be used any more only when asked for.
select t.id, t.robot, t.scopes, t.created_at, t.created_by, t.expires_at, t.last_used_at, t.revoked_at, t.replaced_by,
       (t.revoked_at is null and t.expires_at > now()) as "usable!"
  from trunkline.api_token t
 where (:robot?::text is null or t.robot = :robot)
   and (:all::bool or (t.revoked_at is null and t.expires_at > now()))
 order by t.created_at desc, t.id

-- name: lockToken :one
select t.*, (extract(epoch from t.expires_at - t.created_at) * 1000)::bigint as "life_ms!",
       t.expires_at <= now() as "expired!"
  from trunkline.api_token t where t.id = :id for update

-- name: replaceToken :one
-- It goes on for the overlap at most, never longer than before.
update trunkline.api_token
   set replaced_by = :by, expires_at = greatest(created_at + interval '1 microsecond',
                                                least(expires_at, now() + :overlapMs::bigint * interval '1 millisecond'))
 where id = :id
returning expires_at

-- name: revokeToken :one
update trunkline.api_token set revoked_at = coalesce(revoked_at, now()) where id = :id returning *

-- name: countUsableTokens :one
select count(*)::int as "count!" from trunkline.api_token t where t.revoked_at is null and t.expires_at > now()
