-- Takes what attempts of tasks were granted, on record. Called in the transaction that ends them.
create or replace function trunkline.revoke_grants(p_run bigint[], p_idx int[]) returns void
language sql
as $$
  with gone as (
    update trunkline.run_grant g set revoked_at = now()
      from unnest(p_run, p_idx) x(run_id, idx)
     where g.run_id = x.run_id and g.idx = x.idx and g.revoked_at is null
    returning g.run_id, g.idx, g.attempt, g.resource)
  select trunkline.write_audit(g.run_id::text, 'run', 'grant.revoked', g.run_id::text, null, null, null,
           jsonb_build_object('task', trunkline.task_of_run(g.run_id, g.idx), 'attempt', g.attempt,
                              'resources', array_agg(g.resource order by g.resource)))
    from gone g group by g.run_id, g.idx, g.attempt order by g.run_id, g.idx
$$;
