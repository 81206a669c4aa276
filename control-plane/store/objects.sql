-- name: putObjects :exec
insert into trunkline.git_object (oid, type, content)
select * from unnest(:oids::text[], :types::text[], :contents::bytea[])
on conflict do nothing

-- name: getObjects :many
select o.oid, o.type, o.content from trunkline.git_object o where o.oid = any (:oids)

-- name: missingObjects :many
-- Which of these are not stored yet.
select x.oid as "oid!" from unnest(:oids::text[]) x(oid)
 where not exists (select from trunkline.git_object o where o.oid = x.oid)
