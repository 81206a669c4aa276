--! breaking: what is due of a guarded pipeline is claimed before it starts
-- Ownership of migrated jobs: whose each slot is while two schedulers know them. docs/decisions/ownership-by-slots.md.

-- A pipeline whose jobs a guard asks for, or did. Its row is locked by whoever reads or changes anything of its ownership.
create table trunkline.ownership (
  pipeline_id int primary key references trunkline.pipeline,
  slots       text not null check (slots in ('minutes', 'dates')),
  ahead       interval not null                    -- how long a guard may go on unasked, under the policy `nobody`
);

create table trunkline.hand_over (
  pipeline_id int not null references trunkline.ownership,
  epoch       int not null,                        -- from 1
  side        text not null check (side in ('legacy', 'trunkline')),
  from_slot   text not null,                       -- the first of the new owner
  policy      text not null check (policy in ('nobody', 'legacy')),
  revision_id int not null references trunkline.revision,
  at          timestamptz not null default now(),
  primary key (pipeline_id, epoch)
);

-- A host that was answered: one guard's folder on it.
create table trunkline.guard (
  pipeline_id  int not null references trunkline.ownership,
  id           text not null,
  host         text not null,
  acknowledged int not null default 0,             -- the epoch that it has said to hold; 0: none yet
  asked_at     timestamptz not null default now(),
  primary key (pipeline_id, id)
);

-- What a guard may start unasked, as far as it hasn't said that it knows better.
create table trunkline.guard_grant (
  pipeline_id int not null,
  guard       text not null,
  epoch       int not null,
  from_slot   text not null,
  before_slot text,                                -- null: without an end
  primary key (pipeline_id, guard, epoch),
  foreign key (pipeline_id, guard) references trunkline.guard on delete cascade
);

-- Who starts a slot: the first claim stays.
create table trunkline.slot_claim (
  pipeline_id int not null references trunkline.ownership,
  slot        text not null,
  side        text not null check (side in ('legacy', 'trunkline')),
  job         text,                                -- of the other scheduler, that asked for it or reported it
  guard       text,
  unasked     boolean not null default false,      -- started under a grant, and reported later
  run_id      bigint,                              -- ours; stays when the run is forgotten
  at          timestamptz not null default now(),
  primary key (pipeline_id, slot)
);

alter table trunkline.pipeline add column guarded boolean not null default false;   -- has a row of ownership
