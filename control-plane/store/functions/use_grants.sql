-- Puts on record that an attempt uses what it was granted, and by whose right. False, and nothing is used: a right has ended.
-- p_detail: of each resource, what is to be recorded with it.
create or replace function trunkline.use_grants(
  p_run bigint, p_idx int, p_attempt int, p_resources text[], p_details jsonb[])
returns boolean
language plpgsql
as $$
declare
  v_held int;
begin
  perform from trunkline.run_grant g
    where g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt and g.resource = any (p_resources)
      and g.revoked_at is null and g.expires_at > now()
    for update;
  get diagnostics v_held = row_count;
  if v_held < cardinality(p_resources) then return false; end if;
  -- Sent again after a lost reply it is one use.
  perform trunkline.write_audit(p_run::text, 'run', split_part(d.resource, '/', 1) || '.used', p_run::text, null, null, null,
            jsonb_build_object('task', trunkline.task_of_run(p_run, p_idx), 'attempt', p_attempt, 'resource', d.resource) || d.detail)
     from unnest(p_resources, p_details) with ordinality d(resource, detail, n)
     join trunkline.run_grant g on g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt and g.resource = d.resource
    where g.used_at is null;
  update trunkline.run_grant g set used_at = now()
   where g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt and g.resource = any (p_resources) and g.used_at is null;
  return true;
end $$;
