// Generated from objects.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putObjectsSql = `insert into trunkline.git_object (oid, type, content)
select x.oid, x.type, substring($1::bytea from x.start + 1 for x.length)
  from unnest($2::text[], $3::text[], $4::int[], $5::int[]) x(oid, type, start, length)
on conflict do nothing`;

/** Contents come as one value and are cut apart here: an array of bytea travels as escaped text, at twice the size. */
export async function putObjects(db: Db, p: { contents: Uint8Array; oids: readonly string[]; types: readonly string[]; starts: readonly number[]; lengths: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "objects.putObjects", text: putObjectsSql, values: [p.contents, texts(p.oids), texts(p.types), list(p.starts), list(p.lengths)] });
  return rowCount ?? 0;
}

const getObjectsSql = `select o.oid, o.type, o.content from trunkline.git_object o where o.oid = any ($1)`;

export interface GetObjectsRow {
  oid: string;
  type: string;
  content: Buffer;
}

export async function getObjects(db: Db, p: { oids: readonly string[] }): Promise<GetObjectsRow[]> {
  const { rows } = await db.query<GetObjectsRow>({ name: "objects.getObjects", text: getObjectsSql, values: [texts(p.oids)] });
  return rows;
}
