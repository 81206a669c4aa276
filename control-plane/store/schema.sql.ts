// Generated from schema.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const showSchemaSql = `select pg_advisory_lock_shared(11, $1)`;

/** For as long as the connection lasts: code that knows so many migrations is at work, and hears of new ones. */
export async function showSchema(db: Db, p: { known: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "schema.showSchema", text: showSchemaSql, values: [p.known] });
  return rowCount ?? 0;
}

const listenForSchemaSql = `listen trunkline_schema`;

export async function listenForSchema(db: Db): Promise<number> {
  const { rowCount } = await db.query({ name: "schema.listenForSchema", text: listenForSchemaSql });
  return rowCount ?? 0;
}

const breakingAheadSql = `select m.name from trunkline.migration m where m.breaking and not (m.name = any ($1::text[])) order by m.name`;

export interface BreakingAheadRow {
  name: string;
}

/** Breaking migrations that the code does not know. */
export async function breakingAhead(db: Db, p: { known: readonly string[] }): Promise<BreakingAheadRow[]> {
  const { rows } = await db.query<BreakingAheadRow>({ name: "schema.breakingAhead", text: breakingAheadSql, values: [texts(p.known)] });
  return rows;
}
