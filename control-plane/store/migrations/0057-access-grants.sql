-- Rights that a person has for a while, because of an incident or a change that is under way elsewhere.
create table trunkline.access_grant (
  id          int primary key generated always as identity,
  kind        text not null check (kind in ('incident', 'ticket')),
  ticket      text not null,                       -- its number in the system that has it
  grantee     text not null,                       -- who asked, and has the right
  actions     text[] not null,
  project     text not null,
  pipelines   text[] not null,                     -- names, `*` for any characters; none: all of the project
  tags        jsonb not null,                      -- { key: [value] }, each of which a pipeline must have
  reason      text not null,
  until       timestamptz not null,
  asked_at    timestamptz not null default now(),
  approved_at timestamptz,                         -- null: nobody has yet, and it gives nothing
  approved_by text,
  checked_at  timestamptz not null default now(),  -- when the ticket was last found to be open
  ended_at    timestamptz,
  ended_by    text,
  ending      text check (ending in ('revoked', 'closed', 'expired')),
  constraint approved_by_another check (approved_by <> grantee),
  constraint ended check ((ended_at is null) = (ending is null))
);
create index access_grant_open on trunkline.access_grant (grantee) where ended_at is null;
