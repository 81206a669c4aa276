-- Notes each start with all that may be asked about it, in the transaction and at the instant of the start: a trigger sees
-- what the statement has changed, and nothing that comes after it. Reads tables only, none of the engine's functions.
create schema simulation;
create unlogged table simulation.start (n bigint generated always as identity, kind text not null, fact json not null);

-- Tasks that a rerun took over as they were: one that is asked for by name runs whatever became of its needs. A row that
-- maintenance moves out of a range that it drops is inserted a second time, and is no new task.
create unlogged table simulation.carried (run_id bigint, idx int, primary key (run_id, idx));
create unlogged table simulation.made (run_id bigint, idx int, primary key (run_id, idx));
create function simulation.note_made() returns trigger language plpgsql as $$
begin
  insert into simulation.made values (new.run_id, new.idx) on conflict do nothing;
  if found and new.state in ('succeeded', 'failed', 'skipped', 'cancelled') then
    insert into simulation.carried values (new.run_id, new.idx);
  end if;
  return null;
end $$;
create trigger note_made after insert on trunkline.task_run for each row execute function simulation.note_made();

create function simulation.ms(p timestamptz) returns double precision language sql immutable
as $$ select trunc(extract(epoch from p) * 1000)::double precision $$;

-- The runs of a pipeline's project with what conditions ask of them, in the order in which one is newer than another for a date.
create function simulation.world() returns json language sql stable as $$
  select json_build_object(
    'events', (select coalesce(json_agg(json_build_object('name', e.name, 'date', e.date)), '[]') from trunkline.event e),
    'variables', (select coalesce(json_object_agg(v.name, v.value), '{}') from trunkline.variable v),
    'updates', (select coalesce(json_agg(json_build_object('name', u.name, 'date', u.date, 'at', simulation.ms(u.at)) order by u.id), '[]')
                  from trunkline.asset_update u),
    'freshMs', (select coalesce(json_object_agg(w.name, w.ms), '{}')
                  from (select x.name, min(x.fresh_ms) as ms from trunkline.asset_writer x group by 1) w),
    'runs', (select coalesce(json_agg(json_build_object(
                      'id', r.id, 'pipeline', p.name, 'date', r.business_date, 'state', r.state,
                      'started', r.started_at is not null, 'finishedAt', simulation.ms(r.finished_at),
                      'task', (select json_build_object('state', t.state, 'ending', t.ending, 'exitCode', coalesce(t.exit_code, case when t.state = 'succeeded' then 0 end),
                                                        'finishedAt', simulation.ms(t.finished_at))
                                 from trunkline.task_run t where t.run_id = r.id and t.idx = 0))
                      order by r.due_at, r.slot, r.generation), '[]')
               from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id))
$$;

-- How it was when a judgement began: what one transaction starts it judges together, before any of it has started.
create unlogged table simulation.judging (tx xid8 primary key, world json not null);
create function simulation.note_judging() returns void language sql as $$
  insert into simulation.judging select pg_current_xact_id(), simulation.world()
   where exists (select from trunkline.wait_check) or exists (select from trunkline.wait w where w.next_at <= now())
      or exists (select from trunkline.pool_check) or exists (select from trunkline.pool p where p.next_at <= now())
$$;

create function simulation.holds(p_run bigint, p_pipeline int) returns json language sql stable as $$
  select coalesce(json_agg(json_build_object('task', h.task, 'mode', h.mode, 'since', simulation.ms(h.since))), '[]')
    from trunkline.hold h
   where (h.run_id = p_run or h.pipeline_id = p_pipeline) and (h.until is null or h.until > now())
$$;

create function simulation.ignored(p_run bigint) returns json language sql stable as $$
  select coalesce(json_agg(json_build_object('idx', o.idx, 'name', o.name, 'at', simulation.ms(o.at))), '[]')
    from trunkline.override o where o.run_id = p_run and o.kind = 'ignore'
$$;

-- A task becomes ready, or begins without a worker (a list, another pipeline); or a worker begins an attempt of it; or it is
-- skipped because it came too late for its window.
create function simulation.note_task() returns trigger language plpgsql as $$
declare
  v_run trunkline.run;
