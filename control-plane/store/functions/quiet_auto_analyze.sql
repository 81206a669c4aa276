-- Keeps auto-analyze off the tables whose statistics are pinned. Altering takes a strong lock for an instant,
-- so it is done only where it is not done yet.
create or replace function trunkline.quiet_auto_analyze() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid::regclass from pg_class c
     where coalesce(c.reloptions::text, '') not like '%autovacuum_analyze_threshold%'
       and (c.oid = 'graphile_worker._private_jobs'::regclass
            or c.oid in (select p.name from trunkline.partitions_of('trunkline.task_run') p))
  loop
    execute format('alter table %s set (autovacuum_analyze_threshold = 2000000000, autovacuum_analyze_scale_factor = 100)', v_table);
  end loop;
end $$;
