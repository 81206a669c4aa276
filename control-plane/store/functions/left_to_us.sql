-- Whether a run that another scheduler's log tells of was none: its guard has left it to us. Its slot is the minute or the
-- business date; of a log without dates a claim of a day around it, made within half a day.
create or replace function trunkline.left_to_us(p_pipeline int, p_started timestamptz, p_date date) returns boolean
language sql stable
as $$
  select exists (
    select from trunkline.ownership o
      join trunkline.slot_claim c
        on c.pipeline_id = o.pipeline_id and c.side = 'trunkline'
       and c.slot = any (case when o.slots = 'minutes' then array[to_char(p_started at time zone 'UTC', 'YYYYMMDDHH24MI')]
                              when p_date is not null then array[to_char(p_date, 'YYYYMMDD')]
                              else array(select to_char(p_started at time zone 'UTC' + n * interval '1 day', 'YYYYMMDD')
                                           from generate_series(-1, 1) n) end)
     where o.pipeline_id = p_pipeline
       and (o.slots = 'minutes' or p_date is not null or c.at between p_started - interval '12 hours' and p_started + interval '12 hours'))
$$;
