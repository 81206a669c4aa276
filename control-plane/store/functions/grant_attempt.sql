-- Gives a running attempt rights to resources, on record; returns until when. Null: the attempt is not the task's newest any
-- more, does not run, or had its time. Sent again it changes nothing.
create or replace function trunkline.grant_attempt(
  p_run bigint, p_idx int, p_attempt int, p_resources text[], p_ms bigint, p_reason text)
returns timestamptz
language plpgsql
as $$
declare
  v_until timestamptz := now() + p_ms * interval '1 millisecond';
  v_new text[];
begin
  -- Whatever ends the attempt changes this row: it comes wholly before or wholly after this, and then finds the rights.
  perform from trunkline.task_run where run_id = p_run and idx = p_idx and attempt = p_attempt and state = 'running' for share;
  if not found then return null; end if;
  with given as (
    insert into trunkline.run_grant (run_id, idx, attempt, resource, reason, expires_at)
    select p_run, p_idx, p_attempt, r, p_reason, v_until from unnest(p_resources) r
    on conflict do nothing
    returning resource)
  select array_agg(g.resource order by g.resource) into v_new from given g;
  if v_new is not null then
    perform trunkline.write_audit(p_run::text, 'run', 'grant.created', p_run::text, p_reason, null, null,
      jsonb_build_object('task', trunkline.task_of_run(p_run, p_idx), 'attempt', p_attempt, 'resources', v_new, 'until', v_until));
  end if;
  -- Over, though nobody has taken it: no provider is to be asked for what could not be used.
  return (select min(g.expires_at) from trunkline.run_grant g
           where g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt having min(g.expires_at) > now());
end $$;
