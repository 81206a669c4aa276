-- name: livePipelines :many
-- Deployed pipelines by name or by spec file, as a plan compares them: what people changed of one for a time is not Git's.
select p.id, p.name, p.file, p.pipeline_revision_id as "pipeline_revision_id!", v.content_hash, v.spec::json as spec
  from trunkline.pipeline p
  left join trunkline.break_glass o on o.pipeline_id = p.id and o.ended_at is null and o.approved_at is not null
  join trunkline.pipeline_revision v on v.id = coalesce(o.deployed_revision, p.pipeline_revision_id)
 where p.project_id = :project and p.removed_at is null and (p.name = any (:names) or p.file = any (:files))
 order by p.name

-- name: pipelinesAsOf :many
-- Pipelines by name as a revision left them.
select p.name, v.spec::json as spec
  from trunkline.pipeline p
 cross join lateral (
    select d.pipeline_revision_id from trunkline.deployment d
     where d.pipeline_id = p.id and d.revision_id <= :revision order by d.revision_id desc limit 1) d
  join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where p.project_id = :project and p.name = any (:names)
 order by p.name

-- name: countPipelines :one
select count(*)::int as "count!" from trunkline.pipeline p where p.project_id = :project and p.removed_at is null

-- name: insertPipelines :many
-- waves and stages: empty where none is in a wave.
insert into trunkline.pipeline (project_id, name, file, pipeline_revision_id, changed_in, max_runs, when_busy, class_id, wave, stage)
select :project, x.name, x.file, x.revision, :revision, x.max_runs, x.when_busy, x.class, x.wave, x.stage
  from unnest(:revisions::int[], :names::text[], :files::text[], :maxRuns::int[], :whenBusy::text[], :classes::int[],
              :waves::text[], :stages::text[])
       x(revision, name, file, max_runs, when_busy, class, wave, stage)
returning id, name

-- name: revivable :many
-- Removed pipelines that had exactly this content under this name: a revert revives the identity.
select distinct on (p.name) p.id, p.name
  from unnest(:names::text[], :hashes::text[]) x(name, hash)
  join trunkline.pipeline p on p.project_id = :project and p.name = x.name and p.removed_at is not null
  join trunkline.deployment d on d.pipeline_id = p.id
  join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id and v.content_hash = x.hash
 order by p.name, p.removed_at desc

-- name: putRevisions :many
-- Stores specs that are not there yet and returns those. Their texts come as one value and are cut apart here: an
-- array of texts travels escaped, and is slow to read. In one order, so that two syncs never wait for each other.
insert into trunkline.pipeline_revision (content_hash, spec, task_count, gated, phased, undo_when, watched)
select x.hash, convert_from(substring(:texts::bytea from x.start + 1 for x.length), 'UTF8'), x.tasks, x.gated, x.phased,
       x.undo_when::text[], x.watched
  from (select * from unnest(:hashes::text[], :starts::int[], :lengths::int[], :tasks::int[], :gated::boolean[],
                             :phased::boolean[], :undoWhen::text[], :watched::boolean[])
                      x(hash, start, length, tasks, gated, phased, undo_when, watched)
         order by hash) x
on conflict (content_hash) do nothing
returning id, content_hash

-- name: revisionIds :many
select v.id, v.content_hash from trunkline.pipeline_revision v where v.content_hash = any (:hashes)

-- name: insertSpecTasks :exec
-- All but succs: texts of arrays, which Postgres reads faster than a driver writes them value by value. succs: texts
-- of an int[] each, joined by `;`, since arrays of arrays must be rectangular. revisions: 0 for a spec that is there.
-- A list of nothing but false, 0 or null may be left empty.
insert into trunkline.spec_task (pipeline_revision_id, idx, deps, succ, conditional, tolerated, gated, route, lane,
                                 stop_from, stop_to, phase, undoes, priority)
select x.revision, x.idx, x.deps, x.succ::int[], coalesce(x.conditional, false), coalesce(x.tolerated, false),
       coalesce(x.gated, false), x.route, x.lane, x.stop_from, x.stop_to, coalesce(x.phase, 0), x.undoes, coalesce(x.priority, 0)
  from unnest(:revisions::text::int[], :idxs::text::int[], :deps::text::int[], string_to_array(:succs::text, ';'),
              :conditional::text::boolean[], :tolerated::text::boolean[], :gated::text::boolean[],
              :routes::text::int[], :lanes::text::boolean[], :stopFrom::text::int[], :stopTo::text::int[],
              :phases::text::int[], :undoes::text::int[], :priorities::text::int[])
       x(revision, idx, deps, succ, conditional, tolerated, gated, route, lane, stop_from, stop_to, phase, undoes, priority)
 where x.revision > 0

