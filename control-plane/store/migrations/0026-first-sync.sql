-- A first sync of 10,000 specs writes less.
-- Text: Postgres checked each spec that came as JSON once more, 0.2 s of them all. What reads a part of one casts it. Code from
-- before this migration reads it as JSON; no version of it was ever released.
alter table trunkline.pipeline_revision alter column spec type text using spec::text;
-- Neither is ever deleted, and both come by the ten thousand, at 7 us for each.
alter table trunkline.pipeline drop constraint pipeline_current;
alter table trunkline.trigger drop constraint trigger_pipeline_id_fkey;
-- Every other file that it was made of: its own path is in the row, and as a key that nobody else has made half of what
-- the index cost.
update trunkline.pipeline_source set inputs = array_remove(inputs, path);
-- Files of a few kB, as most are, lie in their row: in the side table each is two rows and two keys more.
alter table trunkline.git_object set (toast_tuple_target = 8160);
-- Nobody reads it: the hash says which plan it was, the rows of `deployment` what it did.
alter table trunkline.revision drop column plan;
