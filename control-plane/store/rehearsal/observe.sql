-- Notes what the engine forgets once it is over: what was waited for and for how long, and who had what of pools.
create table rehearsal.waited (
  run_id bigint not null,
  idx    int not null,                             -- -1: the run
  since  timestamptz not null,
  until  timestamptz not null,
  gates  jsonb not null                            -- the last verdict before the end: [{kind, text, holds, since, …}]
);
create table rehearsal.asked (
  pool_id int not null,
  run_id  bigint not null,
  idx     int not null,
  units   int not null,
  since   timestamptz not null,
  until   timestamptz not null
);
create table rehearsal.had (
  pool_id int not null,
  run_id  bigint not null,
  idx     int not null,
  units   int not null,
  since   timestamptz not null,
  until   timestamptz not null
);
create function rehearsal.note_wait() returns trigger language plpgsql as $$
begin
  insert into rehearsal.waited values (old.run_id, old.idx, old.since, rehearsal.now(), old.gates);
  return null;
end $$;
create trigger note_wait after delete on trunkline.wait for each row execute function rehearsal.note_wait();

create function rehearsal.note_ask() returns trigger language plpgsql as $$
begin
  insert into rehearsal.asked values (old.pool_id, old.run_id, old.idx, old.units, old.since, rehearsal.now());
  return null;
end $$;
create trigger note_ask after delete on trunkline.pool_wait for each row execute function rehearsal.note_ask();

create function rehearsal.note_hold() returns trigger language plpgsql as $$
begin
  insert into rehearsal.had values (old.pool_id, old.run_id, old.idx, old.units, old.since, rehearsal.now());
  return null;
end $$;
create trigger note_hold after delete on trunkline.pool_hold for each row execute function rehearsal.note_hold();
