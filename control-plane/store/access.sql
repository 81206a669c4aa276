-- name: putAccessClasses :exec
-- In one order, so that two applies never wait for each other.
insert into trunkline.access_class (key, facts)
select x.key, x.key::jsonb from unnest(:keys::text[]) x(key)
 where not exists (select from trunkline.access_class c where c.key = x.key)
 order by x.key
on conflict do nothing

-- name: accessClassIds :many
select c.id, c.key from trunkline.access_class c where c.key = any (:keys::text[])

-- name: listAccessClasses :many
select c.id, c.facts from trunkline.access_class c order by c.id
