-- name: standingOf :many
-- Deployed pipelines by project and name, with how their newest run that was not skipped stands and since when.
select j.name as project, p.name, r.id as "run?", r.state::text as "state?", r.since as "since?"
  from unnest(:projects::text[], :names::text[]) x(project, name)
  join trunkline.project j on j.name = x.project
  join trunkline.pipeline p on p.project_id = j.id and p.name = x.name and p.removed_at is null
   and (:classes?::int[] is null or p.class_id = any (:classes?))
  left join lateral (select y.id, y.state, coalesce(y.finished_at, y.started_at, y.created_at) as since from trunkline.run y
                      where y.pipeline_id = p.id and y.state::text <> 'skipped' and y.trigger_kind <> 'shadow'
                      order by y.id desc limit 1) r on true

-- name: askersOf :many
-- Deployed pipelines, of any project, whose conditions ask about one, by project and name, at most so many: what they ask by where
-- they do, and how their newest run stands. total: how many there are.
select j.name as project, p.name, r.id as "run?", r.state::text as "state?", r.since as "since?", count(*) over ()::int as "total!",
       jsonb_path_query_array(v.spec::jsonb, 'strict $.after.** ? (@.kind == "run" && @.pipeline == $name)', n.name, true) as "after!",
       jsonb_path_query_array(v.spec::jsonb, 'strict $.awaits.** ? (@.kind == "run" && @.pipeline == $name)', n.name, true) as "awaits!",
       jsonb_path_query_array(v.spec::jsonb, 'strict $.tasks[*].gates.** ? (@.kind == "run" && @.pipeline == $name)', n.name, true) as "tasks!"
  from (select distinct a.pipeline_id from trunkline.awaited a where a.project = :project and a.pipeline = :pipeline) a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
   and (:classes?::int[] is null or p.class_id = any (:classes?))
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 cross join jsonb_build_object('name', :pipeline::text) n(name)
  left join lateral (select y.id, y.state, coalesce(y.finished_at, y.started_at, y.created_at) as since from trunkline.run y
                      where y.pipeline_id = p.id and y.state::text <> 'skipped' and y.trigger_kind <> 'shadow'
                      order by y.id desc limit 1) r on true
 order by j.name, p.name limit :limit

-- name: assetReaders :many
-- Deployed pipelines that read an asset which one writes, at most so many.
select x.name as asset, j.name as project, p.name, r.id as "run?", r.state::text as "state?", r.since as "since?", count(*) over ()::int as "total!"
  from trunkline.asset_writer w
  join trunkline.asset_reader x on x.name = w.name and x.pipeline_id <> w.pipeline_id
  join trunkline.pipeline p on p.id = x.pipeline_id and p.removed_at is null
   and (:classes?::int[] is null or p.class_id = any (:classes?))
  join trunkline.project j on j.id = p.project_id
  left join lateral (select y.id, y.state, coalesce(y.finished_at, y.started_at, y.created_at) as since from trunkline.run y
                      where y.pipeline_id = p.id and y.state::text <> 'skipped' and y.trigger_kind <> 'shadow'
                      order by y.id desc limit 1) r on true
 where w.pipeline_id = :pipeline
 order by x.name, j.name, p.name limit :limit
