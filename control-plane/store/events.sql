-- name: applyEffects :exec
-- Changes events, variables and assets by hand: as a task does it by its end.
select trunkline.apply_effects(j.id, null, null, current_date, :actor?, :reason?, :effects::jsonb)
  from trunkline.project j where j.name = :project

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
