-- What a task with `forEach` ends as when its instances have: the worst of them, with their outputs as lists. What was on
-- ice counts as if it had succeeded. A task whose lists are too large for one row fails, for its followers would miss them.
create or replace function trunkline.outcome_of_instances(p_run bigint, p_idx int)
returns table (state trunkline.task_state, detail jsonb)
language plpgsql stable
as $$
#variable_conflict use_column
declare
  v_outputs jsonb;
  v_failed int[];
  v_count int;
  v_state trunkline.task_state;
  v_exit int;
  v_message text;
begin
  select count(*), array_agg(i.idx & 32767 order by i.idx) filter (where i.state = 'failed'), max(i.exit_code),
         case when bool_or(i.state = 'failed') then 'failed'
              when bool_or(i.state = 'cancelled') then 'cancelled'
              when bool_or(i.state = 'skipped' and i.ending is distinct from 'iced') then 'skipped'
              else 'succeeded' end
    into v_count, v_failed, v_exit, v_state from trunkline.instances_of(p_run, p_idx) i;
  if v_failed is not null then
    v_message := cardinality(v_failed) || ' of ' || v_count || ' instances failed: ' ||
                 array_to_string(v_failed[1:10], ', ') || case when cardinality(v_failed) > 10 then ', …' else '' end;
  end if;
  if (select sum(length(i.outputs::text)) from trunkline.instances_of(p_run, p_idx) i) > 4194304 then
    if v_state = 'succeeded' then v_state := 'failed'; end if;
    v_message := concat_ws('; ', v_message, 'the outputs of its ' || v_count || ' instances are larger than 4 MB together');
  else
    select jsonb_object_agg(o.name, o.list) into v_outputs
      from (select e.key as name, jsonb_agg(e.value order by i.idx) as list
              from trunkline.instances_of(p_run, p_idx) i cross join lateral jsonb_each(i.outputs) e
             where i.state = 'succeeded' group by 1) o;
  end if;
  return query select v_state, jsonb_build_object('ending', 'instances', 'exitCode', v_exit, 'message', v_message, 'outputs', v_outputs);
end $$;
