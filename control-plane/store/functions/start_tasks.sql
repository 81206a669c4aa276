-- Claims a batch: durable before any work begins. Returns only the claims that were won; a second queue entry of
-- the same task is a lost claim and harmless. A worker that was declared lost is refused with TL001, one that
-- drains with TL002, for an empty answer would let it drop the queue entries of ready tasks; the shared lock keeps the
-- reaper from giving its tasks back while a claim is on its way. What is held is not claimed: it waits again, behind its
-- hold.
create or replace function trunkline.start_tasks(p_run bigint[], p_idx int[], p_worker int)
returns table (run_id bigint, idx int, attempt int, noexec boolean, overridden boolean)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  h_run bigint[]; h_idx int[];   -- held back
  n_run bigint[]; n_idx int[];   -- not to be executed
begin
  if not trunkline.worker_may_claim(p_worker) then
    raise exception 'worker % is lost or drains', p_worker using errcode =
      case when exists (select from trunkline.worker where id = p_worker and draining) then 'TL002' else 'TL001' end;
  end if;
  if exists (select from trunkline.hold) then
    select array_agg(h.run_id) filter (where h.mode <> 'noexec'), array_agg(h.idx) filter (where h.mode <> 'noexec'),
           array_agg(h.run_id) filter (where h.mode = 'noexec'), array_agg(h.idx) filter (where h.mode = 'noexec')
      into h_run, h_idx, n_run, n_idx from trunkline.held_tasks(p_run, p_idx) h;
    if h_run is not null then perform trunkline.set_aside(h_run, h_idx); end if;
  end if;
  return query
    update trunkline.task_run t
       set state = 'running', attempt = t.attempt + 1, worker = p_worker, started_at = now(),
           noexec = n_run is not null and exists (select from unnest(n_run, n_idx) n(r, i) where n.r = t.run_id and n.i = t.idx)
      from unnest(p_run, p_idx) d(r, i)
     where t.run_id = d.r and t.idx = d.i and t.state = 'ready'
       -- Sent elsewhere by hand, it may still be in the queue of its former route.
       and (not t.overridden or exists (
             select from trunkline.worker w join trunkline.route x on x.id = t.route
              where w.id = p_worker and x.labels <@ w.labels))
    returning t.run_id, t.idx, t.attempt, t.noexec, t.overridden;
  -- Somebody may wait for a task to run.
  perform trunkline.wake_for_runs(p_run, array['t']);
  if exists (select from trunkline.run_watch where starting) then
    perform trunkline.look_at_deadlines(p_run);
  end if;
end $$;
