// Generated from access.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putAccessClassesSql = `insert into trunkline.access_class (key, facts)
select x.key, x.key::jsonb from unnest($1::text[]) x(key)
 where not exists (select from trunkline.access_class c where c.key = x.key)
 order by x.key
on conflict do nothing`;

/** In one order, so that two applies never wait for each other. */
export async function putAccessClasses(db: Db, p: { keys: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "access.putAccessClasses", text: putAccessClassesSql, values: [texts(p.keys)] });
  return rowCount ?? 0;
}

const accessClassIdsSql = `select c.id, c.key from trunkline.access_class c where c.key = any ($1::text[])`;

export interface AccessClassIdsRow {
  id: number;
  key: string;
}

export async function accessClassIds(db: Db, p: { keys: readonly string[] }): Promise<AccessClassIdsRow[]> {
  const { rows } = await db.query<AccessClassIdsRow>({ name: "access.accessClassIds", text: accessClassIdsSql, values: [texts(p.keys)] });
  return rows;
}

const listAccessClassesSql = `select c.id, c.facts from trunkline.access_class c order by c.id`;

export interface ListAccessClassesRow {
  id: number;
  facts: unknown;
}

export async function listAccessClasses(db: Db): Promise<ListAccessClassesRow[]> {
  const { rows } = await db.query<ListAccessClassesRow>({ name: "access.listAccessClasses", text: listAccessClassesSql });
  return rows;
}
