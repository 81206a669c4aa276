-- Nothing is ever deleted of access_class, so there is nothing to check: 8 us for each of the 10,000 pipelines of a first sync.
alter table trunkline.pipeline drop constraint pipeline_class_id_fkey;
