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

-- name: putAccess :one
-- What a control repository's teams and policies are now; no row where they are that already.
update trunkline.control set access = :access?::jsonb
 where id = :id and access is distinct from :access?::jsonb
returning id

-- name: storedAccess :one
-- Of one control repository; of the one that was looked at last where none is named.
select c.access from trunkline.control c
 where case when :id?::int is null then c.access is not null else c.id = :id? end
 order by c.checked_at desc nulls last limit 1

-- name: projectsForAccess :many
-- What policies know of projects, and what these forbid themselves.
select p.name, p.rules, p.policies from trunkline.project p where p.registration <> 'removed' order by p.name

-- name: putOwnPolicies :exec
-- What a deployed revision forbids within its project.
update trunkline.project set policies = :policies?::jsonb
 where id = :project and policies is distinct from :policies?::jsonb
