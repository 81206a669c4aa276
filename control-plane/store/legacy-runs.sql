-- name: declareLegacySource :one
-- Makes a source, or says more of one that is there; no row where one of this name is of another kind.
insert into trunkline.legacy_source as s (project_id, name, kind, zone, host, settings)
values (:project, :name, :kind, :zone?, :host?, :settings::jsonb)
on conflict (project_id, name) do update
   set zone = coalesce(excluded.zone, s.zone), host = coalesce(excluded.host, s.host),
       settings = s.settings || excluded.settings, seen_at = now()
 where s.kind = excluded.kind
returning s.id, s.settings, s.version, s.retired_at

-- name: advanceLegacySource :one
-- observed: from and to, or neither. No row where somebody else has put something since `version`, if that is given.
update trunkline.legacy_source s
   set observed = case when :from?::timestamptz is null then s.observed
                       else s.observed + tstzmultirange(tstzrange(:from?, :to?, '[]')) end,
       watermark = greatest(s.watermark, :to?), position = coalesce(:position?::jsonb, s.position), version = s.version + 1
 where s.id = :source and s.version = coalesce(:version?::bigint, s.version)
returning s.version

-- name: putLegacyRuns :one
-- runs: each key once. What is known is never forgotten for what is told later without it; a run that is there as told is left alone.
with told as (
  select x.* from jsonb_to_recordset(:runs::jsonb) x(
    key text, job text, login text, host text, run text, ordinal int, date date, start timestamptz, "end" timestamptz,
    "endKnown" text, exit int, "exitKnown" text, outcome text, status text, how text, digest text, outputs jsonb,
    lines text[])),
put as (
  insert into trunkline.legacy_run as r (project_id, source_id, key, job, login, host, run, ordinal, business_date, started_at,
                                         ended_at, end_known, exit, exit_known, outcome, status, how, digest, outputs, lines)
  select :project, :source, t.key, t.job, t.login, t.host, t.run, t.ordinal, t.date, t.start, t."end", t."endKnown", t.exit,
         t."exitKnown", t.outcome, t.status, t.how, t.digest, coalesce(t.outputs, '[]'), t.lines
    from told t
  on conflict (source_id, key) do update
     set login = coalesce(excluded.login, r.login), host = coalesce(excluded.host, r.host), run = coalesce(excluded.run, r.run),
         business_date = coalesce(excluded.business_date, r.business_date),
         started_at = coalesce(excluded.started_at, r.started_at), ended_at = coalesce(excluded.ended_at, r.ended_at),
         end_known = case when r.end_known = 'value' then 'value' else excluded.end_known end,
         exit = coalesce(excluded.exit, r.exit),
         exit_known = case when r.exit_known = 'value' then 'value' else excluded.exit_known end,
         outcome = coalesce(excluded.outcome, r.outcome),
         status = case when excluded.ended_at is null and r.ended_at is not null then r.status
                       else coalesce(excluded.status, r.status) end,
         how = coalesce(excluded.how, r.how), digest = coalesce(excluded.digest, r.digest),
         outputs = case when excluded.outputs = '[]' then r.outputs else excluded.outputs end,
         lines = r.lines || array(select l from unnest(excluded.lines) l where l <> all (r.lines)), told_at = now()
   where not (excluded.lines <@ r.lines
              and (excluded.ended_at is null or excluded.ended_at is not distinct from r.ended_at)
              and (excluded.exit is null or excluded.exit is not distinct from r.exit)
              and (excluded.outcome is null or excluded.outcome is not distinct from r.outcome)
              and (excluded.started_at is null or excluded.started_at is not distinct from r.started_at)
              and (excluded.outputs = '[]' or excluded.outputs = r.outputs)
              and (excluded.run is null or excluded.run is not distinct from r.run))
  returning (xmax = 0) as is_new)
select count(*) filter (where is_new)::int as "added!", count(*) filter (where not is_new)::int as "changed!" from put

