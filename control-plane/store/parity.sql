-- name: parityJobs :many
-- What of observed pipelines was a job, with the pipeline's revision. classes: those whose pipelines may be seen; null: all.
select p.id, p.name as pipeline, p.wave as "wave!", p.pipeline_revision_id as "revision!", u.since, j.task, j.job, j.system
  from trunkline.pipeline p
  join trunkline.legacy_job j on j.pipeline_id = p.id
  join trunkline.expected_until u on u.pipeline_id = p.id
 where p.project_id = :project and p.removed_at is null and p.stage = 'observe'
   and (:wave?::text is null or p.wave = :wave) and (:pipeline?::text is null or p.name = :pipeline)
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:after?::text is null or (p.name, j.task) > (:after, coalesce(:afterTask?::text, '')))
 order by p.name, j.task
 limit :limit::int

-- name: parityStarts :many
-- What would have started of pipelines on business dates, each job's in order.
select e.pipeline_id, e.task, e.business_date as date, (extract(epoch from e.due_at) * 1000)::float8 as "due!",
       e.waits, (extract(epoch from e.ready_at) * 1000)::float8 as "ready?"
  from trunkline.expected_start e
 where e.pipeline_id = any (:pipelines::int[]) and e.business_date between :from::date and :to::date
 order by e.pipeline_id, e.task, e.due_at, e.id

-- name: parityRuns :many
-- What ran of jobs in a time, or of business dates; each job's in order.
select r.id, r.job, r.source_id, r.business_date as "date?", (extract(epoch from r.started_at) * 1000)::float8 as "start?", r.how
  from trunkline.legacy_run r
 where r.project_id = :project and r.job = any (:jobs::text[])
   and (r.business_date between :from::date and :to::date
        or r.business_date is null and r.started_at >= :since::timestamptz and r.started_at < :until::timestamptz)
 order by r.job, r.started_at nulls last, r.id

-- name: paritySources :many
-- Times of which each source has told, one row each, and the last moment of all.
select s.id, (extract(epoch from s.watermark) * 1000)::float8 as "watermark?",
       (extract(epoch from lower(t.told)) * 1000)::float8 as "since?", (extract(epoch from upper(t.told)) * 1000)::float8 as "until?"
  from trunkline.legacy_source s left join lateral unnest(s.observed) t(told) on true
 where s.project_id = :project and s.kind <> 'guard'
 order by s.id, lower(t.told)

-- name: projectEvidence :one
-- What the deployed revision says of differences, and what stands for runs that could not be compared.
select p.evidence as "evidence?" from trunkline.project p where p.id = :project

-- name: putEvidence :exec
update trunkline.project set evidence = :evidence?::jsonb
 where id = :project and evidence is distinct from :evidence?::jsonb
