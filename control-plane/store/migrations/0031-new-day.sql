-- At which time of day the business dates of a trigger's due times begin.

alter table trunkline.trigger
  add column new_day text not null default '00:00' check (new_day ~ '^([01]\d|2[0-3]):[0-5]\d$');
