-- Gives the planner the loaded size of the queue and of task_run. Postgres 18 and newer; the call is built at
-- run time because older servers don't know the function.
create or replace function trunkline.pin_statistics() returns void
language plpgsql
as $$
begin
  execute $call$
    select pg_restore_relation_stats('schemaname', 'graphile_worker', 'relname', '_private_jobs',
                                     'relpages', 1000::int, 'reltuples', 50000::real),
           pg_restore_relation_stats('schemaname', 'trunkline', 'relname', 'task_run',
                                     'relpages', 10000::int, 'reltuples', 1000000::real)
  $call$;
end $$;
