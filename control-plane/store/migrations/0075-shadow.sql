--! breaking: what counts runs leaves those in shadow out
-- Shadow: what another scheduler runs runs here as well, without its side effects, to be compared and for nothing else.

alter table trunkline.pipeline drop constraint pipeline_stage_check;
alter table trunkline.pipeline add constraint pipeline_stage_check check (stage in ('observe', 'shadow', 'live', 'retired'));

-- `shadow`: satisfies no condition, starts nothing and counts for nothing.
alter table trunkline.run drop constraint run_trigger_kind_check;
alter table trunkline.run add constraint run_trigger_kind_check
  check (trigger_kind in ('schedule', 'after', 'message', 'manual', 'rerun', 'backfill', 'task', 'shadow'));

-- What of a deployed definition runs in shadow. Kept with its runs, also when the stage is another.
create table trunkline.shadow_definition (
  pipeline_id          int not null references trunkline.pipeline,
  deployed_revision_id int not null references trunkline.pipeline_revision,
  pipeline_revision_id int not null references trunkline.pipeline_revision,
  awaiting             text[] not null,                 -- tasks that await others (empty: the pipeline does): their starts are observed first
  primary key (pipeline_id, deployed_revision_id)
);
create index shadow_definition_revision on trunkline.shadow_definition (pipeline_revision_id);

-- What an attempt left behind, by digests: the newest attempt's stay.
create table trunkline.run_output (
  run_id   bigint not null,
  idx      int not null,
  name     text not null,
  attempt  int not null,
  digest   text,                                        -- null: it could not be measured, and `problem` says why
  bytes    bigint,
  rows     bigint,
  files    int,
  problem  text,
  primary key (run_id, idx, name),
  check ((digest is null) = (problem is not null))
);

-- What a run of the other scheduler left behind, where somebody measured it: name, digest, bytes, rows, files.
alter table trunkline.legacy_run add column outputs jsonb not null default '[]';

-- What another scheduler has raised, by what it calls it: told again it is nothing new, also when the event was cleared since.
create table trunkline.raised_event (
  project_id int not null references trunkline.project,
  id         text not null,
  name       text not null,
  date       text not null,
  actor      text not null,
  at         timestamptz not null default now(),
  primary key (project_id, id)
);
