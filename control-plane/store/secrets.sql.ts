// Generated from secrets.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const secretFactsSql = `select j.environment, j.rules -> 'secrets' as "routes", v.tree_oid as "tree_oid", c.facts as "facts"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id join trunkline.project j on j.id = p.project_id
  left join trunkline.revision v on v.id = j.revision_id
  left join trunkline.access_class c on c.id = p.class_id
 where r.id = $1`;

export interface SecretFactsRow {
  environment: string;
  routes: unknown;
  tree_oid: string | null;
  facts: unknown;
}

/** As they are now: a run pins the names of its secrets, values come from the commit that is deployed. */
export async function secretFacts(db: Db, p: { run: string | number | bigint }): Promise<SecretFactsRow | undefined> {
  const { rows } = await db.query<SecretFactsRow>({ name: "secrets.secretFacts", text: secretFactsSql, values: [p.run] });
  return rows[0];
}

const grantAttemptSql = `select trunkline.grant_attempt($1, $2, $3, $4, $5, $6) as "until"`;

export interface GrantAttemptRow {
  until: Date | null;
}

/** Rights of a running attempt, and until when it has them at most; null when it does not run any more. May be sent twice. */
export async function grantAttempt(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; resources: readonly string[]; ms: string | number | bigint; reason: string }): Promise<GrantAttemptRow | undefined> {
  const { rows } = await db.query<GrantAttemptRow>({ name: "secrets.grantAttempt", text: grantAttemptSql, values: [p.run, p.idx, p.attempt, texts(p.resources), p.ms, p.reason] });
  return rows[0];
}

const useGrantsSql = `select trunkline.use_grants($1, $2, $3, $4, $5) as "held"`;

export interface UseGrantsRow {
  held: boolean;
}

/** False when a right has ended: then nothing may be used. */
export async function useGrants(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; resources: readonly string[]; details: readonly unknown[] }): Promise<UseGrantsRow | undefined> {
  const { rows } = await db.query<UseGrantsRow>({ name: "secrets.useGrants", text: useGrantsSql, values: [p.run, p.idx, p.attempt, texts(p.resources), p.details.map(json)] });
  return rows[0];
}
