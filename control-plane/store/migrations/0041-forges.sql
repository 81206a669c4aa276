-- What is to be seen on forges (check runs, comments, statuses, deployments), and which of their webhooks were heard.

-- One row for each object there: what it is to be, and how far that is. Written beside what it is about, brought there
-- afterwards, and again until it is; a newer wish replaces an older one that was not brought yet.
create table trunkline.forge_act (
  id         bigint primary key generated always as identity,
  project_id int not null references trunkline.project on delete cascade,
  key        text not null,                        -- which object, such as comment:12
  desired    jsonb not null,
  version    int not null default 1,               -- of the wish
  done       jsonb not null default '{}',          -- the object's id there, and how much of it was sent
  state      text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  attempts   int not null default 0,               -- of this wish
  fault      text,                                 -- of the newest try
  created_at timestamptz not null default now(),   -- of this wish
  next_at    timestamptz not null default now(),   -- next try, or until when a server is at it
  unique (project_id, key)
);
create index forge_act_next on trunkline.forge_act (next_at) where state = 'waiting';

-- Open changes, as they were looked at last.
create table trunkline.forge_change (
  project_id  int not null references trunkline.project on delete cascade,
  number      int not null,
  head_commit text not null,
  base_commit text,                                -- deployed when its plan was made
  plan_digest text not null,                       -- of what the plan says
  planned_at  timestamptz not null default now(),
  primary key (project_id, number)
);

-- Deliveries of webhooks that were heard: the same one, delivered again, is no new hint.
create table trunkline.forge_delivery (
  target      text not null,
  key         text not null,
  received_at timestamptz not null default now(),
  primary key (target, key)
);
create index forge_delivery_received on trunkline.forge_delivery (received_at);
