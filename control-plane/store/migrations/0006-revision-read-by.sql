-- Which reading of specs made a revision: Trunkline's version with a digest of the specs' schema. A server that reads
-- otherwise reads the whole estate again, at the same commit. Null: deployed before this was recorded.

alter table trunkline.revision add column read_by text;
