-- What rights depend on, once for all pipelines that are alike in it: lists ask for a few classes instead of each pipeline.
create table trunkline.access_class (
  id    int primary key generated always as identity,
  key   text not null unique,                      -- canonical JSON of the facts
  facts jsonb not null
);
-- Null until a server that knows of classes has looked at the pipeline: nobody with limited rights sees it till then.
alter table trunkline.pipeline add column class_id int references trunkline.access_class;
create index pipeline_class on trunkline.pipeline (class_id, id);
