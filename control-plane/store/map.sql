-- name: mapPipelines :many
-- Deployed pipelines with their tags and how their newest run stands, by project and name.
select p.id, j.name as project, p.name, coalesce(c.facts -> 'tags', '{}') as "tags!", r.state::text as "state?"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  left join trunkline.access_class c on c.id = p.class_id
  left join lateral (select x.state from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow'
                      order by x.id desc limit 1) r on true
 where p.removed_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by j.name, p.name

-- name: mapConditions :many
-- Which deployed pipelines ask about the runs of which: once for each two of them.
select distinct o.id as "awaited!", a.pipeline_id as "by!"
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.name = a.project
  join trunkline.pipeline o on o.project_id = j.id and o.name = a.pipeline and o.removed_at is null
 where (:classes?::int[] is null or (p.class_id = any (:classes?) and o.class_id = any (:classes?)))
 order by 1, 2
