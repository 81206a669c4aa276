-- Alerts: where routes come from, what has happened, and what is open.

-- name: putAlertSource :one
-- No row where it is that already.
insert into trunkline.alert_source as s (name, project_id, content) values (:name, :project?::int, :content::jsonb)
on conflict (name) do update set content = excluded.content, changed_at = now()
 where s.content is distinct from excluded.content
returning name

-- name: dropAlertSource :one
delete from trunkline.alert_source where name = :name returning name

-- name: alertSources :many
-- Those of projects with their names; of removed ones nothing.
select s.name, s.content, j.name as "project?" from trunkline.alert_source s
  left join trunkline.project j on j.id = s.project_id
 where s.project_id is null or j.registration <> 'removed'
 order by s.project_id nulls first, s.name

-- name: lockAlerts :one
-- One server at a time looks at what has happened, in its transaction.
select pg_try_advisory_xact_lock(14, 0) as "locked!", clock_timestamp() as "now!"

-- name: signalAlerts :exec
-- Notes what has happened to runs, in its transaction; where nobody routes alerts nothing.
select trunkline.signal_alerts(:runs, :types, :details)

-- name: takeSignals :many
-- In the order in which they came.
with taken as (
  delete from trunkline.alert_signal s
   where s.id in (select x.id from trunkline.alert_signal x order by x.id limit :limit::int)
  returning s.*)
select t.id as "id!", t.run_id as "run_id!", t.type as "type!", t.detail as "detail!", t.at as "at!" from taken t order by t.id

-- name: openAlerts :many
-- Those that are not over, of these keys.
select a.* from trunkline.alert a where a.key = any (:keys::text[]) and a.state <> 'resolved'

-- name: openAlertsOfKind :many
select a.id, a.key from trunkline.alert a where a.kind = :kind and a.state <> 'resolved'

-- name: openAlert :one
-- over: news, which nobody has to do anything about.
insert into trunkline.alert (key, kind, severity, state, project_id, pipeline_id, run_id, cause_id, event, output, routes, happened_at,
                             next_at, resolved_at)
values (:key, :kind, :severity, case when :over then 'resolved' else 'open' end, :project?::int, :pipeline?::int, :run?::bigint,
        :cause?::bigint, :event::jsonb, :output?::jsonb, :routes::jsonb, :happened, :next?::timestamptz, case when :over then now() end)
returning id

-- name: changeAlert :exec
-- It has happened again, or more of it is known.
update trunkline.alert a
   set severity = :severity, run_id = coalesce(:run?::bigint, a.run_id), event = :event::jsonb, output = coalesce(:output?::jsonb, a.output),
       routes = :routes::jsonb, count = a.count + :more::int, happened_at = :happened, next_at = :next?::timestamptz
 where a.id = :id

-- name: alertsToTell :many
-- Open ones for which the time of a step or a reminder has come.
select a.* from trunkline.alert a
 where a.state = 'open' and a.next_at <= clock_timestamp() order by a.next_at limit :limit::int

-- name: nextAlert :one
-- When somebody is told next, whether something has happened, and whether anybody is told of anything.
select (select min(a.next_at) from trunkline.alert a where a.next_at is not null and a.state = 'open') as "at?",
       exists (select from trunkline.alert_signal) as "asked!", exists (select from trunkline.alert_source) as "routed!",
       clock_timestamp() as "now!"

-- name: resolveAlerts :many
-- As they were when they ended.
update trunkline.alert a set state = 'resolved', resolved_at = clock_timestamp(), resolution = x.resolution, next_at = null
  from unnest(:ids::bigint[], :resolutions::text[]) x(id, resolution)
 where a.id = x.id and a.state <> 'resolved'
returning a.*

-- name: acknowledgeAlert :one
-- Nothing where it is over, or was acknowledged before.
update trunkline.alert a
   set state = 'acknowledged', acknowledged_at = clock_timestamp(), acknowledged_by = :actor, note = :note?::text, next_at = null
 where a.id = :id and a.state = 'open'
returning a.*

