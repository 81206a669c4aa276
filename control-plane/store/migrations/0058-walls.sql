-- The roles that the walls stand for, and for what they were raised: a change of the schema, of a function or of the
-- database's name raises them anew. No row: there are no roles, and whoever has the login may everything.
create table trunkline.wall (
  one       boolean primary key default true check (one),
  database  text not null,
  engine    text not null,
  api       text not null,
  raised    text not null,                         -- digest of all that was applied to the database by then
  raised_at timestamptz not null default now()
);
-- Who sees a pipeline may read its specs, of all its revisions.
create index deployment_of_revision on trunkline.deployment (pipeline_revision_id);
-- Pages of pipelines are cut by it.
create index pipeline_listed on trunkline.pipeline (name, id) where removed_at is null;

-- Rights depend on the environment: until its pipelines are classified anew nobody with limited rights sees them.
create function trunkline.forget_classes() returns trigger language plpgsql as $$
begin
  update trunkline.pipeline set class_id = null where project_id = new.id;
  return null;
end $$;
create trigger forget_classes after update on trunkline.project for each row
  when (old.environment <> new.environment or old.name <> new.name) execute function trunkline.forget_classes();
