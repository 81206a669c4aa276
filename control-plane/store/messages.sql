-- Sources of messages that make runs due, and what became of each message.

-- name: hasTriggerSources :one
select exists (select from trunkline.trigger_source where pipeline_id = any (:pipelines::int[])) as "has!"

-- name: putTriggerSources :exec
-- Makes these the sources of pipelines; those that stay keep their place. labels: of each, a JSON list.
with given as (
  select x.* from unnest(:pipelines::int[], :identities::text[], :ordinals::int[], :kinds::text[], :names::text[],
                         :followed::boolean[], :kept::boolean[], :labels::text[])
                    x(pipeline_id, identity, ordinal, kind, name, followed, kept, labels)),
gone as (
  update trunkline.trigger_source s
     set ordinal = null, worker_id = null, asked_by = null, error = null, error_since = null, gone_at = now()
   where s.pipeline_id = any (:known::int[]) and s.ordinal is not null
     and not exists (select from given g where g.pipeline_id = s.pipeline_id and g.identity = s.identity))
insert into trunkline.trigger_source as s (pipeline_id, identity, ordinal, kind, name, followed, kept, runs_on)
select g.pipeline_id, g.identity, g.ordinal, g.kind, g.name, g.followed, g.kept, array(select jsonb_array_elements_text(g.labels::jsonb))
  from given g order by g.pipeline_id, g.ordinal
on conflict on constraint trigger_source_once do update
   set ordinal = excluded.ordinal, kind = excluded.kind, name = excluded.name, followed = excluded.followed,
       kept = excluded.kept, runs_on = excluded.runs_on, gone_at = null,
       worker_id = case when s.runs_on = excluded.runs_on then s.worker_id end,
       asked_by = case when s.runs_on = excluded.runs_on then s.asked_by end

-- name: forgetSourcePlaces :exec
-- Where these pipelines follow their sources again, they begin there as new ones do: what came meanwhile was others' to take.
-- Rows of a table are read from a place that the trigger says, which would be all of them once more.
update trunkline.trigger_source s set position = null
 where s.pipeline_id = any (:pipelines::int[]) and s.kind <> 'database'

-- name: claimTriggerSources :many
-- The sources that a worker is to follow, with what it takes of those that no living one does: limit in all. asked: a living
-- one is to follow it next.
with mine as materialized (
  select s.id, s.pipeline_id,
         exists (select from trunkline.worker w where w.id = s.asked_by and w.dead_at is null and w.lost_at is null) as asked
    from trunkline.trigger_source s where s.worker_id = :worker and s.ordinal is not null),
free as (
  select c.id from trunkline.trigger_source c
   where c.followed and c.ordinal is not null and c.runs_on <@ :labels::text[] and c.worker_id is distinct from :worker
     and not exists (select from trunkline.worker w where w.id = c.worker_id and w.dead_at is null and w.lost_at is null)
     and exists (select from trunkline.worker w where w.id = :worker and w.dead_at is null and not w.draining)
   order by c.id limit greatest(:limit::int - (select count(*) from mine), 0) for update of c skip locked),
taken as (
  update trunkline.trigger_source s set worker_id = :worker, asked_by = null
   where s.id in (select f.id from free f) returning s.id, s.pipeline_id, false)
select x.id as "id!", p.pipeline_revision_id as "revision!", x.asked as "asked!"
  from (select * from mine union all select * from taken) x
  join trunkline.pipeline p on p.id = x.pipeline_id and p.removed_at is null
 where not exists (select from trunkline.hold h
                    where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > now()))

-- name: askForTriggerSources :exec
-- A worker asks whoever follows the most for some of those that it may follow too: half of what it has less, so that none goes
-- to and fro. What it has asked for before counts as its own.
with living as (
  select w.id from trunkline.worker w where w.dead_at is null and w.lost_at is null and not w.draining),
sources as (
  select s.id, s.worker_id, s.asked_by, s.kept, s.runs_on from trunkline.trigger_source s
   where s.followed and s.ordinal is not null),
loads as (
  select case when s.asked_by in (select l.id from living l) then s.asked_by else s.worker_id end as worker, count(*)::int as n
    from sources s group by 1),
