-- Drops one range of `task_run` whose runs are gone, but for few: those move to the default partition. Its name, or null.
-- The lock lasts for the change of the catalog and the copy of at most 20,000 rows; a pg_dump that runs keeps it off.
create or replace function trunkline.drop_task_partition() returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms' set jit = off
as $$
declare
  v_part record;
begin
  for v_part in
    select p.name, coalesce(p.lower::bigint, 0) as lower, p.upper::bigint as upper
      from trunkline.partitions_of('trunkline.task_run') p
     where p.upper::bigint <= (select last_value from trunkline.run_id_seq)
     order by p.upper::bigint
  loop
    -- What is young is counted as far as it is too much.
    continue when (select count(*) from (select from trunkline.run r
                    where r.id >= v_part.lower and r.id < v_part.upper limit 2001) r) > 2000;
    continue when (select count(*) from (select from trunkline.run r join trunkline.task_run t on t.run_id = r.id
                    where r.id >= v_part.lower and r.id < v_part.upper limit 20001) t) > 20000;
    lock table trunkline.task_run in access exclusive mode;
    execute format('create temp table kept_task_run on commit drop as
                      select t.* from %s t where t.run_id in (select r.id from trunkline.run r where r.id >= %s and r.id < %s)',
                   v_part.name, v_part.lower, v_part.upper);
    execute format('alter table trunkline.task_run detach partition %s', v_part.name);
    execute format('drop table %s', v_part.name);
    insert into trunkline.task_run select * from kept_task_run;
    drop table kept_task_run;
    return v_part.name::text;
  end loop;
  return null;
end $$;
