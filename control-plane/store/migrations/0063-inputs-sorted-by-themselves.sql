-- As 0039 had it: only the owner of an index may sort in what waits, and a server's role is not the owner.
alter index trunkline.pipeline_source_inputs set (gin_pending_list_limit = 64);