own as (select coalesce(sum(l.n), 0)::int as n from loads l where l.worker = :worker),
others as (
  select s.id, s.worker_id, l.n from sources s join loads l on l.worker = s.worker_id
   where s.kept and s.runs_on <@ :labels::text[] and s.worker_id <> :worker and s.worker_id in (select v.id from living v)
     and (s.asked_by is null or s.asked_by not in (select v.id from living v))),
busiest as (select o.worker_id, o.n from others o order by o.n desc, o.worker_id limit 1)
update trunkline.trigger_source t set asked_by = :worker
 where exists (select from living v where v.id = :worker)
   and t.id in (
     select o.id from others o join busiest b using (worker_id) order by o.id desc
      limit (select greatest(least((b.n - o.n) / 2, :most::int), 0) from busiest b, own o))

-- name: handOverTriggerSources :exec
-- Of those that a worker has let go of: they are followed by whoever asked for them.
update trunkline.trigger_source s set worker_id = s.asked_by, asked_by = null
 where s.id = any (:ids::bigint[]) and s.worker_id = :worker and s.asked_by is not null

-- name: releaseTriggerSources :exec
-- Others may follow them at once, and nobody waits for this one.
update trunkline.trigger_source
   set worker_id = nullif(worker_id, :worker::int), asked_by = nullif(asked_by, :worker::int)
 where worker_id = :worker::int or asked_by = :worker::int

-- name: triggerSourceState :one
-- Where a source stands. No row: it is not this worker's any more. open: unfinished runs that messages made; aside: messages
-- that are; each counted up to a limit.
select s.position,
       (select count(*) from (select from trunkline.trigger_message m
         where m.source_id = s.id and m.outcome = 'aside' limit :mostAside::int) a)::int as "aside!",
       (select count(*) from (select from trunkline.run r
         where r.pipeline_id = p.id and r.finished_at is null and r.trigger_kind = 'message' limit :most::int) o)::int as "open!"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
 where s.id = :id and s.ordinal is not null and s.worker_id is not distinct from :worker?::int

-- name: triggerSourceDefinition :one
-- Its trigger as deployed now, with what its project says of secrets.
select p.id as pipeline_id, p.name as pipeline, j.name as project, j.environment, s.ordinal as "ordinal!",
       v.spec::jsonb - 'tasks' - 'usual' as "spec!", j.rules -> 'secrets' as "routes?", r.tree_oid as "tree_oid?", c.facts as "facts?"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.project j on j.id = p.project_id
  left join trunkline.revision r on r.id = j.revision_id
  left join trunkline.access_class c on c.id = p.class_id
 where s.id = :id and s.ordinal is not null

-- name: findWebhook :one
select s.id from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where s.kind = 'webhook' and s.ordinal is not null and s.name = :name and p.name = :pipeline and j.name = :project

-- name: lockPipelineOfSource :one
-- Before anything of a batch: deployments lock pipelines first, too.
select p.id from trunkline.pipeline p
 where p.removed_at is null and p.id = (select s.pipeline_id from trunkline.trigger_source s where s.id = :id)
   for no key update

-- name: insertMessages :many
-- Those that were not seen before, and are now.
insert into trunkline.trigger_message (source_id, key, outcome, reason, content)
select :source, x.key, x.outcome, x.reason, x.content::jsonb
  from unnest(:keys::text[], :outcomes::text[], :reasons::text[], :contents::text[])
       with ordinality x(key, outcome, reason, content, n)
 order by x.n
on conflict on constraint trigger_message_once do nothing
returning id, key

-- name: setMessageRuns :exec
update trunkline.trigger_message m set run_id = x.run_id
  from unnest(:keys::text[], :runs::bigint[]) x(key, run_id)
 where m.source_id = :source and m.key = x.key

-- name: runsOfMessages :many
-- Runs that exist of slots, the newest generation of each.
select distinct on (r.slot) r.slot, r.id as "id!" from trunkline.run r
 where r.pipeline_id = :pipeline and r.slot = any (:slots::text[]) order by r.slot, r.generation desc

-- name: messagesOf :many
select m.key, m.outcome, m.run_id from trunkline.trigger_message m where m.source_id = :source and m.key = any (:keys::text[])

