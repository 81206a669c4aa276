-- name: putObjects :exec
-- Contents come as one value and are cut apart here: an array of bytea travels as escaped text, at twice the size.
insert into trunkline.git_object (oid, type, content)
select x.oid, x.type, substring(:contents::bytea from x.start + 1 for x.length)
  from unnest(:oids::text[], :types::text[], :starts::int[], :lengths::int[]) x(oid, type, start, length)
on conflict do nothing

-- name: getObjects :many
select o.oid, o.type, o.content from trunkline.git_object o where o.oid = any (:oids)
