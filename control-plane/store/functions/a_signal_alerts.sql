-- Notes what has happened to runs for whoever routes alerts, in the transaction in which it does; where nobody does nothing is written.
create or replace function trunkline.signal_alerts(p_run bigint[], p_type text[], p_detail jsonb[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from trunkline.alert_source) then return; end if;
  insert into trunkline.alert_signal (run_id, type, detail)
  select x.run_id, x.type, x.detail from unnest(p_run, p_type, p_detail) with ordinality x(run_id, type, detail, n)
    join trunkline.run r on r.id = x.run_id and r.trigger_kind <> 'shadow' order by x.n;
  perform pg_notify('trunkline_alert', '');
end $$;
