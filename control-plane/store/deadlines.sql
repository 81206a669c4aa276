-- name: takeWatches :many
-- Watched runs that changed or whose time has come, locked; what another server is judging is left to another pass.
with asked as (
  delete from trunkline.deadline_check c
   where c.id in (select k.id from trunkline.deadline_check k order by k.id limit :limit::int for update skip locked)
  returning c.run_id),
due as (
  select w.run_id from trunkline.run_watch w where w.next_at <= now() order by w.next_at limit :limit::int),
mine as materialized (
  select w.run_id, w.expected from trunkline.run_watch w
   where w.run_id in (select a.run_id from asked a union select d.run_id from due d)
   order by w.run_id for update skip locked),
again as (
  insert into trunkline.deadline_check (run_id)
  select distinct a.run_id from asked a join trunkline.run_watch w using (run_id)
   where not exists (select from mine m where m.run_id = a.run_id))
select m.run_id, m.expected from mine m

-- name: watchedRuns :many
select r.id, r.pipeline_id, r.pipeline_revision_id, r.business_date::text as "business_date!", r.due_at, r.trigger_kind,
       r.generation, r.state, r.started_at, r.finished_at, now() as "now!"
  from trunkline.run r where r.id = any (:ids::bigint[])

-- name: watchedTasks :many
select t.run_id, t.idx, t.state, t.iteration, t.unmet, t.tolerated, t.started_at, t.finished_at, t.attempt, t.exit_code,
       t.ending is null or t.ending not in ('marked', 'iced', 'noexec', 'carried') as "executed!",
       -- An attempt that is over has moved away; what it began stays begun.
       case when t.attempt > 1 or t.started_at is null and t.attempt > 0
            then (select min(a.started_at) from trunkline.attempt a where a.run_id = t.run_id and a.idx = t.idx) end
         as "earlier_start?",
       (select max(g.until) from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx) as "opens_at?"
  from trunkline.task_run t where t.run_id = any (:runs::bigint[]) and t.idx < 32768 order by t.run_id, t.idx

-- name: runsToLearnFrom :many
-- The newest runs of some pipelines to learn from, with their dates, newest first: those that ended by themselves, were no
-- backfill, and of which nobody changed anything by hand.
select p.id as "pipeline_id!", array_agg(r.id order by r.id desc) as "runs!",
       array_agg(r.business_date::text order by r.id desc) as "dates!"
  from unnest(:pipelines::int[]) p(id)
 cross join lateral (
   select x.id, x.business_date from trunkline.run x
    where x.pipeline_id = p.id and x.state in ('succeeded', 'failed') and x.started_at is not null
      and x.slot not like 'b:%' and x.trigger_kind <> 'shadow'
      and not exists (select from trunkline.override o where o.run_id = x.id)
    order by x.id desc limit :limit::int) r
 group by 1

-- name: pastDurations :many
-- How long the tasks of some runs took, in milliseconds, newest first, by the group that a run is in: attempts that were
-- executed and succeeded, all iterations of a repeating task. What a rerun carried over belongs to the run in which it ran.
-- In a run that succeeded a task that was skipped took no time; in one that failed nobody knows what it would have taken.
with past as materialized (
  select x.place, r.id, r.pipeline_revision_id, r.started_at, r.state
    from unnest(:places::int[], :runs::bigint[]) x(place, run) join trunkline.run r on r.id = x.run)
select p.place as "place!", p.pipeline_revision_id as "pipeline_revision_id!", t.idx as "idx!",
       array_agg(case when t.state = 'skipped' then 0
                      else (extract(epoch from t.finished_at - case when t.iteration is null then t.started_at else (
                              select min(a.started_at) from trunkline.attempt a where a.run_id = t.run_id and a.idx = t.idx) end)
                            * 1000)::int8 end::float8 order by p.id desc)
         as "durations!"
  from past p join trunkline.task_run t on t.run_id = p.id
 where t.idx < 32768
   and (t.ending is null or t.ending not in ('marked', 'iced', 'noexec', 'carried'))
   and (t.state = 'skipped' and p.state = 'succeeded' or t.state = 'succeeded' and t.started_at >= p.started_at)
 group by 1, 2, 3
 order by 1, 2 desc, 3

-- name: deadlinesOfRuns :many
select d.run_id, d.idx, d.kind, d.at, d.state, d.since, d.expected_at, d.cause, d.basis, d.history
  from trunkline.run_deadline d where d.run_id = any (:runs::bigint[]) order by d.run_id, d.idx, d.kind desc

-- name: putDeadlines :exec
-- Verdicts as they are now; a change of state is added to the history.
insert into trunkline.run_deadline as d (run_id, idx, kind, at, state, expected_at, cause, basis, history)
select x.run_id, x.idx, x.kind, x.at, x.state, x.expected_at, x.cause, x.basis,
       case when x.state = 'on-track' then '[]'::jsonb
            else jsonb_build_array(jsonb_build_object('state', x.state, 'at', now(), 'cause', x.cause)) end
  from unnest(:runs::bigint[], :idxs::int[], :kinds::text[], :ats::timestamptz[], :states::text[],
              :expecteds::timestamptz[], :causes::jsonb[], :bases::text[])
       x(run_id, idx, kind, at, state, expected_at, cause, basis)
on conflict (run_id, idx, kind) do update
   set state = excluded.state, expected_at = excluded.expected_at, cause = excluded.cause,
       since = case when d.state = excluded.state then d.since else now() end,
       history = case when d.state = excluded.state then d.history
                      else d.history || jsonb_build_object('state', excluded.state, 'at', now(), 'cause', excluded.cause) end

-- name: setWatches :exec
-- What goes on being watched.
update trunkline.run_watch w set next_at = x.next_at, starting = x.starting, expected = x.expected
  from unnest(:runs::bigint[], :nexts::timestamptz[], :starting::boolean[], :expected::jsonb[])
       x(run_id, next_at, starting, expected)
 where w.run_id = x.run_id

-- name: endWatches :exec
delete from trunkline.run_watch where run_id = any (:runs::bigint[])

-- name: nextWatch :one
-- When time may change a verdict, whether something changed, and the database's clock.
select (select min(w.next_at) from trunkline.run_watch w where w.next_at is not null) as "at?",
       exists (select from trunkline.deadline_check) as "asked!", clock_timestamp() as "now!"

-- name: threatenedRuns :one
-- Runs with a deadline at risk or past; one with both is late.
select count(*) filter (where not x.late)::int as "at_risk!", count(*) filter (where x.late)::int as "late!"
  from (select d.run_id, bool_or(d.state = 'late') as late
          from trunkline.run_deadline d where d.state in ('at-risk', 'late')
           and (:classes?::int[] is null or exists (
                 select from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
                  where r.id = d.run_id and p.class_id = any (:classes?)))
         group by 1) x

-- name: threatenedDeadlines :many
-- Deadlines at risk or past of runs under way, the nearest first.
select d.run_id, d.at, d.state, d.since, d.expected_at, d.cause, p.name as pipeline, j.name as project
  from trunkline.run_deadline d
  join trunkline.run r on r.id = d.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where d.state in ('at-risk', 'late') and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by d.at, d.run_id, d.idx, d.kind limit :limit::int

-- name: openDeadlines :many
-- Deadlines of runs under way that are on track, the nearest first.
select d.run_id, d.at, d.state, d.since, d.expected_at, d.cause, p.name as pipeline, j.name as project
  from trunkline.run r
  join trunkline.run_deadline d on d.run_id = r.id and d.state = 'on-track'
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by d.at, d.run_id, d.idx, d.kind limit :limit::int
