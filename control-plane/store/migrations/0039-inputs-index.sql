-- What comes in waits unsorted, at most so many kB of it, and is looked through by every sync: with the default of 4 MB a
-- sync of one changed file took 4 ms longer behind a first sync of 10,000 specs.
alter index trunkline.pipeline_source_inputs set (gin_pending_list_limit = 64);
