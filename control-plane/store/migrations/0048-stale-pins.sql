-- A pipeline whose file is in error runs as it did in the last revision that had it good: its spec and its scripts.

alter table trunkline.pipeline add column pinned_revision int references trunkline.revision;
create index pipeline_pinned on trunkline.pipeline (project_id) where pinned_revision is not null;
