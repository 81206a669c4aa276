-- name: parityJobs :many
-- What of observed pipelines was a job, with the pipeline's revision. classes: those whose pipelines may be seen; null: all.
-- `judged`, `until`: by which revision and up to which date (without it) it is judged; null: not at all.
select p.id, p.name as pipeline, p.wave as "wave!", p.pipeline_revision_id as "revision!", u.since, j.task, j.job, j.system,
       d.pipeline_revision_id as "judged?", d.until as "until?"
  from trunkline.pipeline p
  join trunkline.legacy_job j on j.pipeline_id = p.id
  join trunkline.expected_until u on u.pipeline_id = p.id
  left join trunkline.parity_job d on d.pipeline_id = p.id and d.task = j.task
 where p.project_id = :project and p.removed_at is null and p.stage in ('observe', 'shadow')
   and (:wave?::text is null or p.wave = :wave) and (:pipeline?::text is null or p.name = :pipeline)
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:after?::text is null or (p.name, j.task) > (:after, coalesce(:afterTask?::text, '')))
 order by p.name, j.task
 limit :limit::int

-- name: parityStale :many
-- Of which jobs something new is known, and from which business date on it may decide on anything: that of a start is as near as
-- a run or a neighbour can be. `offset 0`, here and below: by the index of what is asked for; to find the least the planner would walk
-- along the other one, through all that is older.
select s.pipeline_id, s.task, (extract(epoch from s.at) * 1000)::float8 as "at?", s.date as "date?",
       (select min(e.date) from (
          select n.business_date as date from trunkline.expected_start n
           where n.pipeline_id = s.pipeline_id and n.task = s.task and coalesce(n.ready_at, n.due_at) >= s.at - interval '1 day' offset 0) e) as "start?"
  from (select x.pipeline_id, x.task, min(x.at) as at, min(x.date) as date from trunkline.parity_stale x
         where x.pipeline_id = any (:pipelines::int[]) group by 1, 2) s

-- name: takeParityStale :many
-- The same, and it is nobody else's any more.
with taken as (delete from trunkline.parity_stale x where x.pipeline_id = any (:pipelines::int[]) returning x.*)
select s.pipeline_id, s.task, (extract(epoch from s.at) * 1000)::float8 as "at?", s.date as "date?",
       (select min(e.date) from (
          select n.business_date as date from trunkline.expected_start n
           where n.pipeline_id = s.pipeline_id and n.task = s.task and coalesce(n.ready_at, n.due_at) >= s.at - interval '1 day' offset 0) e) as "start?"
  from (select x.pipeline_id, x.task, min(x.at) as at, min(x.date) as date from taken x group by 1, 2) s

-- name: parityAround :many
-- For each job and a date, from when on starts and runs decide on that date and later ones; n counts from 1.
select x.n::int as "n!", (extract(epoch from b.at) * 1000)::float8 as "at!",
       (select min(e.date) from (
          select s.business_date as date from trunkline.expected_start s
           where s.pipeline_id = x.pipeline and s.task = x.task and coalesce(s.ready_at, s.due_at) >= b.at - interval '2 days' offset 0) e) as "start?"
  from unnest(:pipelines::int[], :tasks::text[], :dates::date[], :begins::timestamptz[]) with ordinality x(pipeline, task, date, begins, n)
 cross join lateral (
   select least(x.begins, min(e.moment)) as at from (
     select coalesce(s.ready_at, s.due_at) as moment from trunkline.expected_start s
      where s.pipeline_id = x.pipeline and s.task = x.task and s.business_date >= x.date offset 0) e) b
 order by x.n

-- name: parityStarts :many
-- What would have started of jobs from business dates on. `offset 0`: each job by its index; the planner would read all starts of
-- the installation for every page of jobs.
select x.n::int as "n!", e.id, e.business_date as date, round(extract(epoch from e.due_at) * 1000)::float8 as "due!",
       e.waits, round(extract(epoch from e.ready_at) * 1000)::float8 as "ready?", e.slot, e.pipeline_revision_id as revision
  from unnest(:pipelines::int[], :tasks::text[], :dates::date[]) with ordinality x(pipeline, task, date, n)
 cross join lateral (
   select s.* from trunkline.expected_start s
    where s.pipeline_id = x.pipeline and s.task = x.task and s.business_date >= x.date and s.never is null offset 0) e

