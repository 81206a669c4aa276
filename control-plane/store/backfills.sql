-- name: advanceBackfills :one
-- Makes the next runs of backfills; returns how many backfills are under way.
select trunkline.advance_backfills() as "running!"

-- name: insertBackfill :one
-- Nothing comes back when the pipeline has a backfill with the key.
insert into trunkline.backfill (pipeline_id, key, asked, runs, newest_first, params, state, total, actor, reason)
values (:pipeline, :key, :asked, :runs, :newestFirst, :params, 'running', :total, :actor, :reason?)
on conflict on constraint backfill_once do nothing
returning id

-- name: insertBackfillSlots :exec
-- In the order in which they run.
insert into trunkline.backfill_slot (backfill_id, ordinal, slot, business_date, due_at)
select :backfill::int, x.n, 'b:' || :backfill || ':' || x.slot, x.date, x.due
  from unnest(:slots::text[], :dates::date[], :dues::timestamptz[]) with ordinality x(slot, date, due, n)

-- name: backfillOfKey :one
select b.id, b.asked from trunkline.backfill b where b.pipeline_id = :pipeline and b.key = :key

-- name: listBackfills :many
-- Newest first. left: due times without a run.
select b.id, b.key, b.asked, b.runs, b.newest_first, b.params, b.state, b.note, b.total, b.made, b.actor, b.reason,
       b.created_at, b.finished_at, p.name as pipeline, j.name as project
  from trunkline.backfill b
  join trunkline.pipeline p on p.id = b.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where b.id < :before and (:classes?::int[] is null or p.class_id = any (:classes?)) and (:id?::int is null or b.id = :id?)
 order by b.id desc limit :limit

-- name: backfillCounts :many
-- By state of the newest generation of each slot that has a run.
select r.state, count(*)::int as "runs!"
  from trunkline.backfill b
  join trunkline.backfill_slot s on s.backfill_id = b.id and s.run_id is not null
 cross join lateral (select x.state from trunkline.run x
                      where x.pipeline_id = b.pipeline_id and x.slot = s.slot order by x.generation desc limit 1) r
 where b.id = :id group by 1

-- name: backfillSlots :many
-- In their order, each with the newest generation of its run.
select s.ordinal, s.business_date::text as "date!", s.due_at, r.id as "run_id?", r.state as "state?", r.started_at as "started_at?",
       r.finished_at as "finished_at?"
  from trunkline.backfill b
  join trunkline.backfill_slot s on s.backfill_id = b.id
  left join lateral (select x.id, x.state, x.started_at, x.finished_at from trunkline.run x
                      where s.run_id is not null and x.pipeline_id = b.pipeline_id and x.slot = s.slot
                      order by x.generation desc limit 1) r on true
 where b.id = :id and s.ordinal > :after order by s.ordinal limit :limit

-- name: setBackfillState :one
-- Pauses or resumes; nothing comes back when it had ended.
update trunkline.backfill set state = :state, note = :note? where id = :id and finished_at is null returning id

-- name: cancelBackfill :one
select trunkline.cancel_backfill(:id, :reason) as "cancelled!"

-- name: succeededSlots :many
-- Which of these due times have a run that succeeded, whatever made it.
select x.slot as "slot!" from unnest(:slots::text[], :dates::date[]) x(slot, date)
 where case when x.slot like 't:%'
            then exists (select from trunkline.run r
                          where r.pipeline_id = :pipeline and r.business_date = x.date and r.state = 'succeeded'
                            and r.trigger_kind <> 'shadow' and regexp_replace(r.slot, '^b:\d+:', '') = x.slot)
            else exists (select from trunkline.run r
                          where r.pipeline_id = :pipeline and r.business_date = x.date and r.state = 'succeeded'
                            and r.trigger_kind <> 'shadow') end

-- name: pastDurations :one
-- How long the last runs of a pipeline took that succeeded: the median.
select percentile_cont(0.5) within group (order by extract(epoch from r.finished_at - r.started_at))::float8 as "seconds?",
       count(*)::int as "runs!"
  from (select x.started_at, x.finished_at from trunkline.run x
         where x.pipeline_id = :pipeline and x.state = 'succeeded' and x.started_at is not null and x.trigger_kind <> 'shadow'
         order by x.id desc limit 20) r
