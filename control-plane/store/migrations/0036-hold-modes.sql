-- A run or a pipeline may be held in every mode: what is on ice, or not executed, is then each of its tasks.
alter table trunkline.hold drop constraint hold_mode;
