-- name: mapPipelines :many
-- Deployed pipelines with their tags and how their newest run stands, by project and name; while it is under way also its nearest
-- deadline.
select p.id, j.name as project, p.name, coalesce(c.facts -> 'tags', '{}') as "tags!", r.state::text as "state?",
       d.at as "deadline_at?", d.state as "deadline_state?", d.expected_at as "expected_at?"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  left join trunkline.access_class c on c.id = p.class_id
  left join lateral (select x.id, x.state, x.finished_at from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow'
                      order by x.id desc limit 1) r on true
  left join lateral (select x.at, x.state, x.expected_at from trunkline.run_deadline x
                      where r.finished_at is null and x.run_id = r.id and x.state not in ('met', 'missed')
                      order by x.at limit 1) d on true
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
