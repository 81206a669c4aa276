-- Drops one day of `log_chunk` from before p_before whose runs ended before then, or are gone; its name, or null.
-- Output of runs that go on, or ended since, moves to the default partition; a day with more than 64 MiB of it waits.
-- p_archived: output goes to files, so what is still here is to be kept as long as its run is.
create or replace function trunkline.drop_log_partition(p_before timestamptz, p_archived boolean) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms' set jit = off
as $$
declare
  v_part regclass;
  v_bytes bigint;
begin
  for v_part in
    select p.name from trunkline.partitions_of('trunkline.log_chunk') p
     where p.upper::date <= (p_before at time zone 'utc')::date order by p.upper::date
  loop
    execute format('select coalesce(sum(octet_length(c.content)), 0) from %s c where exists (
                      select from trunkline.run r where r.id = c.run_id and (coalesce(r.finished_at >= $1, true) or $2))', v_part)
       into v_bytes using p_before, p_archived;
    continue when v_bytes > 64 * 1024 * 1024;
    lock table trunkline.log_chunk in access exclusive mode;
    execute format('create temp table kept_log_chunk on commit drop as select c.* from %s c where exists (
                      select from trunkline.run r where r.id = c.run_id and (coalesce(r.finished_at >= $1, true) or $2))', v_part)
      using p_before, p_archived;
    execute format('alter table trunkline.log_chunk detach partition %s', v_part);
    execute format('drop table %s', v_part);
    insert into trunkline.log_chunk select * from kept_log_chunk;
    drop table kept_log_chunk;
    return v_part::text;
  end loop;
  return null;
end $$;