begin
  -- What has become ready latches, except for what people hold.
  if tg_argv[0] = 'claim' and not exists (select from trunkline.hold) then return null; end if;
  select * into v_run from trunkline.run where id = new.run_id;
  insert into simulation.start (kind, fact) values (tg_argv[0], json_build_object(
    'run', new.run_id, 'idx', new.idx, 'now', simulation.ms(now()), 'revision', new.pipeline_revision_id,
    'gated', new.gated, 'date', v_run.business_date,
    'iteration', coalesce(new.iteration, 1), 'dueAt', simulation.ms(new.due_at),
    'delayed', exists (select from trunkline.gate g where g.run_id = new.run_id and g.idx = new.idx),
    'holds', simulation.holds(new.run_id, v_run.pipeline_id),
    'ignored', simulation.ignored(new.run_id),
    'tasks', case tg_argv[0] when 'ready' then
      (select json_object_agg(t.idx, json_build_object('state', t.state, 'ending', t.ending, 'tolerated', t.tolerated, 'carried', c.idx is not null))
         from trunkline.task_run t left join simulation.carried c using (run_id, idx) where t.run_id = new.run_id) end,
    'world', case when tg_argv[0] <> 'claim' and new.gated then simulation.world() end,
    'before', case when tg_argv[0] <> 'claim' and new.gated then
      (select j.world from simulation.judging j where j.tx = pg_current_xact_id()) end,
    'votes', case when new.gated then (select json_agg(v.approved) from trunkline.vote v where v.run_id = new.run_id and v.idx = new.idx) end,
    'askedAt', case when new.gated then (select simulation.ms(a.asked_at) from trunkline.approval a where a.run_id = new.run_id and a.idx = new.idx) end,
    -- Of each pool that something is taken of: what this task has, what others have, and what a rate gave lately.
    'pools', case when new.gated then
      (select json_object_agg(d.name, json_build_object('kind', p.kind, 'units', p.units,
                'own', (select sum(h.units) from trunkline.pool_hold h where h.pool_id = p.id and h.run_id = new.run_id and h.idx = new.idx),
                'others', (select coalesce(sum(h.units), 0) from trunkline.pool_hold h
                            where h.pool_id = p.id and (h.run_id, h.idx) <> (new.run_id, new.idx)),
                'lately', (select coalesce(sum(k.units), 0) from trunkline.pool_take k
                            where k.pool_id = p.id and k.at > now() - p.per_ms * interval '1 millisecond')))
         from trunkline.pool_declaration d join trunkline.pool p on p.id = d.pool_id) end));
  return null;
end $$;
create trigger note_ready after update on trunkline.task_run for each row
  when (old.state = 'waiting'
        -- What ends without a start passes through `running` as well, without an attempt.
        and (new.state = 'ready' or new.state = 'running' and (new.instances is not null or new.attempt > old.attempt)))
  execute function simulation.note_task('ready');
create trigger note_claim after update on trunkline.task_run for each row
  when (old.state in ('waiting', 'ready') and new.state = 'running' and new.worker > 0)
  execute function simulation.note_task('claim');
create trigger note_late after update on trunkline.task_run for each row
  when (old.state = 'running' and old.worker = 0 and new.state = 'skipped' and new.ending = 'skipped'
        and new.idx < 32768 and new.message ~ '(^|; )not after ')
  execute function simulation.note_task('late');

-- A run's gate opens, or it starts.
create function simulation.note_run() returns trigger language plpgsql as $$
begin
  insert into simulation.start (kind, fact) values (tg_argv[0], json_build_object(
    'run', new.id, 'idx', -1, 'now', simulation.ms(now()), 'revision', new.pipeline_revision_id,
    'date', new.business_date,
    'holds', simulation.holds(new.id, new.pipeline_id),
    'ignored', simulation.ignored(new.id),
    'world', case tg_argv[0] when 'open' then simulation.world() end,
    'before', case tg_argv[0] when 'open' then (select j.world from simulation.judging j where j.tx = pg_current_xact_id()) end,
    'blackouts', (select json_agg(json_build_object('id', b.id, 'addedAt', simulation.ms(b.added_at)))
                    from trunkline.blackout b join trunkline.pipeline p on p.id = new.pipeline_id
                   where b.from_at <= now() and now() < b.to_at and coalesce(b.pipeline, p.name) = p.name),
    'most', (select p.max_runs from trunkline.pipeline p where p.id = new.pipeline_id),
    'running', (select count(*) from trunkline.run r where r.pipeline_id = new.pipeline_id and r.state = 'running')));
  return null;
end $$;
create trigger note_open after update on trunkline.run for each row
  when (old.gated and not new.gated and new.state in ('waiting', 'running')) execute function simulation.note_run('open');
create trigger note_start after update on trunkline.run for each row
  when (old.state = 'waiting' and new.state = 'running') execute function simulation.note_run('start');
create trigger note_made after insert on trunkline.run for each row
  when (new.state = 'running') execute function simulation.note_run('start');
