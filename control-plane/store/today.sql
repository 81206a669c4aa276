-- name: waitingRuns :many
-- Runs that wait as a whole, the oldest first.
select r.id, r.pipeline_id, p.name as pipeline, j.name as project
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null and r.state = 'waiting' and r.trigger_kind <> 'shadow'
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:project?::text is null or j.name = :project?)
 order by r.id limit :limit::int

-- name: poolsAwaited :many
-- Pools that tasks wait for, those with the most runs first, with the runs whose tasks came first.
select w.pool_id, p.name, p.kind, j.name as "project?", count(distinct w.run_id)::int as "count!", min(w.since) as "since!",
       (array_agg(w.run_id::text order by w.rank))[1 : :runs::int] as "runs!"
  from trunkline.pool_wait w
  join trunkline.run r on r.id = w.run_id
  join trunkline.pipeline l on l.id = r.pipeline_id
  join trunkline.pool p on p.id = w.pool_id
  left join trunkline.project j on j.id = p.project_id
 where (:classes?::int[] is null or l.class_id = any (:classes?))
   and (:project?::text is null or l.project_id = (select o.id from trunkline.project o where o.name = :project?))
 group by 1, 2, 3, 4
 order by 5 desc, 1 limit :limit::int

-- name: factsAwaited :many
-- Events, variables and assets that are not as runs or tasks await them, those with the most runs first.
select j.name as project, g.text as "text!", min(g.found) as "found!", min(g.since) as "since!", count(distinct r.id)::int as "count!",
       array_agg(distinct r.pipeline_id) as "pipelines!", (array_agg(r.id::text order by r.id))[1 : :runs::int] as "runs!"
  from trunkline.wait w
 cross join lateral jsonb_to_recordset(w.gates) g(kind text, text text, holds boolean, found text, since timestamptz)
  join trunkline.run r on r.id = w.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where g.kind = 'awaits' and not g.holds and (g.text like 'event %' or g.text like 'variable %' or g.text like 'asset %')
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:project?::text is null or j.name = :project?)
 group by 1, 2
 order by 5 desc, 1, 2 limit :limit::int

-- name: usualOf :many
-- Of deployed pipelines by their names the zone of their times, and how long their newest runs took that succeeded by
-- themselves, in milliseconds, newest first, with their dates.
select p.id, j.name as project, p.name,
       coalesce((select t.timezone from trunkline.trigger t where t.pipeline_id = p.id order by t.ordinal limit 1),
                (select v.spec::json ->> 'timezone' from trunkline.pipeline_revision v where v.id = p.pipeline_revision_id), 'UTC') as "timezone!",
       coalesce(x.lengths, '{}') as "lengths!", coalesce(x.dates, '{}') as "dates!"
  from unnest(:projects::text[], :names::text[]) q(project, name)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.project_id = j.id and p.name = q.name and p.removed_at is null
 cross join lateral (
   select array_agg(y.ms order by y.id desc) as lengths, array_agg(y.date order by y.id desc) as dates
     from (select r.id, r.business_date::text as date,
                  (extract(epoch from r.finished_at - r.started_at) * 1000)::int8::float8 as ms
             from trunkline.run r
            where r.pipeline_id = p.id and r.state = 'succeeded' and r.started_at is not null
              and r.slot not like 'b:%' and r.trigger_kind not in ('shadow', 'rerun')
              and not exists (select from trunkline.override o where o.run_id = r.id)
            order by r.id desc limit :limit::int) y) x
 where :classes?::int[] is null or p.class_id = any (:classes?)

-- name: dueNext :many
-- The next due times of pipelines whose schedules make runs here and that nobody paused.
select t.next_at as "next_at!", t.timezone, p.name as pipeline, j.name as project
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null and p.makes_runs
  join trunkline.project j on j.id = p.project_id
 where t.next_at > now()
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:project?::text is null or j.name = :project?)
   and not exists (select from trunkline.hold h
                    where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > t.next_at))
 order by t.next_at, j.name, p.name limit :limit::int

-- name: dueWithin :one
-- How many pipelines are due before an instant.
select count(distinct t.pipeline_id)::int as "count!"
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null and p.makes_runs
 where t.next_at > now() and t.next_at <= :before
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:project?::text is null or p.project_id = (select j.id from trunkline.project j where j.name = :project?))
   and not exists (select from trunkline.hold h
                    where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > t.next_at))

-- name: begunByHour :many
-- Of the newest `limit` runs those that began from an instant on, by hours from then and by their state. reached: when the oldest
-- of them was made.
with newest as materialized (
  select r.pipeline_id, r.state, r.created_at, r.started_at from trunkline.run r order by r.id desc limit :limit::int)
select floor(extract(epoch from n.started_at - :from::timestamptz) / 3600)::int as "hour!", n.state as "state!", count(*)::int as "count!",
       (select case when count(*) = :limit then min(o.created_at) end from newest o) as "reached?"
  from newest n
 where n.started_at >= :from::timestamptz
   and (:classes?::int[] is null and :project?::text is null
        or n.pipeline_id in (select p.id from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
                              where (:classes?::int[] is null or p.class_id = any (:classes?)) and (:project?::text is null or j.name = :project?)))
 group by 1, 2

-- name: schedulesToCome :many
-- Schedules that make runs here and are due again before an instant, each once, with how many triggers have it.
select t.schedule, t.timezone, count(*)::int as "count!"
  from trunkline.trigger t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null and p.makes_runs
  join trunkline.project j on j.id = p.project_id
 where t.next_at < :before and (:classes?::int[] is null or p.class_id = any (:classes?)) and (:project?::text is null or j.name = :project?)
 group by 1, 2

-- name: deployedLately :many
-- What was deployed last of all projects, newest first; of whoever sees some pipelines alone what touched one of those, as
-- the change says that touched the first. touched: the first so many of them.
select r.id, j.name as project, r.commit_oid, r.applied_at, c.count as "count!", coalesce(c.pipelines, '{}') as "pipelines!",
       coalesce(y.subject, r.subject) as "subject!", coalesce(y.author_name, r.author_name) as "author_name!",
       case when y.subject is null then r.change_number else y.change_number end as "change_number?"
  from trunkline.revision r
  join trunkline.project j on j.id = r.project_id
 cross join lateral (
   select count(*)::int as count, (array_agg(p.name order by p.name))[1 : :touched::int] as pipelines, min(p.id) as first
     from trunkline.deployment d join trunkline.pipeline p on p.id = d.pipeline_id
    where d.revision_id = r.id and (:classes?::int[] is null or p.class_id = any (:classes?))) c
  left join lateral trunkline.last_change(c.first, r.id) y on :classes?::int[] is not null
 where (:project?::text is null or j.name = :project?) and (:classes?::int[] is null or c.count > 0)
 order by r.id desc limit :limit::int
