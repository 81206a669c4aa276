-- What applies together, since when a file is in error, and which pipelines wait with a plan that is held.

alter table trunkline.pipeline_source
  add column bundle text,
  add column broken_in text,                       -- the commit that broke it; null: it is good
  add column broken_at timestamptz;
create index pipeline_source_bundles on trunkline.pipeline_source (project_id, bundle) where broken and bundle is not null;

alter table trunkline.project add column held_names text[];  -- null: nothing is held, or all of it
