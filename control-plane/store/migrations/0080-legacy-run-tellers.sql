-- Which sources had runs of a job is asked for every page of the board of parity.

create index legacy_run_teller on trunkline.legacy_run (project_id, job, source_id);
