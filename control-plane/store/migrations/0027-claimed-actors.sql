-- Whose name an act is recorded under is what the request says, until there are accounts: false only where nobody claimed
-- one, because the token was all that was known, or because a deadline acted.
alter table trunkline.audit add column claimed boolean not null
  generated always as (actor not in ('local-token', 'deadline')) stored;
