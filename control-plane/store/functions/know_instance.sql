-- Looks whether the database is where it was when somebody looked last; why it is paused as a copy, or null.
-- p_place: of the embedded Postgres' files; null elsewhere. p_copy: true when a person says that it is a copy.
-- The workers that a copy remembers are not its own: none of them claims anything here, whatever it believes.
create or replace function trunkline.know_instance(p_place text, p_copy boolean) returns text
language plpgsql
as $$
declare
  v_system text;
  v_oid bigint := (select d.oid from pg_database d where d.datname = current_database());
  v_old trunkline.instance;
  v_why text;
begin
  perform pg_advisory_xact_lock(12, 0);
  begin
    v_system := (select s.system_identifier::text from pg_control_system() s);
  exception when insufficient_privilege then null;
  end;
  select * into v_old from trunkline.instance;
  if not found then
    insert into trunkline.instance (system_id, database_oid, place) values (v_system, v_oid, p_place);
    if not p_copy then return null; end if;
  end if;
  v_why := case when p_copy then 'somebody said so'
                when v_system <> v_old.system_id then 'it is in another Postgres cluster than it was'
                when v_oid <> v_old.database_oid then 'it is another database of its cluster than it was'
                when p_place <> v_old.place then 'its files are others than they were' end;
  update trunkline.instance i
     set system_id = coalesce(v_system, i.system_id), database_oid = v_oid, place = coalesce(p_place, i.place),
         restored_at = case when v_why is null then i.restored_at else now() end, reason = coalesce(v_why, i.reason)
   where v_why is not null or i.place is null and p_place is not null;
  if v_why is not null then
    perform graphile_worker.force_unlock_workers(array(select w.pool_id from trunkline.worker w where w.dead_at is null));
    update trunkline.worker w set lost_at = coalesce(w.lost_at, now()), dead_at = now(), draining = false where w.dead_at is null;
  end if;
  return (select i.reason from trunkline.instance i);
end $$;