-- name: recovered :many
-- Open alerts of runs for which a later run has succeeded, or whose pipeline is gone; of what both schedulers have started no
-- later run is a remedy: it is over once somebody has acknowledged it.
select a.id, a.kind, x.run_id as "run_id?", x.finished_at as "finished_at?", p.removed_at as "removed_at?"
  from trunkline.alert a
  join trunkline.pipeline p on p.id = a.pipeline_id
  left join lateral (
    select r.id as run_id, r.finished_at from trunkline.run r
     where r.pipeline_id = a.pipeline_id and r.id > a.run_id and r.state = 'succeeded' and r.trigger_kind <> 'shadow' order by r.id desc limit 1) x on true
 where a.state <> 'resolved' and a.kind = any ('{failed,too-fast,empty,underrun}') and (x.run_id is not null or p.removed_at is not null)
    or a.kind = 'started-twice' and (a.state = 'acknowledged' or a.state = 'open' and p.removed_at is not null)
 order by a.id limit :limit::int

-- name: causesOf :many
-- Open alerts of which what happens to a run is a consequence: of a run that it has started, of the run itself, of a
-- pipeline that it waits for.
select x.run_id as "run_id!", x.id as "id!" from (
  select distinct on (r.id) r.id as run_id, a.id, c.rank
    from trunkline.run r
   cross join lateral (
     select 1 as rank, a.id from trunkline.run k join trunkline.alert a on a.run_id = k.id and a.state <> 'resolved' and a.kind = 'failed'
      where k.parent_run = r.id
      union all
     select 2, a.id from trunkline.alert a where a.run_id = r.id and a.state <> 'resolved' and a.kind = 'failed'
      union all
     select 3, a.id from trunkline.awaited w
       join trunkline.project j on j.name = w.project
       join trunkline.pipeline p on p.project_id = j.id and p.name = w.pipeline and p.removed_at is null
       join trunkline.alert a on a.pipeline_id = p.id and a.state <> 'resolved' and a.kind in ('failed', 'stuck', 'late', 'did-not-start')
      where w.pipeline_id = r.pipeline_id and exists (select from trunkline.wait g where g.run_id = r.id)) c
    join trunkline.alert a on a.id = c.id
   where r.id = any (:runs::bigint[])
   order by r.id, c.rank, a.id) x

-- name: alertsBelow :many
-- What is told below each of these, a few of each and how many there are.
select a.cause_id as "cause_id!", count(*)::int as "count!",
       (array_agg(jsonb_build_object('kind', a.kind, 'run', a.run_id::text,
                                     'pipeline', (a.event ->> 'project') || '/' || (a.event ->> 'pipeline')) order by a.id))[1:10] as "some!"
  from trunkline.alert a where a.cause_id = any (:ids::bigint[]) group by 1

-- name: alertById :one
select a.* from trunkline.alert a where a.id = :id

-- name: listAlerts :many
-- The newest first; with classes those of their pipelines, of projects that are known, and none of the server.
select a.id, a.key, a.kind, a.severity, a.state, a.run_id, a.cause_id, a.event, a.routes, a.count, a.happened_at, a.opened_at, a.next_at,
       a.acknowledged_at, a.acknowledged_by, a.note, a.resolved_at, a.resolution, a.pipeline_id, a.project_id, p.class_id as "class_id?",
       coalesce((select count(*)::int from trunkline.alert b where b.cause_id = a.id), 0) as "below!"
  from trunkline.alert a
  left join trunkline.pipeline p on p.id = a.pipeline_id
 where (:all or a.state <> 'resolved') and (:before?::bigint is null or a.id < :before?) and (:id?::bigint is null or a.id = :id?)
   and (:project?::text is null or a.event ->> 'project' = :project?)
   and (:run?::bigint is null or a.run_id = :run?) and (:pipeline?::text is null or a.event ->> 'pipeline' = :pipeline?)
   and (:classes?::int[] is null or p.class_id = any (:classes?)
        or (a.pipeline_id is null and a.event ->> 'project' = any (:known?::text[])))
 order by a.id desc limit :limit::int

-- name: forgetAlerts :exec
-- What is over for long, and digests and tests of then.
with gone as (
  delete from trunkline.alert_message m
   where m.alert_id is null and m.state <> 'waiting' and m.created_at < now() - :days::int * interval '1 day')
delete from trunkline.alert a where a.state = 'resolved' and a.resolved_at < now() - :days::int * interval '1 day'

-- name: releaseBelow :exec
-- What was told below alerts that are over is looked at again by itself, if it is still open then.
update trunkline.alert a set cause_id = null, next_at = clock_timestamp() + :inMs::bigint * interval '1 millisecond'
 where a.cause_id = any (:ids::bigint[]) and a.state = 'open'
