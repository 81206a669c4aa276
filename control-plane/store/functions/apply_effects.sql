-- What a task changes in the world by its end: events emitted and cleared, variables set, assets updated.
-- p_effects: [{"emit": NAME, "date": DATE}, {"clear": NAME, "date": DATE, one without a year for every year, or null for every date},
--             {"set": NAME, "value": TEXT}, {"unset": NAME}, {"update": ASSET}], applied in this order.
create or replace function trunkline.apply_effects(
  p_project int, p_run bigint, p_idx int, p_date date, p_actor text, p_reason text, p_effects jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_project text := (select name from trunkline.project where id = p_project);
  v_effect jsonb;
  v_keys text[] := '{}';
  v_update bigint;
  v_name text;
  v_day text;
  v_key text;
  v_gone text[];
begin
  for v_effect in select * from jsonb_array_elements(p_effects) loop
    v_day := v_effect ->> 'date';
    if v_effect ? 'emit' then
      v_name := v_effect ->> 'emit';
      insert into trunkline.event (project_id, name, date, actor, run_id, idx, reason)
      values (p_project, v_name, v_day, p_actor, p_run, p_idx, p_reason)
      on conflict (project_id, name, date) do nothing;
      if found then
        -- Emitted again after it was cleared, it is another change.
        v_key := 'e:' || v_project || '/' || v_name;
        perform trunkline.wake_triggers(array[v_key], array[replace(v_day, 'static', '')],
                                        array[v_key || '@' || nextval('trunkline.change_seq')]);
      end if;
      v_keys := v_keys || ('e:' || v_project || '/' || v_name || ':' || v_day)
                       || ('e:' || v_project || '/' || v_name || ':any')
                       || ('e:' || v_project || '/' || v_name || ':' || right(v_day, 5));
    elsif v_effect ? 'clear' then
      v_name := v_effect ->> 'clear';
      -- `not` may wait for an event to go.
      with gone as (
        delete from trunkline.event
         where project_id = p_project and name = v_name and (v_day is null or date = v_day or (length(v_day) = 5 and date like '____-' || v_day))
        returning date)
      select v_keys || coalesce(array_agg('e:' || v_project || '/' || v_name || ':' || gone.date), '{}')
                    || coalesce(array_agg('e:' || v_project || '/' || v_name || ':' || right(gone.date, 5)), '{}')
                    || ('e:' || v_project || '/' || v_name || ':any'),
             coalesce(array_agg(replace(gone.date, 'static', '')), '{}') into v_keys, v_gone from gone;
      perform trunkline.wake_triggers(array_fill('e:' || v_project || '/' || v_name, array[cardinality(v_gone)]), v_gone,
                                      array_fill(null::text, array[cardinality(v_gone)]));
    elsif v_effect ? 'set' then
      v_name := v_effect ->> 'set';
      insert into trunkline.variable (project_id, name, value, actor, run_id, idx, reason)
      values (p_project, v_name, v_effect ->> 'value', p_actor, p_run, p_idx, p_reason)
      on conflict (project_id, name) do update
        set value = excluded.value, at = now(), actor = excluded.actor, run_id = excluded.run_id,
            idx = excluded.idx, reason = excluded.reason;
      v_key := 'v:' || v_project || '/' || v_name;
      v_keys := v_keys || v_key;
      perform trunkline.wake_triggers(array[v_key], array[''], array[v_key || '@' || nextval('trunkline.change_seq')]);
    elsif v_effect ? 'unset' then
      v_name := v_effect ->> 'unset';
      delete from trunkline.variable where project_id = p_project and name = v_name;
      v_key := 'v:' || v_project || '/' || v_name;
      v_keys := v_keys || v_key;
      if found then perform trunkline.wake_triggers(array[v_key], array[''], array[null::text]); end if;
    elsif v_effect ? 'update' then
      v_name := v_effect ->> 'update';
      insert into trunkline.asset_update (name, date, project_id, actor, run_id, idx)
      values (v_name, p_date, p_project, p_actor, p_run, p_idx) returning id into v_update;
      perform trunkline.wake_triggers(array['a:' || v_name], array[p_date::text], array['a:' || v_name || '@' || v_update]);
      v_keys := v_keys || ('a:' || v_name) || ('a:' || v_name || ':' || p_date);
    end if;
  end loop;
  perform trunkline.wake_waits(v_keys);
end $$;
