// Generated from awaited.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const hasAwaitedSql = `select exists (select from trunkline.awaited where pipeline_id = any ($1::int[])) as "has"`;

export interface HasAwaitedRow {
  has: boolean;
}

export async function hasAwaited(db: Db, p: { pipelines: readonly number[] }): Promise<HasAwaitedRow | undefined> {
  const { rows } = await db.query<HasAwaitedRow>({ name: "awaited.hasAwaited", text: hasAwaitedSql, values: [list(p.pipelines)] });
  return rows[0];
}

const replaceAwaitedSql = `with gone as (delete from trunkline.awaited where pipeline_id = any ($1::int[])
                 and (project, pipeline, task, pipeline_id) not in (
                   select * from unnest($2::text[], $3::text[], $4::text[], $5::int[])))
insert into trunkline.awaited (project, pipeline, task, pipeline_id)
select * from unnest($2::text[], $3::text[], $4::text[], $5::int[])
on conflict do nothing`;

/** What pipelines ask about; those that are not named ask about nothing. */
export async function replaceAwaited(db: Db, p: { pipelines: readonly number[]; projects: readonly string[]; names: readonly string[]; tasks: readonly string[]; askers: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "awaited.replaceAwaited", text: replaceAwaitedSql, values: [list(p.pipelines), texts(p.projects), texts(p.names), texts(p.tasks), list(p.askers)] });
  return rowCount ?? 0;
}

const awaitersOfSql = `select a.pipeline as awaited, a.task, p.name, p.file, j.name as project
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where a.project = $1 and a.pipeline = any ($2::text[])
 order by j.name, p.name, a.pipeline, a.task`;

export interface AwaitersOfRow {
  awaited: string;
  task: string;
  name: string;
  file: string;
  project: string;
}

/** Deployed pipelines, of any project, that ask about one of these. */
export async function awaitersOf(db: Db, p: { project: string; names: readonly string[] }): Promise<AwaitersOfRow[]> {
  const { rows } = await db.query<AwaitersOfRow>({ name: "awaited.awaitersOf", text: awaitersOfSql, values: [p.project, texts(p.names)] });
  return rows;
}
