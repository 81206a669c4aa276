-- Robots get in by tokens of which only a digest is kept; who has the database can't use them.
create table trunkline.robot (
  name       text primary key,
  created_at timestamptz not null default now(),
  created_by text not null
);
create table trunkline.api_token (
  id           text primary key,                   -- part of the token: what lists, the audit and messages call it
  robot        text not null references trunkline.robot,
  digest       bytea not null,                     -- SHA-256 of its 256 random bits: a slow hash would only slow requests
  scopes       text[],                             -- names of actions; null: whatever the robot may
  created_at   timestamptz not null default now(),
  created_by   text not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz,                        -- give or take ten minutes
  revoked_at   timestamptz,
  replaced_by  text unique references trunkline.api_token,
  check (expires_at > created_at)
);
create index api_token_robot on trunkline.api_token (robot, created_at desc);
