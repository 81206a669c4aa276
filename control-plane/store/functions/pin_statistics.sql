-- Gives the planner the loaded size of the queue and of each range of task_run. Postgres 18 and newer; the call is
-- built at run time because older servers don't know the function.
create or replace function trunkline.pin_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_part text;
begin
  execute $call$
    select pg_restore_relation_stats('schemaname', 'graphile_worker', 'relname', '_private_jobs',
                                     'relpages', 1000::int, 'reltuples', 50000::real)
  $call$;
  for v_part in
    select c.relname from trunkline.partitions_of('trunkline.task_run') p join pg_class c on c.oid = p.name where c.reltuples < 10000
  loop
    execute $call$
      select pg_restore_relation_stats('schemaname', 'trunkline', 'relname', $1::text,
                                       'relpages', 10000::int, 'reltuples', 1000000::real)
    $call$ using v_part;
  end loop;
end $$;
