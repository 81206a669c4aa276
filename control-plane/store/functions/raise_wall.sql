-- What the two roles may do with a table, and which rows of it the API's sees. One table a call, so that no two are locked
-- at once while processes of the version before go on writing.
create or replace function trunkline.raise_wall(p_table regclass, p_engine text, p_api text) returns void
language plpgsql
as $$
declare
  v_table pg_class;
  v_wall record;
begin
  select * into v_table from pg_class c where c.oid = p_table;
  execute format('revoke all on %s from public, %I, %I', p_table, p_engine, p_api);
  -- A partition is reached through its table, whose policies count.
  select w.seen, coalesce(w.engine, 'select, insert, update, delete') as engine,
         case when v_table.relispartition then '' else coalesce(w.api, 'select, insert, update, delete') end as api
    into v_wall from (select v_table.relname::text as name) t left join lateral trunkline.wall_of(t.name) w on true;
  execute format('grant %s on %s to %I', v_wall.engine, p_table, p_engine);
  if v_wall.api <> '' then
    execute format('grant %s on %s to %I', v_wall.api, p_table, p_api);
  end if;
  execute format('drop policy if exists engine on %s', p_table);
  execute format('drop policy if exists seen on %s', p_table);
  if v_wall.seen is null then return; end if;
  execute format('alter table %s enable row level security', p_table);
  -- A condition that is always true is gone before anything is planned: the engine's statements cost what they did.
  execute format('create policy engine on %s to %I using (true)', p_table, p_engine);
  execute format('create policy seen on %s to %I using (%s)', p_table, p_api, v_wall.seen);
end $$;
