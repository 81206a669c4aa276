-- Where the database is, and whether it is a restored copy that waits to be released.

-- name: knowInstance :one
select trunkline.know_instance(:place?, :copy) as "reason?"

-- name: restoredCopy :one
-- No row: it is none, or was released.
select i.restored_at as "restored_at!", i.reason as "reason!" from trunkline.instance i where i.restored_at is not null

-- name: lockRestored :one
-- Two releases at once: the second finds nothing to release.
select i.restored_at as "restored_at!" from trunkline.instance i where i.restored_at is not null for update

-- name: releaseCopy :one
select r.held as "held!", r.failed as "failed!" from trunkline.release_copy(:hold, :actor, :reason) r
