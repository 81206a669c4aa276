-- The transaction that looked at a wait when a change that had not found its keys may still have been open; null: none had to.
alter table trunkline.wait add column settling xid8;
