-- Where a revision brought several changes at once: the one that touched a pipeline, which is not the revision's own commit.
create table trunkline.deployed_change (
  pipeline_id integer not null references trunkline.pipeline,
  revision_id integer not null references trunkline.revision,
  commit_oid text not null,
  author_name text not null,
  author_email text not null,
  authored_at timestamptz not null,
  subject text not null,
  change_number text,
  approvers text[] not null default '{}',
  primary key (pipeline_id, revision_id)
);
