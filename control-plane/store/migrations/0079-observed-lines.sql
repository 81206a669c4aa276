-- Nothing asks for runs in this order; a seventh of the time that it takes to put them went into it.
drop index trunkline.legacy_run_newest;

alter table trunkline.legacy_source
  add column raises_from timestamptz,  -- ends from before raise no events: which ones they have raised is forgotten with the history
  add column retired_at timestamptz;   -- nobody waits for it any more; null: it is told on

-- Of sources that tell of single jobs, such as lists of runs: times of which all runs of a job are told.
create table trunkline.legacy_cover (
  source_id int not null references trunkline.legacy_source on delete cascade,
  job       text not null,
  told      tstzmultirange not null,
  primary key (source_id, job)
);
