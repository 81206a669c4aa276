--! breaking: who makes runs asks whether the pipeline may have any
-- Waves of a migration: while another scheduler runs a pipeline, none of its runs is made here.

alter table trunkline.pipeline
  add column wave text,                                                   -- null: in none
  add column stage text check (stage in ('observe', 'live', 'retired')),
  add constraint staged check ((wave is null) = (stage is null)),
  add column makes_runs boolean not null generated always as (stage is null or stage = 'live') stored;

-- Where the wave's file says the stage. No part of a pipeline's revision, or a comment would change it.
alter table trunkline.pipeline_source add column stage_line int;
