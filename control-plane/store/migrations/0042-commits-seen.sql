-- When each commit of a project that signatures are asked of was first seen: by then its key must have been good,
-- whatever date the commit claims.
create table trunkline.commit_seen (
  project_id integer not null references trunkline.project,
  commit_oid text not null,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (project_id, commit_oid)
);
-- A held revision is looked at again when what it was held by has changed, and at this time where it is approved elsewhere.
alter table trunkline.project add column judged_by text, add column look_again_at timestamptz;
