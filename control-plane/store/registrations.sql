-- Projects as control repositories register them.

-- name: knowControl :one
-- Makes a control repository known.
insert into trunkline.control (repository, branch, path) values (:repository, :branch, :path)
on conflict (repository, branch, path) do update set repository = excluded.repository
returning id, observed_commit

-- name: lockControl :one
-- Serialises what is applied of one control repository.
select c.observed_commit from trunkline.control c where c.id = :id for update

-- name: recordControl :exec
-- What a look at it found; reached: it could be read.
update trunkline.control
   set observed_commit = coalesce(:observed?, observed_commit), reason = :reason?,
       diagnostics = coalesce(:diagnostics?::json, diagnostics),
       held_commit = case when :observed?::text is null then held_commit end,
       held_reason = case when :observed?::text is null then held_reason end,
       checked_at = case when :reached then clock_timestamp() else checked_at end
 where id = :id

-- name: holdControl :exec
-- The tip lacks signatures or approvals, and why; null: it doesn't any more.
update trunkline.control set held_commit = :commit?, held_reason = :reason?, reason = null, checked_at = clock_timestamp()
 where id = :id

-- name: listControls :many
select c.id, c.repository, c.branch, c.path, c.observed_commit, c.reason, c.diagnostics, c.checked_at,
       c.held_commit, c.held_reason
  from trunkline.control c
 where exists (select from trunkline.project p where p.control_id = c.id and p.registration <> 'removed')
    or c.checked_at > clock_timestamp() - interval '1 day' or c.reason is not null or c.held_commit is not null
 order by c.repository, c.branch, c.path

-- name: registeredBy :many
-- Projects that a control repository has registered, and those of these names that it hasn't.
select p.id, p.name, p.environment, p.repository, p.branch, p.path, p.rules, p.control_id, p.registration_file,
       p.registration, p.registration_reason
  from trunkline.project p
 where (p.control_id = :control and p.registration <> 'removed') or p.name = any (:names::text[])
 order by p.name

-- name: putRegistration :one
-- Registers a project, or changes what is registered. Another source is looked at anew; what is deployed stays.
insert into trunkline.project as p (name, environment, repository, branch, path, rules, control_id, registration_file)
values (:name, :environment, :repository, :branch, :path, :rules, :control, :file)
on conflict (name) do update set environment = excluded.environment, repository = excluded.repository,
  branch = excluded.branch, path = excluded.path, rules = excluded.rules, control_id = excluded.control_id,
  registration_file = excluded.registration_file, registration = 'registered', registration_reason = null,
  observed_commit = case when p.registration in ('registered', 'broken')
      and (p.repository, p.branch, p.path) = (excluded.repository, excluded.branch, excluded.path)
    then p.observed_commit end,
  held_plan_hash = case when p.registration = 'unregistered' then null else p.held_plan_hash end
returning id

-- name: setRegistration :exec
-- Says what became of registrations, and why; the projects stay as they are.
update trunkline.project set registration = :state, registration_reason = :reason? where id = :id

-- name: setRules :exec
-- The organisation's rules, for a project whose own registration stays as it is.
update trunkline.project set rules = :rules where id = :id

-- name: projectsToSync :many
-- Those that a server keeps in step with Git.
select p.name, p.environment, p.repository, p.branch, p.path, p.rules, p.registration
  from trunkline.project p
 where p.control_id = :control and p.registration <> 'removed'
 order by p.name

-- name: ceilingsOf :one
-- What a project may use at most and what it is for, and which of its pools are shared with others.
select p.rules, p.environment,
       array(select d.name from trunkline.pool_declaration d join trunkline.pool x on x.id = d.pool_id
              where d.project_id = p.id and d.removed_at is null and x.project_id is null) as "global_pools!"
  from trunkline.project p where p.name = :project
