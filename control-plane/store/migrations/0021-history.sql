-- History in partitions, so that what is old goes with a `drop table` instead of a `delete` of millions of rows.
-- `run` stays whole: a slot is unique over all time, which no partition could tell. Code from before this migration
-- goes on working: names and columns are as they were, and what is new has a default.

lock table trunkline.task_run, trunkline.log_chunk in access exclusive mode;

-- By ranges of run ids, which ascend with time. Few and wide: each one costs every statement of the engine.
alter table trunkline.task_run rename to task_run_first;
alter table trunkline.task_run_first rename constraint task_run_pkey to task_run_first_pkey;
create table trunkline.task_run (
  like trunkline.task_run_first including defaults including constraints including comments,
  primary key (run_id, idx)
) partition by range (run_id);
do $$
declare
  v_end bigint := ((select last_value from trunkline.run_id_seq) / 65536 + 2) * 65536;
begin
  execute format('alter table trunkline.task_run attach partition trunkline.task_run_first for values from (minvalue) to (%s)', v_end);
end $$;
-- What no range covers: tasks of old runs that are kept, and of new ones when nobody made their range in time.
create table trunkline.task_run_rest partition of trunkline.task_run default
  with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- By days: a chunk's day is the one on which its attempt began, so that one sent twice meets itself.
alter table trunkline.log_chunk rename to log_chunk_first;
alter table trunkline.log_chunk_first drop constraint log_chunk_pkey;
alter table trunkline.log_chunk_first add column day date not null default (now() at time zone 'utc')::date;
alter table trunkline.log_chunk_first add constraint log_chunk_first_pkey primary key (run_id, idx, attempt, seq, day);
create table trunkline.log_chunk (
  like trunkline.log_chunk_first including defaults,
  primary key (run_id, idx, attempt, seq, day)
) partition by range (day);
do $$
begin
  execute format('alter table trunkline.log_chunk attach partition trunkline.log_chunk_first for values from (minvalue) to (%L)',
                 (now() at time zone 'utc')::date + 1);
end $$;
create table trunkline.log_chunk_rest partition of trunkline.log_chunk default;

-- Output of an attempt that was moved to a gzip file: the lengths of its chunks, in bytes, in their order from seq 1.
create table trunkline.log_file (
  run_id  bigint not null,
  idx     int not null,
  attempt int not null,
  path    text not null,                           -- within the folder of the archive
  since   timestamptz not null,
  seqs    int[] not null,
  lengths int[] not null,
  primary key (run_id, idx, attempt)
);

-- Slots of dropped runs whose change may come again: an `after` trigger counts a date once, for ever.
create table trunkline.past_slot (
  pipeline_id int not null,
  slot        text not null,
  primary key (pipeline_id, slot)
);

-- The last pass of maintenance, and what all of them did.
create table trunkline.maintenance (
  one         boolean primary key default true check (one),
  started_at  timestamptz not null,
  finished_at timestamptz,                         -- of the last that went through
  took_ms     bigint,
  error       text,                                -- why the last one did not
  totals      jsonb not null default '{}',         -- what was made and dropped since the first pass, by kind
  sizes       jsonb not null default '[]'          -- relations at its end: {name, bytes, rows, partitions}
);
