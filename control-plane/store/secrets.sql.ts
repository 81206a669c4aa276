// Generated from secrets.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const secretFactsSql = `select p.environment, p.rules -> 'secrets' as "routes", r.tree_oid as "tree_oid"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = $1`;

export interface SecretFactsRow {
  environment: string;
  routes: unknown;
  tree_oid: string | null;
}

/** As they are now: a run pins the names of its secrets, values come from the commit that is deployed. */
export async function secretFacts(db: Db, p: { project: string }): Promise<SecretFactsRow | undefined> {
  const { rows } = await db.query<SecretFactsRow>({ name: "secrets.secretFacts", text: secretFactsSql, values: [p.project] });
  return rows[0];
}
