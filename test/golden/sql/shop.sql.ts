// Generated from shop.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const addItemSql = `insert into shop.item (customer, colour, price, tags, labels, history, sold, picture)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id, colour, price, tags, labels, history, sold, made_at, picture, customer`;

export interface AddItemRow {
  id: number;
  colour: "red" | "it's \"blue\"";
  price: string;
  tags: string[];
  labels: unknown;
  history: unknown[];
  sold: string | null;
  made_at: Date;
  picture: Buffer | null;
  customer: string | null;
}

/**
 * Adds one.
 * Ends no comment early: *\/ and names no parameter: `:nothing`.
 */
export async function addItem(db: Db, p: { customer?: string | number | bigint | null | undefined; colour: "red" | "it's \"blue\""; price: string | number; tags: readonly string[]; labels: unknown; history: readonly unknown[]; sold?: string | null | undefined; picture?: Uint8Array | null | undefined }): Promise<AddItemRow | undefined> {
  const { rows } = await db.query<AddItemRow>({ name: "shop.addItem", text: addItemSql, values: [p.customer ?? null, p.colour, p.price, texts(p.tags), json(p.labels), p.history.map(json), p.sold ?? null, p.picture ?? null] });
  return rows[0];
}

const itemsSql = `select i.id, i.colour, c.name as "customer", count(*) over () as "total", i.price * 2 as twice
  from shop.item i left join shop.customer c on c.id = i.customer
 where ($1::shop.colour is null or i.colour = $1)
   and i.tags @> $2::text[] /* not :this */
   and 'a:b' <> ':c' and "i"."id" > 0 and $tag$ :d $tag$ <> E'\\':e' -- nor :that
 order by i.id
 limit $3`;

export interface ItemsRow {
  id: number;
  colour: "red" | "it's \"blue\"";
  customer: string | null;
  total: string;
  twice: string | null;
}

export async function items(db: Db, p: { colour?: "red" | "it's \"blue\"" | null | undefined; tags: readonly string[]; limit: string | number | bigint }): Promise<ItemsRow[]> {
  const { rows } = await db.query<ItemsRow>({ name: "shop.items", text: itemsSql, values: [p.colour ?? null, texts(p.tags), p.limit] });
  return rows;
}

const cheapestSql = `select f.id as "id", f.price as "price" from shop.cheapest($1) f`;

export interface CheapestRow {
  id: number;
  price: string;
}

export async function cheapest(db: Db, p: { n: number }): Promise<CheapestRow[]> {
  const { rows } = await db.query<CheapestRow>({ name: "shop.cheapest", text: cheapestSql, values: [p.n] });
  return rows;
}

const removeAllSql = `delete from shop.item`;

export async function removeAll(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "shop.removeAll", text: removeAllSql });
  return rowCount ?? 0;
}

const quotedSql = `select 'a\`b\${c}\\d' as "odd name", (array[1, 2, 3])[$1::int:3] as slice`;

export interface QuotedRow {
  "odd name": string;
  slice: number[] | null;
}

export async function quoted(db: Db, p: { first: number }): Promise<QuotedRow | undefined> {
  const { rows } = await db.query<QuotedRow>({ name: "shop.quoted", text: quotedSql, values: [p.first] });
  return rows[0];
}

const plainSql = `select $1::int[] as "counts", $2::boolean[] as "flags"`;

export interface PlainRow {
  counts: number[];
  flags: boolean[] | null;
}

export async function plain(db: Db, p: { counts: readonly number[]; flags?: readonly boolean[] | null | undefined }): Promise<PlainRow | undefined> {
  const { rows } = await db.query<PlainRow>({ name: "shop.plain", text: plainSql, values: [list(p.counts), list(p.flags)] });
  return rows[0];
}

const toldSql = `select $1::text[] as "words"`;

export interface ToldRow {
  words: string[];
}

export async function told(db: Db, p: { words: readonly string[] }): Promise<ToldRow | undefined> {
  const { rows } = await db.query<ToldRow>({ name: "shop.told", text: toldSql, values: [texts(p.words)] });
  return rows[0];
}
