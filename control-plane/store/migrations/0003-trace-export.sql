-- One server hands a finished run's trace over: it takes the run for a while, and a server that died lets it go with time.

alter table trunkline.run add column export_claimed_until timestamptz;

-- By time instead of by id: without a receiver runs stay unexported for ever, and a look at the last day must not read
-- through all the years before it.
drop index trunkline.run_unexported;
create index run_unexported on trunkline.run (finished_at) where finished_at is not null and exported_at is null;
