-- The warehouse: one SQLite file. Amounts are euro cents. Created when missing, never altered by a load.

create table if not exists product (
  product text primary key,
  name text not null,
  unit_cents integer not null check (unit_cents > 0)
) strict;

create table if not exists orders (
  order_id text primary key,
  business_date text not null,
  region text not null,
  placed_at text not null,
  product text not null references product,
  quantity integer not null check (quantity > 0),
  amount_cents integer not null check (amount_cents > 0)
) strict;
create index if not exists orders_by_date on orders (business_date, region);

-- The references are deferred: a load replaces the orders of a date while older rows still point to them,
-- and the commit proves that every reference holds again.
create table if not exists refund (
  refund_id text primary key,
  order_id text not null references orders deferrable initially deferred,
  amount_cents integer not null check (amount_cents > 0),
  reason text not null
) strict;
create index if not exists refund_by_order on refund (order_id);

create table if not exists payment (
  payment_id text primary key,
  order_id text not null references orders deferrable initially deferred,
  method text not null,
  amount_cents integer not null
) strict;
create index if not exists payment_by_order on payment (order_id);

-- Made by reconcile-payments; a load keeps them, so that a repair outlives a reload of its date.
create table if not exists payment_adjustment (
  order_id text primary key references orders deferrable initially deferred,
  amount_cents integer not null check (amount_cents <> 0),
  reason text not null
) strict;

create table if not exists stock_snapshot (
  taken_at text not null,
  product text not null references product,
  units integer not null,
  primary key (taken_at, product)
) strict;
