-- What two people changed of a deployed pipeline for a time, without a commit. One that is proposed or in force at a time for each
-- pipeline; while it is in force the pipeline's revision is the changed one, and the deployed one is kept here.
create table trunkline.break_glass (
  id int generated always as identity primary key,
  pipeline_id int not null references trunkline.pipeline (id),
  -- What Git deployed, and what stands in its place.
  deployed_revision int not null references trunkline.pipeline_revision (id),
  pipeline_revision_id int not null references trunkline.pipeline_revision (id),
  -- As asked: a list of {path, value} in the words of the spec; and what would make it permanent.
  edits jsonb not null,
  patch text not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  -- The project's revision that put it in force.
  revision_id int references trunkline.revision (id),
  until timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  ending text check (ending in ('expired', 'withdrawn', 'merged', 'superseded')),
  constraint break_glass_two_people check (lower(approved_by) <> lower(proposed_by)),
  constraint break_glass_approved check (num_nonnulls(approved_by, approved_at, revision_id) in (0, 3)),
  constraint break_glass_ended check (num_nonnulls(ended_at, ended_by, ending) in (0, 3)),
  constraint break_glass_changes check (pipeline_revision_id <> deployed_revision)
);
create unique index break_glass_open on trunkline.break_glass (pipeline_id) where ended_at is null;
create index break_glass_until on trunkline.break_glass (until) where ended_at is null;
create index break_glass_revision on trunkline.break_glass (revision_id) where revision_id is not null;

alter table trunkline.deployment drop constraint deployment_action_check;
alter table trunkline.deployment add constraint deployment_action_check
  check (action in ('added', 'changed', 'removed', 'renamed', 'overridden', 'restored'));
