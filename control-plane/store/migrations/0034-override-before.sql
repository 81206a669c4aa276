-- What a parameter or a variable was before somebody gave it another value; a list: it differed among tasks. Null: it was not there.
alter table trunkline.override add column before jsonb;
