-- What policies asked before they asked by an index. Where walls of then still stand their policies go with it: the API's role
-- sees nothing by them until the start that runs this raises the walls anew.
drop function if exists trunkline.sees_pipeline(int), trunkline.sees_run(bigint), trunkline.sees_backfill(int),
  trunkline.sees_spec(int), trunkline.sees_name(text, text) cascade;
delete from trunkline.migration where name = 'functions/b_sees.sql';
