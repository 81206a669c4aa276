-- What people look for among many: few runs end so, and one that succeeds costs a look at the condition. Policies look at each
-- row before a state is compared, so that without it a list of failures would ask about every run.
create index run_not_succeeded on trunkline.run (id) where state in ('failed', 'skipped', 'cancelled');
