-- Writes a notice for each webhook, in the transaction of what it is about. p_detail is added to what is said of the run.
create or replace function trunkline.notify_webhooks(p_run bigint[], p_type text[], p_detail jsonb[]) returns void
language plpgsql
as $$
begin
  if not exists (select from trunkline.webhook where until > now()) then return; end if;
  insert into trunkline.delivery (id, webhook_id, body)
  select n.id, n.webhook_id,
         (jsonb_build_object(
           'id', n.id, 'type', n.type, 'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'project', j.name, 'pipeline', p.name,
           'run', jsonb_build_object('id', r.id::text, 'state', r.state, 'date', r.business_date, 'slot', r.slot,
                                     'generation', r.generation, 'reason', r.reason,
                                     'traceId', replace(r.trace_id::text, '-', ''))) || n.detail)::text
    from (select gen_random_uuid() as id, w.id as webhook_id, x.*
            from unnest(p_run, p_type, p_detail) x(run_id, type, detail)
           cross join trunkline.webhook w where w.until > now() offset 0) n
    join trunkline.run r on r.id = n.run_id and r.trigger_kind <> 'shadow'
    join trunkline.pipeline p on p.id = r.pipeline_id
    join trunkline.project j on j.id = p.project_id;
  perform pg_notify('trunkline_delivery', '');
end $$;
