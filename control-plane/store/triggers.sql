-- name: dueTriggers :many
-- Triggers whose time has come, locked for this transaction; another server skips them. All of a pipeline together,
-- under the lock of its first: apart, one could pass over a due time that another runs.
with due as materialized (
  select distinct d.pipeline_id
    from (select t.pipeline_id from trunkline.trigger t where t.next_at <= :now order by t.next_at limit :limit) d),
mine as materialized (
  select f.pipeline_id from trunkline.trigger f
   where f.ordinal = 0 and f.pipeline_id in (select d.pipeline_id from due d)
     for update skip locked)
select t.pipeline_id, t.ordinal, t.schedule, t.timezone, t.new_day, t.missed, t.missed_limit, t.cursor_at
  from mine
  join trunkline.trigger t on t.pipeline_id = mine.pipeline_id
 where t.next_at <= :now
 order by t.next_at, t.pipeline_id, t.ordinal
   for update of t

-- name: triggersOf :many
-- Every trigger of some pipelines that is due: apply settles them before it changes them. Those that are not due are
-- locked too, since the first of a pipeline stands for all.
with all_of_them as materialized (
  select * from trunkline.trigger x where x.pipeline_id = any (:pipelines)
   order by x.pipeline_id, x.ordinal for update)
select t.pipeline_id, t.ordinal, t.schedule, t.timezone, t.new_day, t.missed, t.missed_limit, t.cursor_at
  from all_of_them t
 where t.next_at <= :now

-- name: advanceTriggers :exec
-- Moves triggers on: everything up to cursor is accounted for.
update trunkline.trigger t
   set cursor_at = x.cursor_at, next_at = x.next_at
  from unnest(:pipelines::int[], :ordinals::int[], :cursors::timestamptz[], :nexts::timestamptz[])
       x(pipeline_id, ordinal, cursor_at, next_at)
 where t.pipeline_id = x.pipeline_id and t.ordinal = x.ordinal

-- name: createRuns :many
-- Runs for due times; slots that have one already are skipped. Returns what was made.
select r.run_id as "run_id!", r.pipeline_id as "pipeline_id!", r.slot as "slot!"
  from trunkline.create_runs(:pipelines, :slots, :dates, :dues, :reasons, :kind, :params, :actor?, :parentTrace?) r

-- name: triggersOfKeys :many
-- Triggers that make one run a date and follow one of these keys.
select distinct k.pipeline_id, k.ordinal from trunkline.after_key k
 where k.key = any (:keys::text[]) and not k.per_run
 order by 1, 2

-- name: askTriggers :exec
-- Has triggers judged for today, as `wake_triggers` has those that a change may make due.
with asked as (
  insert into trunkline.after_check (pipeline_id, ordinal, date, source)
  select x.pipeline, x.ordinal, '', '' from unnest(:pipelines::int[], :ordinals::int[]) x(pipeline, ordinal)
  on conflict (pipeline_id, ordinal, date, source) do update set source = excluded.source
  returning 1)
select pg_notify('trunkline_wait', '') from asked limit 1

-- name: nextWake :one
-- The earliest instant at which a trigger, a gate or the end of a break-glass asks for attention, and the database's clock.
select least((select min(t.next_at) from trunkline.trigger t),
             (select min(o.until) from trunkline.break_glass o where o.ended_at is null),
             (select min(g.until) from trunkline.gate g)) as "at?",
       clock_timestamp() as "now!"

-- name: openGates :one
-- Opens gates whose time has come; returns how many tasks became ready.
select trunkline.open_gates(:now) as "ready!"

-- name: deleteTriggers :exec
delete from trunkline.trigger where pipeline_id = any (:pipelines)

-- name: insertTriggers :exec
-- Sets the triggers of pipelines whose schedules are new or changed.
insert into trunkline.trigger (pipeline_id, ordinal, schedule, timezone, new_day, missed, missed_limit, cursor_at, next_at)
select x.pipeline, x.ordinal, x.schedule::jsonb, x.timezone, x.new_day, x.missed, x.missed_limit, x.cursor_at, x.next_at
  from unnest(:pipelines::int[], :ordinals::int[], :schedules::text[], :timezones::text[], :newDays::text[], :missed::text[],
              :limits::int[], :cursors::timestamptz[], :nexts::timestamptz[])
       x(pipeline, ordinal, schedule, timezone, new_day, missed, missed_limit, cursor_at, next_at)

-- name: listTriggers :many
select t.pipeline_id, t.ordinal, t.schedule, t.timezone, t.new_day, t.missed, t.missed_limit, t.cursor_at, t.next_at
  from trunkline.trigger t where t.pipeline_id = any (:pipelines) order by t.pipeline_id, t.ordinal

-- name: replaceAfterKeys :exec
-- What may make pipelines due; those that are not named keep nothing.
with gone as (delete from trunkline.after_key where pipeline_id = any (:pipelines::int[]))
insert into trunkline.after_key (key, pipeline_id, ordinal, per_run)
select x.key, x.pipeline_id, x.ordinal, x.per_run
  from unnest(:keys::text[], :keyPipelines::int[], :ordinals::int[], :perRun::boolean[]) x(key, pipeline_id, ordinal, per_run)
on conflict (key, pipeline_id, ordinal) do update set per_run = excluded.per_run

-- name: hasAfterKeys :one
select exists (select from trunkline.after_key where pipeline_id = any (:pipelines::int[])) as "has!"

-- name: takeAfterChecks :many
-- Takes changes that may make a run due, of some pipelines or of all; a server that fails puts them back by its rollback.
with taken as (
  delete from trunkline.after_check c
   where (c.pipeline_id, c.ordinal, c.date, c.source) in (
     select k.pipeline_id, k.ordinal, k.date, k.source from trunkline.after_check k
      where :pipelines?::int[] is null or k.pipeline_id = any (:pipelines?)
      order by 1, 2, 3, 4 limit :limit::int for update skip locked)
  returning c.pipeline_id, c.ordinal, c.date, c.source)
select t.pipeline_id, t.ordinal, t.date, t.source, j.name as project,
       p.pipeline_revision_id as "pipeline_revision_id!", now() as "now!"
  from taken t
  join trunkline.pipeline p on p.id = t.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 order by 1, 2, 3, 4