-- name: parityShadows :many
-- What of starts ran here in shadow: of a job that is a task, this one (the only one, of a pipeline with one), else the whole run,
-- which is passed over where one of its tasks is.
-- Of a task with `forEach` nobody knows which of its instances the job was, and of one that is there no more nothing: without `state`.
-- Of starts of definitions that don't run in shadow there is no row; without `state` it did not run. `outputs`: of all that its
-- spec declares, without a digest where it could not be measured; null: it declares none.
select e.id, case when e.task = '' or i.idx is not null then coalesce(t.state::text, r.state::text) end as "state?", coalesce(t.ending, p.ending) as "ending?", t.exit_code as "exit?",
       round(extract(epoch from case when t.run_id is null then r.started_at else t.started_at end) * 1000)::float8 as "start?",
       round(extract(epoch from case when t.run_id is null then r.finished_at else t.finished_at end) * 1000)::float8 as "end?",
       o.outputs as "outputs?"
  from trunkline.expected_start e
  join trunkline.shadow_definition d on d.pipeline_id = e.pipeline_id and d.deployed_revision_id = e.pipeline_revision_id
  left join trunkline.run r on r.pipeline_id = e.pipeline_id and r.slot = 's:' || e.slot and r.generation = 1 and e.ordinal = 1
  left join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  left join lateral (
    select (n.place - 1)::int as idx from jsonb_array_elements(v.spec::jsonb -> 'tasks') with ordinality n(task, place)
     where (n.task ->> 'name' = e.task or e.task = '' and jsonb_array_length(v.spec::jsonb -> 'tasks') = 1)
       and not n.task ? 'forEach') i on true
  left join trunkline.task_run t on t.run_id = r.id and t.idx = i.idx
  left join lateral (
    select y.ending from trunkline.task_run y where t.run_id is null and y.run_id = r.id and y.ending = 'iced' limit 1) p on true
  left join lateral (
    select jsonb_agg(jsonb_build_object('name', m.one ->> 'name', 'digest', x.digest, 'bytes', x.bytes, 'rows', x.rows, 'files', x.files)
                     order by m.one ->> 'name') as outputs
      from jsonb_array_elements(v.spec::jsonb -> 'tasks') with ordinality n(task, place)
     cross join lateral jsonb_array_elements(n.task -> 'measures') m(one)
      left join trunkline.run_output x on x.run_id = r.id and x.idx = n.place - 1 and x.name = m.one ->> 'name'
     where i.idx is null or n.place = i.idx + 1) o on true
 where e.id = any (:starts::bigint[])

-- name: parityRuns :many
-- What ran of jobs from business dates on, or from instants on where a run has no date, without what guards have left to us: by an
-- index each, so that older runs cost nothing.
select x.n::int as "n!", r.id as "id!", r.source_id as "source_id!", r.business_date as "date?", round(extract(epoch from r.started_at) * 1000)::float8 as "start?", r.how,
       round(extract(epoch from r.ended_at) * 1000)::float8 as "end?", r.end_known as "end_known!", r.exit, r.exit_known as "exit_known!", r.outcome,
       r.digest, r.outputs, s.kind = 'guard' as "is_guard!", s.kind = 'cron' as "is_own_host!",
       coalesce(r.host, s.host) as "host?"
  from unnest(:pipelines::int[], :jobs::text[], :dates::date[], :instants::timestamptz[]) with ordinality x(pipeline, job, date, at, n)
 cross join lateral (
   select d.* from trunkline.legacy_run d where d.project_id = :project and d.job = x.job and d.business_date >= x.date
   union all
   select t.* from trunkline.legacy_run t
    where t.project_id = :project and t.job = x.job and t.business_date is null and t.started_at >= x.at) r
  join trunkline.legacy_source s on s.id = r.source_id
  join trunkline.pipeline p on p.id = x.pipeline
 where s.kind = 'guard' or not p.guarded or not trunkline.left_to_us(p.id, r.started_at, r.business_date)

-- name: parityTellers :many
-- Which sources ever had a run of jobs. `offset 0`: each job and source is looked up by itself; the planner would read all runs of
-- the project for every page of jobs.
select x.job as "job!", array_agg(s.id) as "sources!"
  from unnest(:jobs::text[]) x(job)
  join trunkline.legacy_source s on s.project_id = :project and s.kind <> 'guard'
 where exists (select from trunkline.legacy_run r where r.project_id = :project and r.job = x.job and r.source_id = s.id offset 0)
 group by 1

-- name: paritySources :many
-- Times of which each source has told, one row each, and the last moment of all.
select s.id, (extract(epoch from s.watermark) * 1000)::float8 as "watermark?", s.retired_at is not null as "retired!",
       s.watermark is null and exists (select from trunkline.legacy_run r where r.source_id = s.id) as "of_jobs!",
       (extract(epoch from lower(t.told)) * 1000)::float8 as "since?", (extract(epoch from upper(t.told)) * 1000)::float8 as "until?"
  from trunkline.legacy_source s left join lateral unnest(s.observed) t(told) on true
 where s.project_id = :project and s.kind <> 'guard'
 order by s.id, lower(t.told)

