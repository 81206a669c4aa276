create schema shop;
create type shop.colour as enum ('red', 'it''s "blue"');
create domain shop.amount as numeric(12, 2) check (value >= 0);
create table shop.customer (id bigint primary key generated always as identity, name text not null);
create table shop.item (
  id       int primary key generated always as identity,
  customer bigint references shop.customer,
  colour   shop.colour not null,
  price    shop.amount not null,
  tags     text[] not null default '{}',
  labels   jsonb not null default '{}',
  history  jsonb[] not null default '{}',
  sold     date,
  made_at  timestamptz not null default now(),
  picture  bytea
);
create function shop.cheapest(n int) returns table (id int, price numeric) language sql as
  'select i.id, i.price from shop.item i order by i.price limit n';
