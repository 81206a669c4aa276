-- name: lockOwnership :many
-- Whoever reads or changes whose slots are holds these rows until the end of its transaction.
select o.pipeline_id, o.slots, (extract(epoch from o.ahead) * 1000)::bigint as "ahead_ms!"
  from trunkline.ownership o where o.pipeline_id = any (:pipelines::int[])
 order by o.pipeline_id for update

-- name: handOversOf :many
select h.pipeline_id, h.epoch, h.side, h.from_slot, h.policy
  from trunkline.hand_over h where h.pipeline_id = any (:pipelines::int[]) order by h.pipeline_id, h.epoch

-- name: grantsOf :many
select g.pipeline_id, g.guard, g.epoch, g.from_slot, g.before_slot
  from trunkline.guard_grant g where g.pipeline_id = any (:pipelines::int[]) order by g.pipeline_id, g.guard, g.epoch

-- name: guardHosts :many
select g.pipeline_id, g.id, g.host from trunkline.guard g where g.pipeline_id = any (:pipelines::int[])

-- name: claimsOf :many
select c.pipeline_id, c.slot, c.side, c.run_id
  from trunkline.slot_claim c
 where (c.pipeline_id, c.slot) in (select * from unnest(:pipelines::int[], :slots::text[]))

-- name: claimSlots :exec
-- The first claim of a slot stays.
insert into trunkline.slot_claim (pipeline_id, slot, side, run_id, job, guard, unasked)
select x.pipeline_id, x.slot, :side, x.run_id, :job?::text, :guard?::text, :unasked::boolean
  from unnest(:pipelines::int[], :slots::text[], :runs::bigint[]) x(pipeline_id, slot, run_id)
 order by 1, 2
on conflict do nothing

-- name: putGuard :exec
-- A host that asks; acknowledged: the epoch that it says to hold.
insert into trunkline.guard (pipeline_id, id, host, acknowledged)
values (:pipeline, :guard, :host, coalesce(:acknowledged?::int, 0))
on conflict (pipeline_id, id) do update
   set host = excluded.host, asked_at = now(), acknowledged = greatest(guard.acknowledged, excluded.acknowledged)

-- name: putGuardJob :exec
-- A guard has asked for a job.
insert into trunkline.guard_job (pipeline_id, job) values (:pipeline, :job)
on conflict (pipeline_id, job) do update set asked_at = now()

-- name: guardJobs :many
-- When a guard has last asked for each job of pipelines.
select g.pipeline_id, g.job, (extract(epoch from g.asked_at) * 1000)::float8 as "asked!"
  from trunkline.guard_job g where g.pipeline_id = any (:pipelines::int[])

-- name: dropGrants :exec
delete from trunkline.guard_grant where pipeline_id = :pipeline and guard = :guard

-- name: insertGrants :exec
insert into trunkline.guard_grant (pipeline_id, guard, epoch, from_slot, before_slot)
select :pipeline, :guard, x.epoch, x.from_slot, x.before_slot
  from unnest(:epochs::int[], :froms::text[], :befores::text[]) x(epoch, from_slot, before_slot)

-- name: putOwnership :exec
-- Pipelines whose waves have guards; one that has no more keeps its row, for guards that still ask.
with put as (
  insert into trunkline.ownership (pipeline_id, slots, ahead)
  select x.pipeline_id, x.slots, x.ahead_ms * interval '1 millisecond'
    from unnest(:pipelines::int[], :slots::text[], :aheads::bigint[]) x(pipeline_id, slots, ahead_ms)
   order by 1
  on conflict (pipeline_id) do update set slots = excluded.slots, ahead = excluded.ahead
  returning pipeline_id)
update trunkline.pipeline p set guarded = true from put where p.id = put.pipeline_id and not p.guarded

-- name: insertHandOvers :exec
insert into trunkline.hand_over (pipeline_id, epoch, side, from_slot, policy, revision_id)
select x.pipeline_id, x.epoch, x.side, x.from_slot, x.policy, :revision
  from unnest(:pipelines::int[], :epochs::int[], :sides::text[], :froms::text[], :policies::text[])
       x(pipeline_id, epoch, side, from_slot, policy)

-- name: guardedRuns :many
-- Of these runs those of guarded pipelines that are for a slot: no person asked for them.
select r.id, r.pipeline_id, o.slots, r.due_at, r.business_date
  from trunkline.run r join trunkline.ownership o on o.pipeline_id = r.pipeline_id
 where r.id = any (:runs::bigint[]) and r.trigger_kind in ('schedule', 'after', 'message', 'task')

-- name: judgeGuarded :exec
-- Has runs of a pipeline that wait judged again: whose their slots are has changed.
select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r
 where r.pipeline_id = :pipeline and r.state = 'waiting' and r.gated
having count(*) > 0

-- name: guardedPipeline :one
-- A pipeline that a guard may ask for, and whether the task that it names is one of it; no row where no guard is foreseen.
select p.id, o.slots, p.class_id, now() as "now!",
       (select j.job from trunkline.legacy_job j where j.pipeline_id = p.id and j.task = coalesce(:task?::text, '') limit 1) as "job?",
       case when :task?::text is null then true
            else exists (select from json_array_elements(v.spec::json -> 'tasks') t where t ->> 'name' = :task?) end as "has_task!"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id and j.name = :project
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.ownership o on o.pipeline_id = p.id
 where p.name = :pipeline and p.removed_at is null

-- name: followedSlot :one
-- Our run for a slot, and of its tasks the one with the name; without a row nothing has started for it here.
select c.side, r.id as "run?", r.state as "state?", r.finished_at,
       t.state as "task_state?", t.exit_code as "exit_code?"
  from trunkline.slot_claim c
  left join trunkline.run r on r.id = c.run_id
  left join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  left join trunkline.task_run t on t.run_id = r.id
                                and t.idx = (select i.n - 1 from json_array_elements(v.spec::json -> 'tasks') with ordinality i(task, n)
                                              where i.task ->> 'name' = :task?::text)
 where c.pipeline_id = :pipeline and c.slot = :slot
