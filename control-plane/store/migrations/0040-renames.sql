-- What pipelines were called before: whoever waits for the old name goes on, and a spec in error keeps what it lays claim to.

alter table trunkline.pipeline add column former_names text[] not null default '{}';         -- the latest last
create index pipeline_formerly on trunkline.pipeline (project_id) where removed_at is null and former_names <> '{}';

alter table trunkline.pipeline_source add column renamed_from text[] not null default '{}';  -- as the file says
create index pipeline_source_claims on trunkline.pipeline_source (project_id) where renamed_from <> '{}';
