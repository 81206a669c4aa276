-- name: takeChecks :many
-- Takes waits to be judged, and those whose time has come; a server that fails puts them back by its rollback. seen: the
-- snapshot of the statement, before the transaction has a number. It comes first in its transaction.
with due as (
  update trunkline.wait w set next_at = null
   where (w.run_id, w.idx) in (
     select d.run_id, d.idx from trunkline.wait d where d.next_at <= now()
      order by d.next_at limit :limit::int for update skip locked)
  returning w.run_id, w.idx),
asked as (
  delete from trunkline.wait_check c
   where (c.run_id, c.idx) in (
     select k.run_id, k.idx from trunkline.wait_check k order by k.run_id, k.idx limit :limit::int for update skip locked)
  returning c.run_id, c.idx)
select run_id as "run_id!", idx as "idx!", pg_current_snapshot()::text as "seen!"
  from (select * from due union select * from asked) x order by 1, 2

-- name: askAgain :exec
insert into trunkline.wait_check (run_id, idx)
select x.run_id, x.idx from unnest(:runs::bigint[], :idxs::int[]) x(run_id, idx) order by 1, 2
on conflict do nothing

-- name: lockWaitingTasks :many
-- Locks tasks in the order of all that locks them; one that somebody works on is left for another pass.
select t.run_id, t.idx
  from trunkline.task_run t
 where (t.run_id, t.idx) in (select * from unnest(:runs::bigint[], :idxs::int[])) and t.state = 'waiting'
 order by t.run_id, t.idx
   for update of t skip locked

-- name: lockWaitingRuns :many
select r.id from trunkline.run r
 where r.id = any (:runs::bigint[]) and r.state = 'waiting' and r.gated
 order by r.id for update skip locked

-- name: waitsToJudge :many
-- What is waited with, and for whom. settled: no transaction that could have missed the keys is still open. One could
-- that looked for them before they were committed; so it has a smaller number than one that began when they were.
select w.run_id, w.idx, w.keyed_at is not null as "keyed!", w.gates, :seen?::text as "seen?",
       case when w.settling is not null then pg_snapshot_xmin(pg_current_snapshot()) > w.settling
            when pg_visible_in_snapshot(w.keyed_at, :seen?::text::pg_snapshot)
            then pg_snapshot_xmin(pg_current_snapshot()) >= pg_current_xact_id()
            else false end as "settled!",
       r.pipeline_revision_id, r.business_date, r.pipeline_id, j.name as project, now() as "now!",
       coalesce(t.iteration, 1) as "iteration!", t.due_at as "due_at?",
       (select array_agg(o.name) from trunkline.override o
         where o.run_id = w.run_id and o.idx in (w.idx, trunkline.declared_place(w.idx)) and o.kind = 'ignore') as "ignored?"
  from trunkline.wait w
  join trunkline.run r on r.id = w.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  left join trunkline.task_run t on t.run_id = w.run_id and t.idx = w.idx
 where (w.run_id, w.idx) in (select * from unnest(:runs::bigint[], :idxs::int[]))

-- name: keyWaits :exec
-- Keys come a transaction before the first judgement: a change that finds no key is then seen by that judgement.
with keyed as (
  update trunkline.wait w set keyed_at = pg_current_xact_id()
    from unnest(:runs::bigint[], :idxs::int[]) x(run_id, idx)
   where w.run_id = x.run_id and w.idx = x.idx)
insert into trunkline.wait_key (key, run_id, idx)
select k.key, k.run_id, k.idx from unnest(:keys::text[], :keyRuns::bigint[], :keyIdxs::int[]) k(key, run_id, idx)
on conflict do nothing

-- name: setDue :exec
-- When the first iterations of repeating tasks are to begin; the tasks are locked.
update trunkline.task_run t set due_at = x.due_at
  from unnest(:runs::bigint[], :idxs::int[], :dues::timestamptz[]) x(run_id, idx, due_at)
 where t.run_id = x.run_id and t.idx = x.idx

-- name: noteWaits :exec
-- The verdicts of what goes on waiting. seen: see takeChecks.
update trunkline.wait w
   set gates = x.gates, next_at = x.next_at,
       settling = coalesce(w.settling, case when pg_visible_in_snapshot(w.keyed_at, :seen?::text::pg_snapshot)
                                            then pg_current_xact_id() end)
  from unnest(:runs::bigint[], :idxs::int[], :gates::jsonb[], :nexts::timestamptz[]) x(run_id, idx, gates, next_at)
 where w.run_id = x.run_id and w.idx = x.idx

-- name: openWaits :many
select o.run_id as "run_id!", o.idx as "idx!" from trunkline.open_waits(:runs, :idxs) o

-- name: endWaits :exec
-- Ends waiting tasks and runs that do not start any more.
select trunkline.end_waits(:runs, :idxs, :states, :endings, :messages)

-- name: nextTimer :one
-- When time may open or close something, and the database's clock.
select least((select min(w.next_at) from trunkline.wait w where w.next_at is not null),
             (select min(p.next_at) from trunkline.pool p where p.next_at is not null),
             (select min(h.until) from trunkline.hold h), (select min(b.to_at) from trunkline.blackout b)) as "at?",
       clock_timestamp() as "now!"

-- name: gatesOfRuns :many
select w.run_id, w.idx, w.since, w.gates from trunkline.wait w where w.run_id = any (:runs) order by w.run_id, w.idx

-- name: wakeRanges :exec
-- Has waits judged again by ranges of their keys.
select trunkline.wake_range(:from, :below)

-- name: wakeKeys :exec
-- Has waits judged again by their keys.
select trunkline.wake_waits(:keys)

-- name: tasksAhead :many
-- Of these places of a run that has not ended those whose tasks are still behind what they need, or behind the start of the run,
-- with what their gates would be judged by.
select r.id as run_id, i.idx as "idx!", r.pipeline_revision_id, r.business_date, r.pipeline_id, j.name as project, now() as "now!",
       coalesce(t.iteration, 1) as "iteration!", t.due_at as "due_at?",
       (select array_agg(o.name) from trunkline.override o
         where o.run_id = r.id and o.idx in (i.idx, trunkline.declared_place(i.idx)) and o.kind = 'ignore') as "ignored?"
  from unnest(:idxs::int[]) i(idx)
  join trunkline.run r on r.id = :run and r.finished_at is null
  join trunkline.task_run t on t.run_id = r.id and t.idx = i.idx and t.state = 'waiting'
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.state = 'waiting' or t.remaining > 0
 order by i.idx