-- name: toldOfJobs :many
-- What sources that tell of single jobs alone have told of jobs: until when, and times of which they have told all, one row each.
select x.job as "job!", s.id as "source!", (extract(epoch from l.until) * 1000)::float8 as "watermark!",
       (extract(epoch from lower(t.told)) * 1000)::float8 as "since?", (extract(epoch from upper(t.told)) * 1000)::float8 as "until?"
  from unnest(:jobs::text[]) x(job)
  join trunkline.legacy_source s on s.project_id = :project and s.watermark is null and s.kind <> 'guard'
  join lateral (
    select max(coalesce(r.ended_at, r.started_at)) as until from trunkline.legacy_run r
     where r.project_id = :project and r.job = x.job and r.source_id = s.id) l on l.until is not null
  left join trunkline.legacy_cover c on c.source_id = s.id and c.job = x.job
  left join lateral unnest(c.told) t(told) on true
 order by x.job, s.id, lower(t.told)

-- name: parityDaysOf :many
-- What is known now of pipelines' jobs on business dates.
select distinct on (d.pipeline_id, d.task, d.business_date) d.pipeline_id, d.task, d.business_date as date, d.matched, d.others
  from trunkline.parity_day d
 where d.pipeline_id = any (:pipelines::int[]) and d.business_date between :from::date and :to::date
 order by d.pipeline_id, d.task, d.business_date, d.id desc

-- name: putParityDays :exec
insert into trunkline.parity_day (pipeline_id, task, business_date, pipeline_revision_id, matched, others, record)
select x.pipeline, x.task, x.date, x.revision, x.matched, x.others, :record
  from unnest(:pipelines::int[], :tasks::text[], :dates::date[], :revisions::int[], :matched::int[], :others::jsonb[])
       x(pipeline, task, date, revision, matched, others)

-- name: putParityJobs :exec
insert into trunkline.parity_job (pipeline_id, task, pipeline_revision_id, until)
select x.pipeline, x.task, x.revision, x.until
  from unnest(:pipelines::int[], :tasks::text[], :revisions::int[], :untils::date[]) x(pipeline, task, revision, until)
on conflict (pipeline_id, task) do update set pipeline_revision_id = excluded.pipeline_revision_id, until = excluded.until

-- name: lockParity :exec
-- One at a time judges a project.
select pg_advisory_xact_lock(15, :project)

-- name: observedProjects :many
select distinct j.id, j.name from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where p.stage in ('observe', 'shadow') and p.removed_at is null order by j.id

-- name: dropParityDays :one
-- What was judged before an instant, of business dates before it.
with old as (
  delete from trunkline.parity_day d
   where d.id in (select o.id from trunkline.parity_day o where o.at < :before and o.business_date < :before::date limit :limit::int)
  returning 1)
select count(*)::int as "dropped!" from old

-- name: parityLines :many
-- What the other scheduler's log said of runs, as it was written, and when they ended.
select r.id, s.name as source, r.job, r.started_at, r.ended_at, r.end_known, r.exit, r.exit_known, r.outcome, r.lines
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
 where r.project_id = :project and r.id = any (:ids::bigint[])

-- name: projectEvidence :one
-- What the deployed revision says of differences, and what stands for runs that could not be compared.
select p.evidence as "evidence?" from trunkline.project p where p.id = :project

-- name: putEvidence :exec
update trunkline.project set evidence = :evidence?::jsonb
 where id = :project and evidence is distinct from :evidence?::jsonb

-- name: putParityReport :exec
insert into trunkline.parity_report (project_id, name, text, record)
select :project, x.name, x.text, :record from unnest(:names::text[], :texts::text[]) x(name, text)

-- name: recordedParity :many
-- What was kept under a record of the audit, in the order of its hash.
select p.id, p.name as pipeline, d.task, d.business_date as date, d.pipeline_revision_id as revision, d.matched, d.others
  from trunkline.parity_day d join trunkline.pipeline p on p.id = d.pipeline_id
 where d.record = :record
 order by d.id

-- name: recordedReport :many
select r.name, r.text from trunkline.parity_report r where r.record = :record order by r.id

-- name: dropParityReports :one
with old as (
  delete from trunkline.parity_report r
   where r.id in (select o.id from trunkline.parity_report o where o.at < :before limit :limit::int)
  returning 1)
select count(*)::int as "dropped!" from old
