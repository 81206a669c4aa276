-- name: applyEffects :exec
-- Changes events, variables and assets by hand, as a task does it by its end, with its record in the audit.
with changed as (
  select j.name, trunkline.apply_effects(j.id, null, null, :date::date, :actor, :reason?, :effects::jsonb)
    from trunkline.project j where j.name = :project)
select trunkline.write_audit(:actor, :kind?, :act, c.name, :reason?, :requestId?, null,
         jsonb_build_object('effects', :effects::jsonb, 'reason', :reason?::text)) from changed c

-- name: listEvents :many
select j.name as project, e.name, e.date, e.at, e.actor, e.run_id, e.reason
  from trunkline.event e join trunkline.project j on j.id = e.project_id
 where (:project?::text is null or j.name = :project) and (:name?::text is null or e.name = :name)
 order by j.name, e.name, e.date
 limit :limit::int

-- name: listVariables :many
select j.name as project, v.name, v.value, v.at, v.actor, v.run_id, v.reason
  from trunkline.variable v join trunkline.project j on j.id = v.project_id
 where (:project?::text is null or j.name = :project)
 order by j.name, v.name
 limit :limit::int
