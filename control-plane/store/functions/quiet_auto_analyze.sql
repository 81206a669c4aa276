-- Keeps auto-analyze off the tables whose statistics are pinned. Altering takes a strong lock for an instant,
-- so it is done only where it is not done yet.
create or replace function trunkline.quiet_auto_analyze() returns void
language plpgsql
as $$
begin
  if not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = 'graphile_worker' and c.relname = '_private_jobs'
                    and c.reloptions::text like '%autovacuum_analyze_threshold%') then
    alter table graphile_worker._private_jobs
      set (autovacuum_analyze_threshold = 2000000000, autovacuum_analyze_scale_factor = 100);
  end if;
  if not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = 'trunkline' and c.relname = 'task_run'
                    and c.reloptions::text like '%autovacuum_analyze_threshold%') then
    alter table trunkline.task_run
      set (autovacuum_analyze_threshold = 2000000000, autovacuum_analyze_scale_factor = 100);
  end if;
end $$;
