-- name: declaredPools :many
select d.name, p.kind, p.project_id is null as "is_global!", d.units, d.per_ms, d.description
  from trunkline.pool_declaration d join trunkline.pool p on p.id = d.pool_id
 where d.project_id = :project and d.removed_at is null
 order by d.name

-- name: declarePools :exec
select trunkline.declare_pools(:project, :names, :kinds, :globals, :units, :pers, :descriptions, :removed)

-- name: resolvePools :many
-- What projects mean by names, also by those that they declare no more.
select q.n as "n!", d.pool_id, p.kind
  from unnest(:ns::int[], :projects::text[], :names::text[]) q(n, project, name)
  join trunkline.project j on j.name = q.project
  join trunkline.pool_declaration d on d.project_id = j.id and d.name = q.name
  join trunkline.pool p on p.id = d.pool_id

-- name: askUnits :exec
select trunkline.ask_units(:runs, :idxs, :pools, :units, :keeps)

-- name: leavePools :exec
-- Other gates do not hold any more: whoever waits for units loses its turn, and those behind it may have theirs.
with gone as (
  delete from trunkline.pool_wait w using unnest(:runs::bigint[], :idxs::int[]) x(run_id, idx)
   where w.run_id = x.run_id and w.idx = x.idx
  returning w.pool_id)
select trunkline.check_pools(array_agg(distinct g.pool_id)) from gone g having count(*) > 0

-- name: mayServePools :one
select exists (select from trunkline.pool_check) or exists (select from trunkline.pool where next_at <= clock_timestamp()) as "may!"

-- name: takeGrantLock :exec
-- One transaction at a time adds to what is taken. It is short, and what it grants is seen by the next.
select pg_advisory_xact_lock(9, 0)

-- name: takePoolChecks :many
with due as (
  update trunkline.pool p set next_at = null where p.next_at <= clock_timestamp() returning p.id),
asked as (
  delete from trunkline.pool_check c where c.id in (select k.id from trunkline.pool_check k order by k.id limit 1000)
  returning c.pool_id)
select id as "id!" from due union select pool_id from asked order by 1

-- name: queueHeads :many
-- The first of each queue, in the order in which they are served.
select h.run_id as "run_id!", h.idx as "idx!", min(h.rank) as "rank!", t.route
  from unnest(:pools::int[]) p(id)
 cross join lateral (
   select w.run_id, w.idx, w.rank from trunkline.pool_wait w
    where w.pool_id = p.id order by w.rank, w.run_id, w.idx limit :limit::int) h
  join trunkline.task_run t on t.run_id = h.run_id and t.idx = h.idx
 group by h.run_id, h.idx, t.route
 order by 3, 1, 2

-- name: asksOf :many
-- All that waiting tasks ask for. has: a failed attempt kept it for them. is_head: nobody is before them in the queue.
select w.run_id, w.idx, w.pool_id, w.units,
       exists (select from trunkline.pool_hold h
                where h.run_id = w.run_id and h.idx = w.idx and h.pool_id = w.pool_id) as "has!",
       not exists (select from trunkline.pool_wait o
                    where o.pool_id = w.pool_id and (o.rank, o.run_id, o.idx) < (w.rank, w.run_id, w.idx)) as "is_head!"
  from unnest(:runs::bigint[], :idxs::int[]) x(run_id, idx)
  join trunkline.pool_wait w on w.run_id = x.run_id and w.idx = x.idx

