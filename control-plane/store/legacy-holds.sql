-- name: putLegacyHolds :one
-- holds: each job once. A reading that is older than the one that is there changes nothing.
with put as (
  insert into trunkline.legacy_hold as h (project_id, wave, source, job, state, how, read_at, line, actor)
  select :project, :wave, :source, x.job, x.state, :how, :readAt, x.line, :actor
    from jsonb_to_recordset(:holds::jsonb) x(job text, state text, line text)
   order by x.job
  on conflict (project_id, wave, job, source) do update
     set state = excluded.state, how = excluded.how, read_at = excluded.read_at, line = excluded.line, actor = excluded.actor
   where excluded.read_at >= h.read_at
  returning 1)
select count(*)::int as "kept!" from put

-- name: listLegacyHolds :many
select h.wave, h.job, h.source, h.state, h.how, h.read_at, h.line, h.actor
  from trunkline.legacy_hold h
 where h.project_id = :project and (:wave?::text is null or h.wave = :wave)
 order by h.wave, h.job, h.source

-- name: judgeHeld :exec
-- Has runs of a wave that wait judged again: what is known of its holds has changed.
select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where p.project_id = :project and p.wave = :wave and p.hold_within is not null and r.state = 'waiting' and r.gated
having count(*) > 0

-- name: cutoverPipelines :many
-- Of a wave, as they are deployed. classes: those that may be seen; null: all.
select p.id, p.name, p.stage as "stage!", p.pipeline_revision_id as "revision!"
  from trunkline.pipeline p
 where p.project_id = :project and p.wave = :wave and p.removed_at is null
   and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by p.name

-- name: projectPipelines :many
-- All of a project as they are deployed, by name.
select p.name, p.class_id as "class_id?", p.pipeline_revision_id as "revision!"
  from trunkline.pipeline p
 where p.project_id = :project and p.removed_at is null
 order by p.name limit :limit

-- name: cutoverGuards :many
-- epoch: the newest hand-over of the pipeline, that a guard is to know.
select p.name as pipeline, g.host, g.asked_at, g.acknowledged,
       (select max(h.epoch) from trunkline.hand_over h where h.pipeline_id = p.id) as "epoch!"
  from trunkline.guard g join trunkline.pipeline p on p.id = g.pipeline_id
 where g.pipeline_id = any (:pipelines::int[])
 order by p.name, g.host, g.id

-- name: legacyInFlight :many
-- The newest run of each job from each source, where nobody was told of its end.
select n.job, n.source, n.started_at as "started_at!", n.end_known
  from (select distinct on (r.job, r.source_id) r.job, s.name as source, r.started_at, r.end_known
          from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
         where r.project_id = :project and r.job = any (:jobs::text[]) and r.started_at > now() - interval '8 days'
         order by r.job, r.source_id, r.started_at desc, r.id desc) n
 where n.end_known <> 'value'
 order by n.job, n.source

-- name: raisedOutside :many
-- Events that somebody set who is no run: by hand, by another scheduler, or with the end of a job there.
select r.name as "name!" from trunkline.raised_event r where r.project_id = :project
union
select e.name from trunkline.event e where e.project_id = :project and e.run_id is null
 order by 1

-- name: putHoldsWithin :exec
-- How old read-backs of pipelines may be; null: nothing is asked of them. What waits for a proof while its wave goes back goes on
-- waiting: the other scheduler starts again then.
with changed as (
  update trunkline.pipeline p set hold_within = x.within_ms * interval '1 millisecond'
    from unnest(:pipelines::int[], :withins::bigint[]) x(pipeline, within_ms)
   where p.id = x.pipeline and p.hold_within is distinct from x.within_ms * interval '1 millisecond'
     and (x.within_ms is not null or p.makes_runs)
  returning p.id)
select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r join changed c on c.id = r.pipeline_id
 where r.state = 'waiting' and r.gated
having count(*) > 0

-- name: heldRuns :many
-- Of these runs those that a proof of holds is asked of: no person asked for them.
select r.id, p.project_id, p.wave as "wave!", coalesce(p.pipeline_revision_id, r.pipeline_revision_id) as "revision!",
       (extract(epoch from p.hold_within) * 1000)::bigint as "within_ms!", now() as "now!"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.id = any (:runs::bigint[]) and p.hold_within is not null and p.wave is not null
   and r.trigger_kind in ('schedule', 'after', 'message', 'task')

-- name: legacyOutcomes :many
-- The newest run of each job that has started.
select distinct on (r.job) r.job, r.source_id, s.name as source, r.business_date as "date?", r.started_at as "started_at!",
       coalesce(r.ended_at, r.started_at) as "ended_at!", r.ended_at is null and r.end_known = 'absent' as "is_open!",
       r.outcome, r.exit
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
 where r.project_id = :project and r.job = any (:jobs::text[]) and r.started_at is not null
 order by r.job, r.started_at desc, r.id desc

-- name: legacyIterations :many
-- How many runs of a job one source knows to have begun on a date; where it has no dates, since the date began.
select x.job as "job!", greatest(1, count(*), max(r.ordinal))::int as "iterations!"
  from unnest(:jobs::text[], :sources::int[], :dates::date[], :begins::timestamptz[]) x(job, source, date, begins)
  join trunkline.legacy_run r on r.project_id = :project and r.job = x.job and r.source_id = x.source
                             and r.started_at is not null and coalesce(r.business_date = x.date, r.started_at >= x.begins)
 group by x.job

-- name: takeOverRuns :one
select trunkline.take_over_runs(:project, :runs::jsonb, :actor) as "taken!"

-- name: takeUpDates :many
select t.pipeline_id as "pipeline_id!", t.run_id as "run_id!" from trunkline.take_up_dates(:revision, :runs::jsonb) t

-- name: variableNames :many
select v.name from trunkline.variable v where v.project_id = :project
