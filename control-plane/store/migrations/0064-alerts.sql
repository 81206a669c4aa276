-- Alerts: what is known of channels and routes, what has happened, and the messages about it.

-- Where routes come from: a control repository, the file of an option, a project's deployed revision. No row: nothing of
-- what happens is noted.
create table trunkline.alert_source (
  name       text primary key,                     -- control/ID, option, project/ID
  project_id int unique,                           -- of a project's own routes
  content    jsonb not null,                       -- AlertSettings; of a project the list of its routes
  changed_at timestamptz not null default now()
);

-- What has happened and nobody has looked at: written in the transaction in which it does.
create table trunkline.alert_signal (
  id     bigint primary key generated always as identity,
  run_id bigint not null,
  type   text not null,                            -- as webhooks have it
  detail jsonb not null,
  at     timestamptz not null default clock_timestamp()
);

create table trunkline.alert (
  id          bigint primary key generated always as identity,
  key         text not null,                       -- stays the same from one to the next
  kind        text not null,
  severity    text not null,
  state       text not null default 'open' check (state in ('open', 'acknowledged', 'resolved')),
  project_id  int,
  pipeline_id int,
  run_id      bigint,                              -- the newest that it is about
  cause_id    bigint references trunkline.alert on delete set null, -- told below this one
  event       jsonb not null,                      -- as channels are told, but for output
  output      jsonb,                               -- of the task: {error, tail}; masked
  routes      jsonb not null default '[]',         -- by which it is told, and where each is
  count       int not null default 1,
  happened_at timestamptz not null,                -- of the newest
  opened_at   timestamptz not null default now(),
  next_at     timestamptz,                         -- when somebody is told next, unless it is acknowledged
  acknowledged_at timestamptz,
  acknowledged_by text,
  note        text,                                -- of whoever acknowledged it
  resolved_at timestamptz,
  resolution  text,
  constraint acknowledged check ((acknowledged_at is null) = (acknowledged_by is null)),
  constraint resolved check ((state = 'resolved') = (resolved_at is not null))
);
create unique index alert_open on trunkline.alert (key) where state <> 'resolved';
create index alert_next on trunkline.alert (next_at) where next_at is not null and state = 'open';
create index alert_of_run on trunkline.alert (run_id);
create index alert_of_pipeline on trunkline.alert (pipeline_id, id desc);
create index alert_below on trunkline.alert (cause_id) where cause_id is not null;

-- Messages: what is to be told to whom, and what became of it.
create table trunkline.alert_message (
  id           uuid primary key default gen_random_uuid(),
  alert_id     bigint references trunkline.alert on delete cascade, -- null: a digest, or a test
  channel      text not null,
  act          text not null check (act in ('open', 'again', 'remind', 'escalate', 'acknowledge', 'resolve', 'digest', 'test')),
  state        text not null default 'waiting' check (state in ('waiting', 'held', 'delivered', 'dropped', 'dead')),
  detail       jsonb not null default '{}',
  attempts     int not null default 0,
  error        text,
  reply        jsonb,                              -- what the channel calls it
  created_at   timestamptz not null default now(),
  next_at      timestamptz not null default now(), -- next try, or until when a server is at it
  delivered_at timestamptz
);
create index alert_message_next on trunkline.alert_message (next_at) where state = 'waiting';
create index alert_message_of on trunkline.alert_message (alert_id, channel, created_at);
create index alert_message_recent on trunkline.alert_message (channel, created_at);

create or replace function trunkline.run_failed() returns trigger language plpgsql as $$
begin
  perform trunkline.signal_alerts(array[new.id], array['run.failed'], array['{}'::jsonb]);
  perform trunkline.notify_failure(new.id);
  return null;
end $$;
