-- name: inputsOf :many
-- Which lists spec files have now.
select distinct s.inputs_id as "id!" from trunkline.pipeline_source s where s.project_id = :project and s.path = any (:paths::text[])

-- name: forgetInputs :exec
-- Of these lists those that no spec file has any more.
delete from trunkline.source_inputs l
 where l.id = any (:lists::int[]) and not exists (select from trunkline.pipeline_source s where s.inputs_id = l.id)

-- name: putSources :exec
-- What is broken keeps the lines and the bundle of what it has deployed, and the commit that broke it.
-- inputs: distinct lists of files, each as the text of a text[]; list: which of them is a source's, from 1. A list that is
-- there keeps its id; only for who holds the project's lock. Other lists may be left empty where none says anything.
with given as (
  select u.list, u.inputs::text[], sha256(convert_to(u.inputs::text[]::text, 'UTF8')) as hash
    from unnest(:inputs::text[]) with ordinality u(inputs, list)),
fresh as (
  insert into trunkline.source_inputs (project_id, hash, inputs)
  select :project, g.hash, g.inputs from given g
  on conflict (project_id, hash) do nothing
  returning id, hash),
kept as (
  select g.list, coalesce(f.id, l.id) as id
    from given g
    left join fresh f using (hash)
    left join trunkline.source_inputs l on l.project_id = :project and l.hash = g.hash)
insert into trunkline.pipeline_source as s (project_id, path, name, renamed_from, bundle, inputs_id, diagnostics, broken, broken_in,
                                            broken_at, calendar_lines, stage_line)
select :project, x.path, x.name, coalesce(x.renamed_from, '{}')::text[], x.bundle, k.id, coalesce(x.diagnostics, '[]')::jsonb,
       coalesce(x.broken, false), case when x.broken then :commit end, case when x.broken then now() end, x.calendar_lines::jsonb,
       x.stage_line
  from unnest(:paths::text[], :names::text[], :lists::int[], :renamedFrom::text[], :bundles::text[], :diagnostics::text[],
              :broken::boolean[], :calendarLines::text[], :stageLines::int[])
       x(path, name, list, renamed_from, bundle, diagnostics, broken, calendar_lines, stage_line)
  join kept k using (list)
on conflict (project_id, path) do update
   set name = excluded.name, renamed_from = excluded.renamed_from, inputs_id = excluded.inputs_id,
       diagnostics = excluded.diagnostics,
       bundle = case when excluded.broken then coalesce(excluded.bundle, s.bundle) else excluded.bundle end,
       broken = excluded.broken,
       broken_in = case when excluded.broken and s.broken then coalesce(s.broken_in, excluded.broken_in) else excluded.broken_in end,
       broken_at = case when excluded.broken and s.broken then coalesce(s.broken_at, excluded.broken_at) else excluded.broken_at end,
       calendar_lines = case when excluded.broken then s.calendar_lines else excluded.calendar_lines end,
       stage_line = case when excluded.broken then s.stage_line else excluded.stage_line end

-- name: brokenOfBundles :many
select s.path, s.bundle from trunkline.pipeline_source s
 where s.project_id = :project and s.broken and s.bundle = any (:bundles::text[])
 order by s.path

-- name: calendarLines :one
-- Of the calendars that a deployed pipeline uses, by name; null when it uses none. revision: that of its spec.
select s.calendar_lines as "lines?", p.pipeline_revision_id as revision from trunkline.pipeline p
  join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = p.file
 where p.id = :pipeline

-- name: deleteSources :exec
delete from trunkline.pipeline_source where project_id = :project and path = any (:paths)

-- name: sourcesUsing :many
-- Spec files that any of these files is, or is an input of. With `or` for `union` all of them would be looked through.
select s.path as "path!", s.name, s.renamed_from as "renamed_from!", s.bundle, s.broken as "broken!" from trunkline.pipeline_source s
 where s.project_id = :project and s.path = any (:inputs::text[])
 union
select s.path, s.name, s.renamed_from, s.bundle, s.broken from trunkline.source_inputs l
  join trunkline.pipeline_source s on s.inputs_id = l.id
 where l.project_id = :project and l.inputs && :inputs::text[]

-- name: sourcesNamed :many
select s.path, s.name as "name!", s.broken from trunkline.pipeline_source s
 where s.project_id = :project and s.name = any (:names)

-- name: sourcesClaiming :many
-- Spec files that say their pipelines were called one of these.
select s.path from trunkline.pipeline_source s
 where s.project_id = :project and s.renamed_from <> '{}' and s.renamed_from && :names::text[]

-- name: brokenSources :many
select s.path, s.name, s.diagnostics, s.broken_in, s.broken_at from trunkline.pipeline_source s
 where s.project_id = :project and s.broken
   and (:classes?::int[] is null or exists (
         select from trunkline.pipeline x
          where x.project_id = s.project_id and x.file = s.path and x.removed_at is null and x.class_id = any (:classes?)))
 order by s.path

-- name: sourcesBelow :many
-- Spec files within folders; each prefix ends with a slash.
select s.path, s.name, s.renamed_from, s.bundle, s.broken from trunkline.pipeline_source s
 where s.project_id = :project
   and exists (select from unnest(:prefixes::text[]) x(prefix) where starts_with(s.path, x.prefix))

-- name: unsettledSources :many
-- Spec files in error for something beside themselves: an entry of Git's tree that keeps them from being read, another
-- pipeline that is not there, still awaits them or is of the same bundle, somebody who may not deploy them, or the gate of their wave. When that goes, no difference of their files says so.
select s.path, s.name, s.renamed_from, s.bundle, s.broken from trunkline.pipeline_source s
 where s.project_id = :project and s.broken
   and (s.diagnostics @> '[{"code": "git-entry-refused"}]' or s.diagnostics @> '[{"code": "unknown-awaited"}]'
        or s.diagnostics @> '[{"code": "bundle-held"}]' or s.diagnostics @> '[{"code": "deploy-denied"}]'
        or s.diagnostics @> '[{"code": "wave-gate"}]')

-- name: brokenSince :many
-- For spec files in error, the commit that was deployed before they were: what came in since is behind what they are now.
-- Null: nothing was.
select s.path, b.commit_oid as "since?"
  from trunkline.pipeline_source s
 cross join lateral (
    select r.base_id from trunkline.revision r where r.project_id = s.project_id and r.commit_oid = s.broken_in order by r.id limit 1) r
  left join trunkline.revision b on b.id = r.base_id
 where s.project_id = :project and s.broken and s.path = any (:paths::text[])

-- name: sourcesAt :many
select s.path, s.name, s.broken from trunkline.pipeline_source s
 where s.project_id = :project and s.path = any (:paths)