-- name: quietWaves :many
-- Of each wave when a job of it was last run there, which one, and up to when all sources that have had runs of its jobs have told;
-- without runs that guards have left to us. classes: of pipelines that may be seen; null: all.
select p.wave as "wave!", min(p.stage) as "stage!", max(l.at) as "last?", min(t.until) as "until?",
       (array_agg(j.job order by l.at desc nulls last, j.job))[1] as "job!"
  from trunkline.pipeline p
  join trunkline.legacy_job j on j.pipeline_id = p.id
  left join lateral (
    select r.started_at as at from trunkline.legacy_run r
     where r.project_id = p.project_id and r.job = j.job and r.started_at is not null
       and not (p.guarded and trunkline.left_to_us(p.id, r.started_at, r.business_date))
     order by r.started_at desc limit 1) l on true
  left join lateral (
    select min(coalesce(s.watermark, '-infinity')) as until from trunkline.legacy_source s
     where s.project_id = p.project_id and s.kind <> 'guard'
       and exists (select from trunkline.legacy_run r where r.project_id = p.project_id and r.job = j.job and r.source_id = s.id)) t on true
 where p.project_id = :project and p.removed_at is null and p.wave is not null
   and (:classes?::int[] is null or p.class_id = any (:classes?))
 group by p.wave
 order by p.wave

-- name: putLegacyCovers :exec
-- Of these jobs all runs of the source between two moments are told. Each job once.
insert into trunkline.legacy_cover as c (source_id, job, told)
select :source, x.job, tstzmultirange(tstzrange(x.begins, x.ends, '[]'))
  from unnest(:jobs::text[], :begins::timestamptz[], :ends::timestamptz[]) x(job, begins, ends)
on conflict (source_id, job) do update set told = c.told + excluded.told

-- name: retireLegacySource :one
-- Nobody waits for it any more, or again; no row where there is none of this name.
update trunkline.legacy_source s
   set retired_at = case when :retired::bool then coalesce(s.retired_at, now()) end, version = s.version + 1
 where s.project_id = :project and s.name = :name
returning s.retired_at, s.version

-- name: listLegacySources :many
select s.id, s.name, s.kind, s.zone, s.host, s.settings, s.watermark, s.version, s.position, s.seen_at, s.retired_at,
       lower(s.observed) as "since?",
       greatest((select count(*)::int from unnest(s.observed)) - 1, 0) as "gaps!",
       (select count(*)::int from trunkline.legacy_run r where r.source_id = s.id) as "runs!"
  from trunkline.legacy_source s
 where s.project_id = :project and (:name?::text is null or s.name = :name)
 order by s.name

-- name: listLegacyRuns :many
-- What came last first. `pipeline` and `task`: what the job became here, where exactly one pipeline or task was it.
-- classes: only runs of jobs that pipelines of these were; null: all.
select r.id, s.name as source, r.job, b.pipeline as "pipeline?", b.task as "task?", r.login, r.host, r.run, r.ordinal, r.business_date, r.started_at, r.ended_at, r.end_known,
       r.exit, r.exit_known, r.outcome, r.status, r.how, r.digest, r.outputs, r.lines
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
  left join lateral (
    select min(p.name) as pipeline, min(j.task) as task
      from trunkline.legacy_job j join trunkline.pipeline p on p.id = j.pipeline_id and p.removed_at is null
     where j.project_id = r.project_id and j.job = r.job and (:classes?::int[] is null or p.class_id = any (:classes?))
    having count(*) = 1) b on true
 where r.project_id = :project and (:source?::text is null or s.name = :source) and (:job?::text is null or r.job = :job)
   and (:from?::timestamptz is null or r.started_at >= :from) and (:to?::timestamptz is null or r.started_at < :to)
   and (:after?::bigint is null or r.id < :after)
   and (:classes?::int[] is null or exists (
     select from trunkline.legacy_job j join trunkline.pipeline p on p.id = j.pipeline_id and p.removed_at is null
      where j.project_id = r.project_id and j.job = r.job and p.class_id = any (:classes)))
 order by r.id desc
 limit :limit::int

