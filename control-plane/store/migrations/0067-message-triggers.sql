-- Triggers that messages of other systems set off: where each stands there, and which messages were seen.

alter table trunkline.run drop constraint run_trigger_kind_check;
alter table trunkline.run add constraint run_trigger_kind_check
  check (trigger_kind in ('schedule', 'after', 'message', 'manual', 'rerun', 'backfill', 'task'));

create table trunkline.trigger_source (
  id          bigint primary key generated always as identity,
  pipeline_id int not null references trunkline.pipeline,
  identity    text not null,                       -- hash of the place in the other system: where that stays, so does the position
  ordinal     int,                                 -- among `messages` of the deployed revision; null: that has it no more
  kind        text not null,
  name        text,                                -- of a webhook, the last part of its address
  followed    boolean not null,                    -- by a worker; else others send
  runs_on     text[] not null,
  worker_id   int,                                 -- who follows it; one that has died follows nothing
  position    jsonb,                               -- as only its kind reads it
  runs        bigint not null default 0,           -- messages that made one
  skipped     bigint not null default 0,
  aside       bigint not null default 0,
  repeated    bigint not null default 0,           -- that came again
  last_at     timestamptz,                         -- of the newest message
  error       text,
  error_since timestamptz,
  gone_at     timestamptz,
  constraint trigger_source_once unique (pipeline_id, identity),
  check ((ordinal is null) = (gone_at is not null))
);

create table trunkline.trigger_message (
  id        bigint primary key generated always as identity,
  source_id bigint not null references trunkline.trigger_source on delete cascade,
  key       text not null,
  outcome   text not null check (outcome in ('run', 'aside', 'discarded')),
  run_id    bigint,                                -- stays when the run is forgotten: the key must be known for longer
  reason    text,
  content   jsonb,                                 -- of one that is aside, as it came; null: it can't be kept
  at        timestamptz not null default now(),
  constraint trigger_message_once unique (source_id, key)
);
create index trigger_message_aside on trunkline.trigger_message (source_id, id) where outcome = 'aside';
create index trigger_message_run on trunkline.trigger_message (run_id);
create index trigger_message_at on trunkline.trigger_message (at);
