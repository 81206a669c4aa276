-- Makes the next range of `task_run` once half of the newest one is used; its name, or null where none was needed.
-- About eight ranges cover what is kept: one that fills faster is followed by one four times as wide, one that fills
-- slower by half of it. Called by one server at a time. Whoever waits for its lock waits half a second at most.
create or replace function trunkline.make_task_partition(p_keep interval) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms'
as $$
declare
  v_last bigint := (select last_value from trunkline.run_id_seq);
  v_newest record;
  v_width bigint;
  v_lasted interval;
  v_from bigint;
  v_name text;
begin
  select p.lower::bigint as lower, p.upper::bigint as upper into v_newest
    from trunkline.partitions_of('trunkline.task_run') p where p.upper is not null order by p.upper::bigint desc limit 1;
  v_width := coalesce(v_newest.upper - v_newest.lower, 65536);
  if v_last < v_newest.upper - v_width / 2 then return null; end if;
  select now() - r.created_at into v_lasted
    from trunkline.run r where r.id >= greatest(v_newest.lower, v_newest.upper - v_width) order by r.id limit 1;
  v_width := case when v_lasted < p_keep / 16 then least(v_width * 4, 67108864)
                  when v_lasted > p_keep / 4 then greatest(v_width / 2, 16384)
                  else v_width end;
  -- Ids that were drawn already may have rows in the default partition, now or in a moment: those stay there.
  v_from := case when v_last < v_newest.upper then coalesce(v_newest.upper, 0) else v_last + 16384 end;
  v_name := format('task_run_%s', v_from);
  execute format('create table trunkline.%I (like trunkline.task_run including all) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)', v_name);
  execute format('alter table trunkline.task_run attach partition trunkline.%I for values from (%s) to (%s)', v_name, v_from, v_from + v_width);
  return v_name;
end $$;