-- name: observedDue :many
-- Pipelines that another scheduler runs, whose starts are written up to an instant before; null: not at all yet.
select p.id, p.project_id, u.until as "until?"
  from trunkline.pipeline p left join trunkline.expected_until u on u.pipeline_id = p.id
 where p.stage in ('observe', 'shadow') and p.removed_at is null and coalesce(u.until < :before::timestamptz, true)
   and (:project?::int is null or p.project_id = :project)
 order by u.until nulls first, p.id
 limit :limit::int

-- name: deployedSince :many
-- What each pipeline was from when on: the deployment that was there at an instant (null: the newest) and those after it.
select x.id as "pipeline!", r.applied_at, d.pipeline_revision_id as "revision!"
  from unnest(:pipelines::int[], :instants::timestamptz[]) x(id, at)
 cross join lateral (
    select coalesce(max(b.applied_at), '-infinity') as at
      from trunkline.deployment c join trunkline.revision b on b.id = c.revision_id
     where c.pipeline_id = x.id and b.applied_at <= coalesce(x.at, 'infinity')) f
  join trunkline.deployment d on d.pipeline_id = x.id
  join trunkline.revision r on r.id = d.revision_id and r.applied_at >= f.at
 where d.pipeline_revision_id is not null
 order by x.id, r.applied_at, r.id

-- name: putExpectedStarts :exec
insert into trunkline.expected_start (pipeline_id, task, slot, ordinal, business_date, due_at, waits, pipeline_revision_id)
select x.pipeline, x.task, x.slot, x.ordinal, x.date, x.due, x.waits, x.revision
  from unnest(:pipelines::int[], :tasks::text[], :slots::text[], :ordinals::int[], :dates::date[], :dues::timestamptz[],
              :waits::boolean[], :revisions::int[])
       x(pipeline, task, slot, ordinal, date, due, waits, revision)
on conflict do nothing

-- name: putExpectedUntil :exec
insert into trunkline.expected_until (pipeline_id, pipeline_revision_id, since, until)
select x.pipeline, x.revision, x.since, :until from unnest(:pipelines::int[], :revisions::int[], :sinces::timestamptz[]) x(pipeline, revision, since)
on conflict (pipeline_id) do update
   set pipeline_revision_id = excluded.pipeline_revision_id, until = greatest(expected_until.until, excluded.until)

-- name: putLegacyJobs :exec
-- Instead of those that the pipelines had.
with old as (
  delete from trunkline.legacy_job j
   where j.pipeline_id = any (:pipelines::int[])
     and not exists (select from unnest(:owners::int[], :tasks::text[]) x(pipeline, task)
                      where x.pipeline = j.pipeline_id and x.task = j.task))
insert into trunkline.legacy_job (pipeline_id, task, project_id, system, job)
select x.pipeline, x.task, p.project_id, x.system, x.job
  from unnest(:owners::int[], :tasks::text[], :systems::text[], :jobs::text[]) x(pipeline, task, system, job)
  join trunkline.pipeline p on p.id = x.pipeline
on conflict (pipeline_id, task) do update set system = excluded.system, job = excluded.job


-- name: dropLegacyRuns :one
-- Old runs, but never a job's newest: conditions ask for it. With what would have started then. Where it is about to be forgotten
-- which events ends have raised, ends from before raise none any more: a log that is told again would.
with raised as (
  update trunkline.legacy_source s set raises_from = :before
   where coalesce(s.raises_from < :before, true)
     and exists (select from trunkline.raised_event e where e.project_id = s.project_id and e.at < :before)),
old as (
  select r.id from trunkline.legacy_run r
   where coalesce(r.started_at, r.told_at) < :before
     and exists (select from trunkline.legacy_run n
                  where n.project_id = r.project_id and n.job = r.job and n.started_at > r.started_at)
   order by r.id limit :limit),
starts as (
  delete from trunkline.expected_start e
   where e.id in (select x.id from trunkline.expected_start x where x.due_at < :before order by x.id limit :limit)),
gone as (delete from trunkline.legacy_run r using old o where r.id = o.id returning 1)
select count(*)::int as "dropped!" from gone