-- name: activatePipelines :exec
-- Moves the pointers of changed and revived pipelines. waves and stages: empty where none is in a wave.
update trunkline.pipeline p
   set pipeline_revision_id = x.revision, removed_at = null, changed_in = :revision, pinned_revision = null, name = x.name, file = x.file,
       max_runs = x.max_runs, when_busy = x.when_busy, class_id = x.class, wave = x.wave, stage = x.stage,
       former_names = case when p.name = x.name then p.former_names else array_remove(p.former_names, x.name) || p.name end
  from unnest(:ids::int[], :revisions::int[], :names::text[], :files::text[], :maxRuns::int[], :whenBusy::text[],
              :classes::int[], :waves::text[], :stages::text[])
       x(id, revision, name, file, max_runs, when_busy, class, wave, stage)
 where p.id = x.id

-- name: removePipelines :exec
-- Scheduling stops at once; active runs finish; history stays.
update trunkline.pipeline set pipeline_revision_id = null, removed_at = now(), changed_in = :revision
 where id = any (:ids)

-- name: whatOnDelete :many
-- Of those that say something.
select p.id, v.spec::json ->> 'onDelete' as "on_delete!" from trunkline.pipeline p
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.id = any (:ids) and v.spec like '%"onDelete"%' and v.spec::json ->> 'onDelete' is not null

-- name: unfinishedRunsOf :many
select r.id, r.pipeline_id from trunkline.run r
 where r.pipeline_id = any (:pipelines::int[]) and r.finished_at is null order by r.id

-- name: hasPinned :one
select exists (select from trunkline.pipeline p where p.project_id = :project and p.pinned_revision is not null) as "has!"

-- name: pinStale :exec
-- Pipelines whose files are in error go on as in the revision before; those that are good again follow the project. Two
-- joins, for one with `or` would compare each file with each pipeline.
update trunkline.pipeline p set pinned_revision = case when x.broken then coalesce(p.pinned_revision, :base) end
  from (select q.id, s.broken
          from trunkline.pipeline_source s
          join trunkline.pipeline q on q.project_id = s.project_id and q.file = s.path
         where s.project_id = :project and s.path = any (:paths::text[])
        union all
        select q.id, s.broken
          from trunkline.pipeline_source s
         cross join unnest(s.renamed_from) o(name)
          join trunkline.pipeline q on q.project_id = s.project_id and q.name = o.name
         where s.project_id = :project and s.path = any (:paths::text[]) and s.renamed_from <> '{}') x
 where p.id = x.id and p.removed_at is null and (x.broken or p.pinned_revision is not null)

-- name: insertDeployments :exec
insert into trunkline.deployment (revision_id, pipeline_id, pipeline_revision_id, action, file)
select :revision, x.* from unnest(:pipelines::int[], :revisions::int[], :actions::text[], :files::text[]) x

-- name: listPipelines :many
-- By name, then id: the position (after, afterId) is the last one of the page before. The page is cut before anything else is
-- read: policies would ask about the specs of all pipelines otherwise. With it stands where each one's file is: behind a policy
-- Postgres uses an index for what is computed already, and not for what a function has yet to say.
select p.id, p.name, p.file, p.created_at, v.spec::json as spec, v.content_hash, j.name as project,
       j.sync_state, j.sync_reason, j.held_names,
       coalesce(y.commit_oid, r.commit_oid) as "changed_in!", coalesce(y.author_name, r.author_name) as "author_name!",
       case when y.commit_oid is null then r.change_number else y.change_number end as "change_number?",
       (select min(t.next_at) from trunkline.trigger t where t.pipeline_id = p.id) as "next_at?",
       s.broken as "broken?", s.diagnostics as "diagnostics?", s.path as "broken_file?", s.broken_in as "broken_in?",
       s.broken_at as "broken_at?", s.stage_line as "stage_line?"
  from (select p.*, trunkline.spec_file(p.project_id, p.name, p.file) as spec_file from trunkline.pipeline p
         where p.removed_at is null and (p.name, p.id) > (:after, :afterId)
           and (:classes?::int[] is null or p.class_id = any (:classes?))
           and (:project?::text is null or p.project_id = (select o.id from trunkline.project o where o.name = :project?))
           and (:ids?::int[] is null or p.id = any (:ids?))
         order by p.name, p.id limit :limit) p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.revision r on r.id = p.changed_in
  left join trunkline.deployed_change y on y.pipeline_id = p.id and y.revision_id = p.changed_in
  left join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = p.spec_file
 order by p.name, p.id

