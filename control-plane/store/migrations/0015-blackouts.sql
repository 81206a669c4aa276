-- Times in which runs of chosen pipelines do not start.

create table trunkline.blackout (
  id       int primary key generated always as identity,
  project  text,                                   -- null: every project
  pipeline text,                                   -- null: every pipeline
  tags     jsonb not null default '{}',            -- {"tier": ["gold"]}: a pipeline has all of these
  from_at  timestamptz not null,
  to_at    timestamptz not null,                   -- then it ends by itself, and its row goes
  mode     text collate "C" not null check (mode in ('later', 'skip')),
  actor    text not null,
  reason   text,
  added_at timestamptz not null default now(),
  constraint blackout_time check (to_at > from_at)
);
