-- name: applyEffects :exec
-- Changes events, variables and assets by hand, as a task does it by its end, with its record in the audit. Of what has an
-- `id` that was there before nothing is done.
with given as (
  select j.id, e.value, e.ordinality as n
    from trunkline.project j cross join jsonb_array_elements(:effects::jsonb) with ordinality e where j.name = :project),
raised as (
  insert into trunkline.raised_event (project_id, id, name, date, actor)
  select g.id, g.value ->> 'id', g.value ->> 'emit', g.value ->> 'date', :actor from given g where g.value ? 'id'
  on conflict do nothing
  returning id),
changed as (
  select j.name, trunkline.apply_effects(j.id, null, null, :date::date, :actor, :reason?, coalesce(
           (select jsonb_agg(g.value order by g.n) from given g
             where not g.value ? 'id' or g.value ->> 'id' in (select r.id from raised r)), '[]'))
    from trunkline.project j where j.name = :project)
select trunkline.write_audit(:actor, :kind?, :act, c.name, :reason?, :requestId?, null,
         jsonb_build_object('effects', :effects::jsonb, 'reason', :reason?::text)) from changed c

-- name: listEvents :many
-- classes: those of which runs are named; null: of all.
select j.name as project, e.name, e.date, e.at, e.actor,
       case when e.run_id is null or (:classes?::int[] is null or exists (
              select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
               where r.id = e.run_id and l.class_id = any (:classes?)))
            then e.run_id end as "run_id?",
        e.reason
  from trunkline.event e join trunkline.project j on j.id = e.project_id
 where (:project?::text is null or j.name = :project) and (:projects?::text[] is null or j.name = any (:projects?)) and (:name?::text is null or e.name = :name)
 order by j.name, e.name, e.date
 limit :limit::int

-- name: listVariables :many
-- classes: those of which runs are named; null: of all.
select j.name as project, v.name, v.value, v.at, v.actor,
       case when v.run_id is null or (:classes?::int[] is null or exists (
              select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
               where r.id = v.run_id and l.class_id = any (:classes?)))
            then v.run_id end as "run_id?",
        v.reason
  from trunkline.variable v join trunkline.project j on j.id = v.project_id
 where (:project?::text is null or j.name = :project) and (:projects?::text[] is null or j.name = any (:projects?))
 order by j.name, v.name
 limit :limit::int

-- name: dropRaisedEvents :one
-- What was raised before an instant: told again after that, it is raised again.
with old as (
  delete from trunkline.raised_event e
   where (e.project_id, e.id) in (select o.project_id, o.id from trunkline.raised_event o where o.at < :before limit :limit::int)
  returning 1)
select count(*)::int as "dropped!" from old
