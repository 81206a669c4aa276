-- What the two roles may do beside the rows of tables: who calls what, and the queue, which is the engine's alone.
create or replace function trunkline.raise_walls(p_engine text, p_api text) returns void
language plpgsql
as $$
declare
  -- What changes tables themselves, or looks at all of one: only their owner may.
  v_owners constant text[] := '{make_task_partition,drop_task_partition,make_log_partitions,drop_log_partition,
                                pin_statistics,quiet_auto_analyze,analyze_specs,analyze_queue}';
  v_function record;
  v_table regclass;
begin
  execute format('grant usage on schema trunkline to %I, %I', p_engine, p_api);
  execute format('grant usage, select on all sequences in schema trunkline to %I, %I', p_engine, p_api);
  -- What a later version makes, its functions use at once, also in processes of this one: before its walls are raised.
  execute format('alter default privileges in schema trunkline, graphile_worker grant select, insert, update, delete on tables to %I', p_engine);
  execute format('alter default privileges in schema trunkline, graphile_worker grant usage, select on sequences to %I', p_engine);
  execute format('grant create on schema trunkline to %I', p_engine);
  for v_function in
    select p.oid::regprocedure as name, p.prosecdef, p.proname = any (v_owners) as of_owner
      from pg_proc p where p.pronamespace = 'trunkline'::regnamespace and p.prokind = 'f'
  loop
    execute format('revoke all on function %s from public, %I', v_function.name, p_api);
    execute format('grant execute on function %s to %I', v_function.name, p_engine);
    if not v_function.of_owner then
      execute format('grant execute on function %s to %I', v_function.name, p_api);
      if v_function.prosecdef then execute format('alter function %s owner to %I', v_function.name, p_engine); end if;
    end if;
  end loop;
  execute format('revoke create on schema trunkline from %I', p_engine);
  execute format('revoke all on function trunkline.raise_wall(regclass, text, text), trunkline.raise_walls(text, text), trunkline.forget_roles(text[]) from %I, %I', p_engine, p_api);

  execute format('grant usage on schema graphile_worker to %I', p_engine);
  execute format('grant usage, select on all sequences in schema graphile_worker to %I', p_engine);
  execute format('grant select, insert, update, delete on all tables in schema graphile_worker to %I', p_engine);
  execute format('grant execute on all functions in schema graphile_worker to %I', p_engine);
  for v_table in
    select c.oid::regclass from pg_class c
     where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
  loop
    execute format('drop policy if exists trunkline_engine on %s', v_table);
    execute format('create policy trunkline_engine on %s to %I using (true)', v_table, p_engine);
  end loop;
end $$;
