-- name: runsOfDay :many
-- Runs for a business date, without those in shadow, the newest generation of each slot: of each state the first `limit` by due time, with how
-- many there are. to_review: generations of it with changes by hand that nobody has reviewed. idle: no worker works on it. Found pipeline by pipeline, through the index of their dates.
with newest as (
  select distinct on (r.pipeline_id, r.slot) r.id, r.pipeline_id, r.pipeline_revision_id, r.slot, r.generation, r.due_at,
         r.state, r.reason, r.created_at, r.started_at, r.finished_at, r.cancel_at, p.name as pipeline, j.name as project
    from trunkline.pipeline p
    join trunkline.project j on j.id = p.project_id
    join trunkline.run r on r.pipeline_id = p.id and r.business_date = :date::date and r.trigger_kind <> 'shadow'
   where (:project?::text is null or j.name = :project?) and (:classes?::int[] is null or p.class_id = any (:classes?))
   order by r.pipeline_id, r.slot, r.generation desc),
ranked as (
  select n.*, row_number() over (partition by n.state order by n.due_at, n.id) as nth,
         count(*) over (partition by n.state)::int as total
    from newest n)
select r.id, r.pipeline, r.project, r.slot, r.generation, r.due_at, r.state, r.reason,
       r.pipeline_id, r.pipeline_revision_id, r.created_at, r.started_at, r.finished_at, r.cancel_at, r.total as "total!",
       array(select g.id::text from trunkline.run g
              where g.pipeline_id = r.pipeline_id and g.slot = r.slot
                and exists (select from trunkline.override o where o.run_id = g.id and o.reviewed_at is null)
              order by g.generation desc) as "to_review!",
       r.state = 'running' and not exists (
         select from trunkline.task_run t where t.run_id = r.id and t.state = 'running' and t.worker > 0) as "idle!",
       (select string_agg(trunkline.task_name(v.spec::json, t.idx), ', ' order by t.idx)
          from trunkline.task_run t join trunkline.pipeline_revision v on v.id = t.pipeline_revision_id
         where r.state in ('failed', 'running') and t.run_id = r.id and t.state = 'failed' and t.idx < 32768) as "failed?"
  from ranked r where r.nth <= :limit order by r.due_at, r.id

-- name: triggersToCome :many
-- Triggers of deployed pipelines that are due again before an instant.
select t.schedule, t.timezone, t.new_day, t.cursor_at, p.name as pipeline, j.name as project
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where t.next_at < :before and (:classes?::int[] is null or p.class_id = any (:classes?)) and (:project?::text is null or j.name = :project?)
 order by t.next_at, j.name, p.name

-- name: endingCalendars :many
-- Calendars of deployed triggers, pipelines and days of tasks that say nothing beyond a date not after :until (YYYY-MM-DD), and how many pipelines
-- have them. Specs are read of pipelines with a calendar of their own alone: in their text it comes first, or after
-- another property, where that of a trigger is the first of `days`.
with ending as (
  select t.pipeline_id, t.schedule #>> '{days,calendar,name}' as name, t.schedule #>> '{days,calendar,until}' as until
    from trunkline.trigger t
   where t.schedule #>> '{days,calendar,until}' <= :until
  union all
  select p.id, v.spec::json #>> '{calendar,name}', v.spec::json #>> '{calendar,until}'
    from trunkline.pipeline_source s
    join trunkline.pipeline p on p.project_id = s.project_id and p.file = s.path and p.removed_at is null
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
   where s.calendar_lines is not null and (v.spec like '%,"calendar":{%' or v.spec like '{"calendar":{%')
     and v.spec::json #>> '{calendar,until}' <= :until
  union all
  select p.id, c.calendar ->> 'name', c.calendar ->> 'until'
    from trunkline.pipeline_source s
    join trunkline.pipeline p on p.project_id = s.project_id and p.file = s.path and p.removed_at is null
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id and v.spec like '%"onlyOn":{%'
   cross join lateral jsonb_path_query(v.spec::jsonb, '$.tasks[*].gates.onlyOn.**.calendar') c(calendar)
   where s.calendar_lines is not null and c.calendar ->> 'until' <= :until)
select j.name as project, e.name as "calendar!", min(e.until) as "until!", count(distinct p.id)::int as "pipelines!"
  from ending e
  join trunkline.pipeline p on p.id = e.pipeline_id and p.removed_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
  join trunkline.project j on j.id = p.project_id
 group by 1, 2 order by 1, 2

-- name: usedCalendars :many
-- Calendars that deployed triggers, pipelines and days of tasks go by, each as it is in force once, with the pipelines that go by it so. Specs
-- are read as `endingCalendars` reads them.
with used as (
  select t.pipeline_id, t.schedule #> '{days,calendar}' as calendar
    from trunkline.trigger t
   where jsonb_typeof(t.schedule #> '{days,calendar}') = 'object'
  union all
  select p.id, v.spec::jsonb -> 'calendar'
    from trunkline.pipeline_source s
    join trunkline.pipeline p on p.project_id = s.project_id and p.file = s.path and p.removed_at is null
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
   where s.calendar_lines is not null and (v.spec like '%,"calendar":{%' or v.spec like '{"calendar":{%')
     and jsonb_typeof(v.spec::jsonb -> 'calendar') = 'object'
  union all
  select p.id, c.calendar
    from trunkline.pipeline_source s
    join trunkline.pipeline p on p.project_id = s.project_id and p.file = s.path and p.removed_at is null
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id and v.spec like '%"onlyOn":{%'
   cross join lateral jsonb_path_query(v.spec::jsonb, '$.tasks[*].gates.onlyOn.**.calendar') c(calendar)
   where s.calendar_lines is not null and jsonb_typeof(c.calendar) = 'object')
select j.name as project, u.calendar as "calendar!", count(distinct p.id)::int as "count!",
       (array_agg(distinct p.name))[1 : :pipelines::int] as "pipelines!"
  from used u
  join trunkline.pipeline p on p.id = u.pipeline_id and p.removed_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
  join trunkline.project j on j.id = p.project_id
 where (:project?::text is null or j.name = :project?) and (:name?::text is null or u.calendar ->> 'name' = :name?)
 group by j.name, u.calendar
 order by j.name, u.calendar ->> 'name', 3 desc limit :limit::int
