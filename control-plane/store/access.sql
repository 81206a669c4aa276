-- name: putAccessClasses :many
-- Those that are new, with their ids. In one order, so that two applies never wait for each other.
insert into trunkline.access_class (key, facts)
select x.key, x.key::jsonb from unnest(:keys::text[]) x(key)
 where not exists (select from trunkline.access_class c where c.key = x.key)
 order by x.key
on conflict do nothing
returning id, key

-- name: accessClassIds :many
select c.id, c.key from trunkline.access_class c where c.key = any (:keys::text[])

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

-- name: classesOfNames :many
-- By what access to deployed pipelines of these names is decided; null where that isn't known yet.
select distinct c.facts as "facts?" from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id
 where p.project_id = :project and p.removed_at is null and p.name = any (:names::text[])

-- name: classOfNames :many
-- The same of each of them.
select p.name, c.facts as "facts?" from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id
 where p.project_id = :project and p.removed_at is null and p.name = any (:names::text[])

-- name: classesBut :many
-- The classes of a project's other deployed pipelines, with how many they are and the first of them.
select c.facts as "facts?", count(*)::int as "count!", min(p.name) as "name!"
  from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id
 where p.project_id = :project and p.removed_at is null and p.name <> all (:names::text[])
 group by c.id order by min(p.name)

-- name: unclassified :many
-- Of a version before there were classes, or of a project whose environment is another now; what was removed too, as it was
-- last deployed: its runs are still there.
select p.id, j.name as project, j.environment, p.file, v.spec::json as spec
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
 cross join lateral (
    select d.pipeline_revision_id from trunkline.deployment d
     where d.pipeline_id = p.id and d.pipeline_revision_id is not null order by d.revision_id desc limit 1) d
  join trunkline.pipeline_revision v on v.id = coalesce(p.pipeline_revision_id, d.pipeline_revision_id)
 where p.class_id is null
 order by p.id limit :limit

-- name: setClasses :exec
-- But where an apply has come before.
update trunkline.pipeline p set class_id = x.class_id
  from (select * from unnest(:pipelines::int[], :classes::int[]) x(id, class_id) order by 1) x
 where p.id = x.id and p.class_id is null
