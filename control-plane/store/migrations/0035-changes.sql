-- Numbers of changes that have no row of their own to be told apart by: an event that was cleared and emitted again, a variable that
-- was set again. A trigger with `per: run` makes one run for each.
create sequence trunkline.change_seq;