-- name: healthGroups :many
-- Deployed pipelines by what their health and sync are made of, each group once: a few rows for an estate. What is narrowed by
-- owner and tags is narrowed by their classes. A broken file is a pipeline's own, or the one that is to go on in its place.
-- stage: `none` for those in no wave.
select (p.project_id, p.file) in (select s.project_id, s.path from trunkline.pipeline_source s where s.broken)
       or (p.project_id, p.name) in (select s.project_id, unnest(s.renamed_from) from trunkline.pipeline_source s where s.broken) as "broken!",
       l.state as "last?", p.id in (select h.pipeline_id from trunkline.hold h
         where h.task is null and h.pipeline_id is not null and h.mode = 'hold' and (h.until is null or h.until > now())) as "paused!",
       p.makes_runs as "makes_runs!", p.id in (select t.pipeline_id from trunkline.trigger t) as "triggered!",
       j.sync_state, j.held_names is null or p.name = any (j.held_names) as "touched!",
       array_agg(p.id) as "ids!"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  left join lateral (select x.state from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow'
                      order by x.id desc limit 1) l on true
 where p.removed_at is null
   and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:project?::text is null or j.name = :project?)
   and (:words?::text is null or position(lower(:words?) in lower(p.name)) > 0)
   and (:stage?::text is null or coalesce(p.stage, 'none') = :stage?)
   and (:wave?::text is null or p.wave = :wave?)
   and (:owner?::text is null and :tags?::jsonb is null or p.class_id in (
         select c.id from trunkline.access_class c
          where (:owner?::text is null or c.facts ->> 'owner' = :owner?)
            and (:tags?::jsonb is null or c.facts -> 'tags' @> :tags?::jsonb)))
 group by 1, 2, 3, 4, 5, 6, 7

-- name: labelsOf :many
-- Pipelines by what their classes say of them: owner, tags and project.
select c.facts as "facts!", array_agg(p.id) as "ids!"
  from trunkline.pipeline p join trunkline.access_class c on c.id = p.class_id
 where p.id = any (:pipelines::int[])
 group by c.id

-- name: threatenedPipelines :many
-- Pipelines of which a run under way has a deadline at risk or past.
select distinct r.pipeline_id as "id!"
  from trunkline.run_deadline d join trunkline.run r on r.id = d.run_id
 where d.state in ('at-risk', 'late')

-- name: findPipeline :many
-- Deployed pipelines of a name, across projects unless one is given.
select p.id, p.name, p.file, p.pipeline_revision_id as "pipeline_revision_id!", j.name as project,
       v.spec::json as spec
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.removed_at is null and p.name = :name and (:project?::text is null or j.name = :project?)

-- name: pipelineHistory :many
-- Newest first, removed identities of the name included.
select d.revision_id, d.action, d.file, coalesce(h.commit_oid, r.commit_oid) as "commit_oid!",
       coalesce(h.subject, r.subject) as "subject!", coalesce(h.author_name, r.author_name) as "author_name!",
       coalesce(h.author_email, r.author_email) as "author_email!", coalesce(h.authored_at, r.authored_at) as "authored_at!",
       case when h.commit_oid is null then r.change_number else h.change_number end as "change_number?",
       coalesce(h.approvers, r.approvers) as "approvers!", r.applied_at, r.applied_by, r.evidence -> 'confirmation' as "confirmation?", v.content_hash as "content_hash?", r.evidence,
       b.revision_id as "back_to?", b.commit_oid as "back_to_commit?",
       (select count(*) from trunkline.run x
         where x.pipeline_id = d.pipeline_id and x.revision_id >= d.revision_id
           and x.pipeline_revision_id = d.pipeline_revision_id)::int as "runs!"
  from trunkline.deployment d
  join trunkline.pipeline p on p.id = d.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = d.revision_id
  left join trunkline.deployed_change h on h.pipeline_id = d.pipeline_id and h.revision_id = d.revision_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
  -- The newest deployment with the same content, where what came after it had another, or none.
  left join lateral (
    select e.revision_id, x.commit_oid
      from trunkline.deployment e join trunkline.pipeline q on q.id = e.pipeline_id
      join trunkline.revision x on x.id = e.revision_id
     where q.project_id = p.project_id and q.name = p.name and e.revision_id < d.revision_id
       and e.pipeline_revision_id = d.pipeline_revision_id
       and exists (select from trunkline.deployment o join trunkline.pipeline w on w.id = o.pipeline_id
                    where w.project_id = p.project_id and w.name = p.name
                      and o.revision_id > e.revision_id and o.revision_id < d.revision_id
                      and o.pipeline_revision_id is distinct from d.pipeline_revision_id)
     order by e.revision_id desc limit 1) b on true
 where p.name = :name and j.name = :project and d.revision_id < :before and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by d.revision_id desc limit :limit

