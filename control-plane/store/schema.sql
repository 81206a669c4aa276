-- Which code is connected to which schema.

-- name: showSchema :exec
-- For as long as the connection lasts: code that knows so many migrations is at work, and hears of new ones.
select pg_advisory_lock_shared(11, :known)

-- name: listenForSchema :exec
listen trunkline_schema

-- name: breakingAhead :many
-- Breaking migrations that the code does not know.
select m.name from trunkline.migration m where m.breaking and not (m.name = any (:known::text[])) order by m.name
