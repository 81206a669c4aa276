-- `after` triggers: a run becomes due by what happened elsewhere.

-- What a change may make due; kept by apply, for deployed pipelines only.
create table trunkline.after_key (
  key         text collate "C" not null,           -- as wait_key's, without a date
  pipeline_id int not null references trunkline.pipeline,
  ordinal     int not null,                         -- among the pipeline's `after` triggers
  per_run     boolean not null,                     -- each run (or update) gives one; else each date
  primary key (key, pipeline_id, ordinal)
);
create index after_key_of on trunkline.after_key (pipeline_id);

-- Changes to be judged: what may be due for which date. Comes with the change, goes with the judgement.
create table trunkline.after_check (
  pipeline_id int not null,
  ordinal     int not null,
  date        text collate "C" not null,            -- of the change; '' where it has none
  source      text collate "C" not null,            -- run or update, for a trigger that counts them; else ''
  primary key (pipeline_id, ordinal, date, source)
);

alter table trunkline.run drop constraint run_trigger_kind_check;
alter table trunkline.run add constraint run_trigger_kind_check
  check (trigger_kind in ('schedule', 'after', 'manual', 'rerun', 'backfill'));