-- name: allPipelines :many
-- Everything deployed of a project.
select p.id, p.name, p.file, v.content_hash, v.spec::json as spec
  from trunkline.pipeline p join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.project_id = :project and p.removed_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by p.name

-- name: deployedPipeline :many
-- One deployed pipeline as listPipelines has it, across projects unless one is given.
select p.id, p.name, p.file, p.created_at, p.max_runs, v.spec::json as spec, v.content_hash, j.name as project,
       j.sync_state, j.sync_reason, j.held_names,
       coalesce(y.commit_oid, r.commit_oid) as "changed_in!", coalesce(y.author_name, r.author_name) as "author_name!",
       case when y.commit_oid is null then r.change_number else y.change_number end as "change_number?",
       (select min(t.next_at) from trunkline.trigger t where t.pipeline_id = p.id) as "next_at?",
       s.broken as "broken?", s.diagnostics as "diagnostics?", s.path as "broken_file?", s.broken_in as "broken_in?",
       s.broken_at as "broken_at?", s.stage_line as "stage_line?"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.revision r on r.id = p.changed_in
  left join trunkline.deployed_change y on y.pipeline_id = p.id and y.revision_id = p.changed_in
  cross join lateral (select trunkline.spec_file(p.project_id, p.name, p.file) as path offset 0) f
  left join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = f.path
 where p.removed_at is null and p.name = :name and (:project?::text is null or j.name = :project?)
 order by j.name

-- name: pipelinesOfName :many
-- Every identity that a name has or had, newest first, by project; then those that were called so and are renamed.
select p.id, p.name, j.name as project, p.removed_at, p.class_id from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where (p.name = :name or p.former_names <> '{}' and :name = any (p.former_names)) and (:project?::text is null or j.name = :project?)
   and (:classes?::int[] is null or p.class_id = any (:classes?))
 order by j.name, (p.name = :name) desc, p.id desc

-- name: deployedAround :many
-- What was deployed of identities of a name, oldest first: the first of all, the last before an instant, all up to another,
-- and the newest.
select r.applied_at, r.commit_oid, v.spec::json as "spec?"
  from trunkline.deployment d
  join trunkline.revision r on r.id = d.revision_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where d.pipeline_id = any (:pipelines)
   and (r.applied_at between :from and :to
        or d.revision_id = (select min(f.revision_id) from trunkline.deployment f where f.pipeline_id = any (:pipelines))
        or d.revision_id = (select max(n.revision_id) from trunkline.deployment n where n.pipeline_id = any (:pipelines))
        or d.revision_id = (select max(b.revision_id) from trunkline.deployment b
                              join trunkline.revision x on x.id = b.revision_id
                             where b.pipeline_id = any (:pipelines) and x.applied_at < :from))
 order by d.revision_id limit :limit

-- name: deployedAt :many
-- Of the pipelines that changed between two revisions of a project: what was deployed of each as of one of them.
select distinct on (d.pipeline_id) d.pipeline_id, p.name, d.file, v.content_hash as "content_hash?", v.spec::json as "spec?"
  from trunkline.deployment d
  join trunkline.pipeline p on p.id = d.pipeline_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where p.project_id = :project and (:classes?::int[] is null or p.class_id = any (:classes?)) and d.revision_id <= :revision
   and exists (select from trunkline.deployment x where x.pipeline_id = d.pipeline_id and x.revision_id > :after and x.revision_id <= :until)
 order by d.pipeline_id, d.revision_id desc

-- name: stageOf :one
-- The wave of a pipeline that is at a stage at which none of its runs is made; no row while they are.
select p.name, p.stage as "stage!", p.wave as "wave!", s.stage_line as "line?"
  from trunkline.pipeline p
  left join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = p.file
 where p.id = :pipeline and not p.makes_runs

-- name: deployedWaves :many
-- How many pipelines of each wave are deployed, by project and wave.
select j.name as project, p.wave as "wave!", p.stage as "stage!", count(*)::int as "pipelines!"
  from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where p.wave is not null and p.removed_at is null and (:classes?::int[] is null or p.class_id = any (:classes?))
 group by 1, 2, 3 order by 1, 2, 3
