-- People, as an identity provider vouches for them; their sessions; and logins that were begun.
create table trunkline.person (
  name        text primary key,                    -- what the audit and teams call them: an e-mail address
  issuer      text not null,                       -- a name is of one account: an address that is given to somebody else is not
  subject     text not null,
  created_at  timestamptz not null default now(),
  last_login  timestamptz not null default now()
);
create table trunkline.session (
  id         text primary key,
  kind       text not null check (kind in ('browser', 'command')),
  digest     bytea not null,                       -- SHA-256 of its 256 random bits
  person     text not null references trunkline.person on delete cascade,
  groups     text[] not null,                      -- as of the login
  mfa        boolean not null,
  created_at timestamptz not null default now(),
  seen_at    timestamptz not null default now(),   -- give or take a minute
  expires_at timestamptz not null
);
create index session_person on trunkline.session (person);
create index session_expires on trunkline.session (expires_at);
create table trunkline.login_attempt (
  digest     bytea primary key,                    -- of the handle, which whoever began it has alone
  kind       text not null check (kind in ('browser', 'command')),
  sealed     bytea not null,                       -- what only the handle opens: verifier, nonce, device code
  polled_at  timestamptz,
  expires_at timestamptz not null
);
create index login_attempt_expires on trunkline.login_attempt (expires_at);