-- name: poolStates :many
-- What is taken, and when what was taken of a rate comes back.
select p.id, p.units, p.per_ms, clock_timestamp() as "now!",
       (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id)::int as "used!",
       t.at as "taken_at?", t.units as "taken?"
  from trunkline.pool p
  left join lateral (
    select array_agg(k.at order by k.at) as at, array_agg(k.units order by k.at) as units from trunkline.pool_take k
     where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond') t on p.per_ms is not null
 where p.id = any (:pools::int[])

-- name: freeSlots :many
-- For each route the free slots of living workers that take it, and its tasks with units that none has taken up yet.
select r.route as "route!", greatest(s.slots - q.jobs, 0)::int as "free!", s.slots as "slots!", s.workers as "workers!",
       (select count(*) from trunkline.pool_hold h join trunkline.task_run t using (run_id, idx)
         where q.jobs >= s.slots and not h.kept and t.state = 'ready' and t.route = r.route)::int as "ready!"
  from unnest(:routes::int[]) r(route)
  join trunkline.route o on o.id = r.route
 cross join lateral (
   select coalesce(sum(w.slots), 0)::int as slots, coalesce(array_agg(w.id), '{}') as workers,
          coalesce(array_agg(w.pool_id), '{}') as queues
     from trunkline.worker w
    where w.dead_at is null and w.lost_at is null and not w.draining and o.labels <@ w.labels) s
 cross join lateral (
   select count(*)::int as jobs
     from (select from graphile_worker.jobs j
            where j.locked_by = any (s.queues)
               or j.locked_by is null and j.task_identifier = case r.route when 0 then 'task' else 'task:' || r.route end
            limit s.slots) j) q

-- name: grantUnits :exec
select trunkline.grant_units(:runs, :idxs)

-- name: checkPools :exec
select trunkline.check_pools(:pools)

-- name: lookAtPools :exec
-- When to look again, for what time or a worker may change.
update trunkline.pool p set next_at = least(coalesce(p.next_at, x.at), x.at)
  from unnest(:pools::int[], :ats::timestamptz[]) x(id, at) where p.id = x.id

-- name: forgetTakes :exec
delete from trunkline.pool_take k using trunkline.pool p
 where p.id = k.pool_id and p.id = any (:pools::int[]) and k.at <= clock_timestamp() - p.per_ms * interval '1 millisecond'

-- name: awaitedPools :many
-- What the waiting tasks of runs ask of pools, and how it stands with each. by: the first that have some of it.
select w.run_id, w.idx, p.name, p.kind, p.units as total, p.per_ms, w.units, w.since, p.next_at,
       exists (select from trunkline.pool_hold h
                where h.run_id = w.run_id and h.idx = w.idx and h.pool_id = w.pool_id) as "has!",
       case when p.kind = 'rate' then
         (select coalesce(sum(k.units), 0) from trunkline.pool_take k
           where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond')
       else (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id) end::int as "used!",
       (select count(*) from (select from trunkline.pool_wait o
                               where o.pool_id = w.pool_id and (o.rank, o.run_id, o.idx) < (w.rank, w.run_id, w.idx)
                               limit 1000) o)::int as "ahead!",
       array(select h.run_id::text from trunkline.pool_hold h
              where h.pool_id = p.id and (:classes?::int[] is null or exists (
                    select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                     where r.id = h.run_id and l.class_id = any (:classes?)))
              order by h.since limit 3) as "by!"
  from trunkline.pool_wait w join trunkline.pool p on p.id = w.pool_id
 where w.run_id = any (:runs)
 order by w.run_id, w.idx, p.name

-- name: poolsByName :many
-- How it stands with what a project means by names, for who asks nothing of them yet: all that wait are ahead.
select d.name, p.kind, p.units as total, p.per_ms, p.next_at,
       case when p.kind = 'rate' then
         (select coalesce(sum(k.units), 0) from trunkline.pool_take k
           where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond')
       else (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id) end::int as "used!",
       (select count(*) from (select from trunkline.pool_wait w where w.pool_id = p.id limit 1000) w)::int as "ahead!",
       array(select h.run_id::text from trunkline.pool_hold h
              where h.pool_id = p.id and (:classes?::int[] is null or exists (
                    select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                     where r.id = h.run_id and l.class_id = any (:classes?)))
              order by h.since limit 3) as "by!"
  from trunkline.project j
  join trunkline.pool_declaration d on d.project_id = j.id and d.name = any (:names::text[])
  join trunkline.pool p on p.id = d.pool_id
 where j.name = :project

-- name: listPools :many
-- Pools that are declared, or that somebody still has some of or waits for; of these projects. What is taken of a pool is
-- all that is; who waits for it is counted of these classes.
select p.id, j.name as "project?", p.name, p.kind, p.units, p.per_ms,
       (select min(d.description) from trunkline.pool_declaration d
         where d.pool_id = p.id and d.removed_at is null) as "description?",
       case when p.kind = 'rate' then
         (select coalesce(sum(k.units), 0) from trunkline.pool_take k
           where k.pool_id = p.id and k.at > clock_timestamp() - p.per_ms * interval '1 millisecond')
       else (select coalesce(sum(h.units), 0) from trunkline.pool_hold h where h.pool_id = p.id) end::int as "used!",
       (select count(*) from trunkline.pool_hold h where h.pool_id = p.id)::int as "holders!",
       (select count(*) from trunkline.pool_wait w
         where w.pool_id = p.id and (:classes?::int[] is null or exists (
               select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                where r.id = w.run_id and l.class_id = any (:classes?))))::int as "waiting!"
  from trunkline.pool p left join trunkline.project j on j.id = p.project_id
 where (:project?::text is null or j.name = :project
        or exists (select from trunkline.pool_declaration d join trunkline.project o on o.id = d.project_id
                    where d.pool_id = p.id and o.name = :project))
   and (:projects?::text[] is null or exists (
         select from trunkline.pool_declaration d join trunkline.project o on o.id = d.project_id
          where d.pool_id = p.id and o.name = any (:projects?)))
   and (exists (select from trunkline.pool_declaration d where d.pool_id = p.id and d.removed_at is null)
        or exists (select from trunkline.pool_hold h where h.pool_id = p.id)
        or exists (select from trunkline.pool_wait w where w.pool_id = p.id))
 order by p.name, j.name nulls first, p.kind

-- name: poolUsers :many
-- Who has some of pools, and who waits for it, the first of each.
select u.pool_id as "pool_id!", u.waits as "waits!", u.run_id as "run_id!", j.name as project, l.name as pipeline,
       trunkline.task_name(v.spec::json, u.idx) as "task!", u.units as "units!", u.kept as "kept!", u.since as "since!"
  from unnest(:pools::int[]) p(id)
 cross join lateral (
   (select h.pool_id, false as waits, h.run_id, h.idx, h.units, h.kept, h.since, h.since as place
      from trunkline.pool_hold h
     where h.pool_id = p.id and (:classes?::int[] is null or exists (
           select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
            where r.id = h.run_id and l.class_id = any (:classes?)))
     order by h.since, h.run_id, h.idx limit :limit::int)
   union all
   (select w.pool_id, true, w.run_id, w.idx, w.units, false, w.since, w.rank
      from trunkline.pool_wait w
     where w.pool_id = p.id and (:classes?::int[] is null or exists (
           select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
            where r.id = w.run_id and l.class_id = any (:classes?)))
     order by w.rank, w.run_id, w.idx limit :limit::int)) u
  join trunkline.run r on r.id = u.run_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  join trunkline.pipeline l on l.id = r.pipeline_id
  join trunkline.project j on j.id = l.project_id
 order by u.pool_id, u.waits, u.place, u.run_id, u.idx

-- name: countPools :one
-- projects: of which those that are declared count; null: of all.
select (select count(distinct d.pool_id) from trunkline.pool_declaration d join trunkline.project j on j.id = d.project_id
         where d.removed_at is null and (:projects?::text[] is null or j.name = any (:projects?)))::int as "declared!",
       (select count(*) from (
          select distinct w.run_id, w.idx from trunkline.pool_wait w
           where :classes?::int[] is null or exists (
                 select from trunkline.run r join trunkline.pipeline l on l.id = r.pipeline_id
                  where r.id = w.run_id and l.class_id = any (:classes?))) w)::int as "waiting!"

-- name: returnKept :many
-- Returns by hand what failed tasks of a run keep for a rerun, with its record in the audit. task: null is all of them.
with kept as materialized (
  select h.run_id, h.idx, p.name
    from trunkline.pool_hold h
    join trunkline.pool p on p.id = h.pool_id
    join trunkline.run r on r.id = h.run_id
    join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
   where h.run_id = :run and h.kept
     and (:task?::text is null or trunkline.task_name(v.spec::json, h.idx) = :task)),
returned as (
  select trunkline.return_units(array_agg(k.run_id), array_agg(k.idx), false)
    from (select distinct run_id, idx from kept) k),
noted as (
  select trunkline.write_audit(:actor, :kind?, 'return', :run::text, :reason?, :requestId?, null,
           jsonb_build_object('task', :task?::text, 'reason', :reason?::text))
    from returned where exists (select from kept))
select distinct k.name from kept k cross join returned cross join noted order by k.name
