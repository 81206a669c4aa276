-- Notices of what happens, for programs elsewhere: written with the change, delivered afterwards.

-- Where servers deliver. A webhook that no server has named for a while is forgotten, and what waits for it.
create table trunkline.webhook (
  id    int primary key generated always as identity,
  url   text not null unique,
  until timestamptz not null                       -- servers that deliver to it move it on
);

-- What was not delivered yet; gone once the receiver has taken it.
create table trunkline.delivery (
  id         uuid primary key,
  webhook_id int not null references trunkline.webhook on delete cascade,
  body       text not null,                        -- as it is sent and signed
  created_at timestamptz not null default now(),
  attempts   int not null default 0,
  next_at    timestamptz not null default now()    -- next try, or until when a server is at it
);
create index delivery_next on trunkline.delivery (webhook_id, next_at);

create function trunkline.run_failed() returns trigger language plpgsql as $$
begin
  perform trunkline.notify_failure(new.id);
  return null;
end $$;
create trigger run_failed after update on trunkline.run
  for each row when (new.state = 'failed' and old.state <> 'failed') execute function trunkline.run_failed();
