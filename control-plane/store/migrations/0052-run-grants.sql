-- Rights of one attempt of a task, such as to a secret: they begin with it, and the transaction that ends it takes them.
create table trunkline.run_grant (
  run_id     bigint not null,
  idx        int not null,
  attempt    int not null,
  resource   text not null,                        -- such as `secret/finance/warehouse-token`
  reason     text not null,
  granted_at timestamptz not null default now(),
  expires_at timestamptz not null,                 -- nobody may have taken it by then: its worker and all servers were away
  used_at    timestamptz,
  revoked_at timestamptz,
  primary key (run_id, idx, attempt, resource)
);
create index run_grant_live on trunkline.run_grant (run_id, idx) where revoked_at is null;
