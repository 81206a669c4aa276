// Generated from evidence.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const seeCommitsSql = `with new as (
  insert into trunkline.commit_seen (project_id, commit_oid)
  select $1, unnest($2::text[]) on conflict do nothing
  returning commit_oid, seen_at
)
select n.commit_oid as "commit", n.seen_at as "seenAt" from new n
union all
select s.commit_oid, s.seen_at from trunkline.commit_seen s
 where s.project_id = $1 and s.commit_oid = any ($2::text[])`;

export interface SeeCommitsRow {
  commit: string;
  seenAt: Date;
}

/** When each of the commits was first seen, which is now for those that are new. */
export async function seeCommits(db: Db, p: { project: number; commits: readonly string[] }): Promise<SeeCommitsRow[]> {
  const { rows } = await db.query<SeeCommitsRow>({ name: "evidence.seeCommits", text: seeCommitsSql, values: [p.project, texts(p.commits)] });
  return rows;
}

const recordJudgedSql = `update trunkline.project
   set judged_by = $1, look_again_at = clock_timestamp() + $2::bigint * interval '1 millisecond'
 where id = $3 and lease_token = $4`;

/** By which rules a revision came to be held, and after how long it is looked at again by itself; null: not before they change. */
export async function recordJudged(db: Db, p: { judgedBy: string; lookAgainMs?: string | number | bigint | null | undefined; id: number; token: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "evidence.recordJudged", text: recordJudgedSql, values: [p.judgedBy, p.lookAgainMs ?? null, p.id, p.token] });
  return rowCount ?? 0;
}