-- name: advanceTriggerSource :one
-- Keeps the place and counts. No row: it is another's by now, or deployed no more. worker: null for what others send.
-- fenced: only while it is that worker's.
update trunkline.trigger_source s
   set position = coalesce(:position?::jsonb, s.position), runs = s.runs + :runs::int, skipped = s.skipped + :skipped::int,
       aside = s.aside + :aside::int, repeated = s.repeated + :repeated::int,
       last_at = case when :runs::int + :skipped::int + :aside::int + :repeated::int > 0 then now() else s.last_at end
 where s.id = :id and s.ordinal is not null and (s.worker_id is not distinct from :worker?::int or not :fenced::boolean)
returning s.id

-- name: triggerSourceFault :exec
-- What keeps a source from being followed; null: nothing any more.
update trunkline.trigger_source s
   set error = :error?::text, error_since = case when :error?::text is null then null else coalesce(s.error_since, now()) end
 where s.id = :id and s.ordinal is not null and s.error is distinct from :error?::text

-- name: dropMessages :one
-- Keys that are old enough, and sources that no revision has had for as long; what is aside stays with its source.
with gone as (
  delete from trunkline.trigger_source s where s.gone_at < :before::timestamptz returning 1),
old as (
  delete from trunkline.trigger_message m where m.id in (
    select o.id from trunkline.trigger_message o where o.at < :before::timestamptz and o.outcome <> 'aside' limit :limit::int)
  returning 1)
select ((select count(*) from old) + (select count(*) from gone))::int as "dropped!"

-- name: listTriggerSources :many
-- Sources of deployed pipelines, with who follows each and what waits. open: unfinished runs that messages made. Of the files of
-- a folder, how many are known: each would be a digest that tells nobody anything.
select s.id, s.kind, s.ordinal as "ordinal!", s.followed, s.runs_on,
       case when s.kind = 'file' and s.position is not null
            then jsonb_build_object('files', jsonb_array_length(s.position -> 'files')) else s.position end as "position?", s.runs, s.skipped, s.repeated, s.last_at,
       s.error, s.error_since, w.id as "worker?", w.name as "worker_name?", p.id as pipeline_id, p.name as pipeline,
       j.name as project, v.spec::json -> 'messages' -> s.ordinal as "trigger!",
       exists (select from trunkline.hold h
                where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > now())) as "paused!",
       (select count(*) from trunkline.trigger_message m where m.source_id = s.id and m.outcome = 'aside')::int as "aside!",
       (select count(*) from trunkline.run r
         where r.pipeline_id = p.id and r.finished_at is null and r.trigger_kind = 'message')::int as "open!"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.project j on j.id = p.project_id
  left join trunkline.worker w on w.id = s.worker_id and w.dead_at is null and w.lost_at is null
 where s.ordinal is not null and (:project?::text is null or j.name = :project?)
   and (:pipeline?::int is null or p.id = :pipeline?) and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by j.name, p.name, s.ordinal
 limit 10000

-- name: listAside :many
-- Messages that are set aside, the newest first.
select m.id, m.key, m.at, m.reason, m.content is not null as "kept!", s.kind, p.name as pipeline, j.name as project
  from trunkline.trigger_message m
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where m.outcome = 'aside' and m.id < :before::bigint and (:project?::text is null or j.name = :project?)
   and (:pipeline?::text is null or p.name = :pipeline?) and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by m.id desc limit :limit::int

-- name: getMessage :one
select m.id, m.source_id, m.key, m.at, m.outcome, m.reason, m.content, m.run_id, s.kind, p.name as pipeline, j.name as project
  from trunkline.trigger_message m
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where m.id = :id

-- name: messageAccess :one
-- Of which pipeline a message is, for whoever asks what may be done to it.
select p.class_id, p.name as pipeline, j.name as project
  from trunkline.trigger_message m
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where m.id = :id

-- name: takeAside :one
-- It is not aside any more, and may be taken anew. No row: somebody else was faster.
delete from trunkline.trigger_message where id = :id and outcome = 'aside' returning id

-- name: discardMessage :one
update trunkline.trigger_message set outcome = 'discarded', content = null where id = :id and outcome = 'aside' returning id

-- name: messageOfRun :one
-- Of which message a run is; of a rerun, the message of the first.
select m.key, m.at, s.kind, s.ordinal, v.spec::json -> 'messages' -> s.ordinal as "trigger?"
  from trunkline.run r
  join trunkline.run f on f.pipeline_id = r.pipeline_id and f.slot = r.slot
  join trunkline.trigger_message m on m.run_id = f.id
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where r.id = :run limit 1
