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
