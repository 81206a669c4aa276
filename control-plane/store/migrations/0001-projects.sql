-- What Git says: projects, their deployed revisions, pipelines and the files they were made of.
-- Rows that come by the ten thousand reference others without a foreign key where nothing is ever deleted on the
-- other side: each check costs some 8 us, half a second of a first sync of 10,000 specs.

create table trunkline.project (
  id               int primary key generated always as identity,
  name             text not null unique,
  environment      text not null default 'default',
  repository       text not null,                 -- path or URL, never with credentials
  branch           text not null,
  path             text not null default '',      -- folder inside the repository; '' is its root
  revision_id      int,                           -- deployed; null before the first apply
  observed_commit  text,                          -- newest tip that was looked at, deployed or not
  sync_state       text not null default 'Unknown'
                   check (sync_state in ('Synced', 'OutOfSync', 'Held', 'Unknown')),
  sync_reason      text,                          -- why it is not Synced, for people
  held_plan_hash   text,                          -- the plan that waits for a confirmation
  lease_token      bigint not null default 0,     -- fencing token: +1 for each holder
  lease_until      timestamptz,
  checked_at       timestamptz,                   -- last time the source was reached
  created_at       timestamptz not null default now()
);

create table trunkline.revision (
  id            int primary key generated always as identity,
  project_id    int not null references trunkline.project,
  base_id       int references trunkline.revision, -- what it was planned against
  commit_oid    text not null,
  tree_oid      text not null,                     -- of the project's folder, not of the repository
  plan_hash     text not null,
  plan          json not null,                     -- json, not jsonb: 10,000 changes are stored once and read whole
  author_name   text not null,
  author_email  text not null,
  authored_at   timestamptz not null,
  committed_at  timestamptz not null,
  subject       text not null,
  change_number text,                              -- pull or merge request
  approvers     text[] not null default '{}',      -- as declared by trailers
  uncommitted   boolean not null default false,    -- made of a working tree by `trunkline try`
  applied_by    text not null,
  applied_at    timestamptz not null default now()
);
create index revision_of_project on trunkline.revision (project_id, id desc);
alter table trunkline.project
  add constraint project_revision foreign key (revision_id) references trunkline.revision;

-- A removed pipeline stays as a row, with its history; the same name later is a new identity.
create table trunkline.pipeline (
  id                   int primary key generated always as identity,
  project_id           int not null,
  name                 text not null,
  file                 text not null,
  pipeline_revision_id int,                        -- null once removed
  changed_in           int not null,               -- newest revision that changed it, its inputs or scripts
  max_runs             int check (max_runs > 0),   -- null: no limit
  when_busy            text not null default 'queue' check (when_busy in ('queue', 'skip', 'cancelRunning')),
  created_at           timestamptz not null default now(),
  removed_at           timestamptz,
  check ((removed_at is null) = (pipeline_revision_id is not null))
);
create unique index pipeline_name on trunkline.pipeline (project_id, name) where removed_at is null;
create index pipeline_removed on trunkline.pipeline (project_id, name) where removed_at is not null;

-- Immutable normalized specs by their content: two pipelines never share one, since the name is part of it,
-- but a pipeline that gets back what it had before gets back its row.
create table trunkline.pipeline_revision (
  id           int primary key generated always as identity,
  content_hash text not null unique,               -- sha256 of the canonical JSON
  spec         json not null,                      -- json, not jsonb: the text is what was hashed
  task_count   int not null
);
alter table trunkline.pipeline add constraint pipeline_current
  foreign key (pipeline_revision_id) references trunkline.pipeline_revision;

-- Which revision of a pipeline came with which commit: the lines of `trunkline history`.
create table trunkline.deployment (
  revision_id          int not null,
  pipeline_id          int not null,
  pipeline_revision_id int,                        -- null: removed
  action               text not null check (action in ('added', 'changed', 'removed', 'renamed')),
  file                 text not null,
  primary key (pipeline_id, revision_id)
);

-- One row per spec file (or folder) at the observed commit, broken ones too.
create table trunkline.pipeline_source (
  project_id  int not null,
  path        text not null,
  name        text,                                -- null when not even the name could be read
  inputs      text[] not null,                     -- every file it was made of
  diagnostics jsonb not null default '[]',
  broken      boolean not null default false,
  primary key (project_id, path)
);
create index pipeline_source_inputs on trunkline.pipeline_source using gin (inputs);
create index pipeline_source_name on trunkline.pipeline_source (project_id, name);
create index pipeline_source_broken on trunkline.pipeline_source (project_id) where broken;

-- Edges are stored once per pipeline revision, never per run.
create table trunkline.spec_task (
  pipeline_revision_id int not null,
  idx                  int not null,               -- position of the task in the spec
  deps                 int not null,               -- how many tasks it needs
  succ                 int[] not null,             -- tasks that need it; the first may continue inline
  conditional          boolean not null,           -- has `if`: becomes ready whatever became of its needs
  tolerated            boolean not null,           -- `onFailure: continue`
  primary key (pipeline_revision_id, idx)
);

create table trunkline.trigger (
  pipeline_id int not null references trunkline.pipeline,
  ordinal     int not null,
  schedule    jsonb not null,
  timezone    text not null,
  missed      text not null check (missed in ('none', 'latest', 'all')),
  cursor_at   timestamptz not null,                -- due times up to and including it are accounted for
  next_at     timestamptz,                         -- null: never again
  primary key (pipeline_id, ordinal)
);
create index trigger_next on trunkline.trigger (next_at);

-- Git objects of deployed trees, so that a run needs no Git: content-addressed, verified by whoever reads them.
create table trunkline.git_object (
  oid     text collate "C" primary key,
  type    text not null check (type in ('blob', 'tree')),
  content bytea not null
);
alter table trunkline.git_object alter column content set storage external;

create table trunkline.audit (
  id      bigint primary key generated always as identity,
  at      timestamptz not null default now(),
  actor   text not null,
  act     text not null,                           -- apply, run, rerun, cancel, confirm …
  subject text not null,                           -- what it was done to: project, project/pipeline, run id
  detail  jsonb not null default '{}'
);
create index audit_subject on trunkline.audit (subject, id desc);
