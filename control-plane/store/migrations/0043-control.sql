-- Control repositories, which register projects, and what became of each project's registration.
create table trunkline.control (
  id              int primary key generated always as identity,
  repository      text not null,             -- path or URL, never with credentials
  branch          text not null,             -- '' where a plain folder is read as it is
  path            text not null default '',  -- folder inside the repository; '' is its root
  observed_commit text,                      -- newest that was applied, with what was broken in it left out
  reason          text,                      -- why it could not be read, for people
  diagnostics     json not null default '[]',
  checked_at      timestamptz,               -- last time it was reached
  created_at      timestamptz not null default now(),
  unique (repository, branch, path)
);

alter table trunkline.project
  add column control_id int references trunkline.control,  -- null: registered by a command's options
  add column registration_file text,                       -- in the control repository
  add column registration text not null default 'registered'
    check (registration in ('registered', 'broken', 'unregistered', 'removed')),
  add column registration_reason text;                     -- why it is not 'registered', for people
