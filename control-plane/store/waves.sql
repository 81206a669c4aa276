-- name: lowerWaves :many
-- Projects of a lower wave that follow the same repository, in the same rollout, as they stand.
select l.id, l.name, l.branch, l.path, (l.rules -> 'sync' ->> 'wave')::int as "wave!", l.sync_state, l.unsynced_at,
       (select count(*) from trunkline.pipeline_source s where s.project_id = l.id and s.broken)::int as "broken!",
       h.actor as "held_by?", clock_timestamp() as "now!"
  from trunkline.project p
  join trunkline.project l on l.repository = p.repository and l.registration in ('registered', 'broken')
   and (l.rules -> 'sync' ->> 'wave')::int < (p.rules -> 'sync' ->> 'wave')::int
   and (l.rules -> 'sync' ->> 'rollout') is not distinct from (p.rules -> 'sync' ->> 'rollout')
  left join trunkline.sync_hold h on h.project_id = l.id and (h.until is null or h.until > clock_timestamp())
 where p.id = :project
 order by "wave!", l.name

-- name: newestRevisions :many
-- Newest first.
select r.id, r.commit_oid, r.tree_oid, r.applied_at
  from trunkline.revision r where r.project_id = :project order by r.id desc limit :limit

-- name: failedSince :many
-- Runs that failed of what a project's revisions after one, up to another, changed: of each pipeline as the newest of them
-- has it, made since, and not made good by a later generation of their slot.
select n.id
  from trunkline.pipeline p
 cross join lateral (
    select d.pipeline_revision_id, r.applied_at
      from trunkline.deployment d join trunkline.revision r on r.id = d.revision_id
     where d.pipeline_id = p.id and d.revision_id > :after and d.revision_id <= :upTo
     order by d.revision_id desc limit 1) c
  join trunkline.run n on n.pipeline_id = p.id and n.pipeline_revision_id = c.pipeline_revision_id
   and n.created_at >= c.applied_at and n.state = 'failed'
 where p.project_id = :project
   and not exists (select from trunkline.run m
                    where m.pipeline_id = n.pipeline_id and m.slot = n.slot and m.generation > n.generation
                      and m.state in ('succeeded', 'skipped'))
 order by n.id limit 10

-- name: wavesWith :many
-- The projects among whose waves a project is, itself included, in the order in which a commit reaches them.
select l.name, (l.rules -> 'sync' ->> 'wave')::int as "wave!", l.rules -> 'sync' ->> 'soak' as "soak?"
  from trunkline.project p
  join trunkline.project l on l.repository = p.repository and l.registration in ('registered', 'broken')
   and l.rules -> 'sync' -> 'wave' is not null and p.rules -> 'sync' -> 'wave' is not null
   and (l.rules -> 'sync' ->> 'rollout') is not distinct from (p.rules -> 'sync' ->> 'rollout')
 where p.id = :project
 order by "wave!", l.name
