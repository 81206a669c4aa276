// Generated from blackouts.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const addBlackoutSql = `insert into trunkline.blackout (project, pipeline, tags, from_at, to_at, mode, actor, reason)
values ($1::text, $2::text, $3::jsonb, $4, $5, $6, $7, $8::text)
returning *`;

export interface AddBlackoutRow {
  id: number;
  project: string | null;
  pipeline: string | null;
  tags: unknown;
  from_at: Date;
  to_at: Date;
  mode: string;
  actor: string;
  reason: string | null;
  added_at: Date;
}

export async function addBlackout(db: Db, p: { project?: string | null | undefined; pipeline?: string | null | undefined; tags: unknown; from: Date | string; to: Date | string; mode: string; actor: string; reason?: string | null | undefined }): Promise<AddBlackoutRow | undefined> {
  const { rows } = await db.query<AddBlackoutRow>({ name: "blackouts.addBlackout", text: addBlackoutSql, values: [p.project ?? null, p.pipeline ?? null, json(p.tags), p.from, p.to, p.mode, p.actor, p.reason ?? null] });
  return rows[0];
}

const endBlackoutSql = `select trunkline.end_blackout($1) as "ended"`;

export interface EndBlackoutRow {
  ended: boolean;
}

/** False when there is none with the id. */
export async function endBlackout(db: Db, p: { id: number }): Promise<EndBlackoutRow | undefined> {
  const { rows } = await db.query<EndBlackoutRow>({ name: "blackouts.endBlackout", text: endBlackoutSql, values: [p.id] });
  return rows[0];
}

const pastBlackoutsSql = `select b.* from trunkline.blackout b where b.to_at <= now() order by b.id for update skip locked`;

export interface PastBlackoutsRow {
  id: number;
  project: string | null;
  pipeline: string | null;
  tags: unknown;
  from_at: Date;
  to_at: Date;
  mode: string;
  actor: string;
  reason: string | null;
  added_at: Date;
}

/** Those whose time is over, for this server to end. */
export async function pastBlackouts(db: Db): Promise<PastBlackoutsRow[]> {
  const { rows } = await db.query<PastBlackoutsRow>({ name: "blackouts.pastBlackouts", text: pastBlackoutsSql });
  return rows;
}

const listBlackoutsSql = `select b.* from trunkline.blackout b
 where b.to_at > now() and ($1::int is null or b.id = $1)
   and ($2::int[] is null or exists (
         select from trunkline.blackouts_of(array(select p.id from trunkline.pipeline p
                                                   where p.class_id = any ($2) and p.removed_at is null)) x
          where (x.blackout).id = b.id))
 order by b.from_at, b.id`;

export interface ListBlackoutsRow {
  id: number;
  project: string | null;
  pipeline: string | null;
  tags: unknown;
  from_at: Date;
  to_at: Date;
  mode: string;
  actor: string;
  reason: string | null;
  added_at: Date;
}

/** With classes: those that keep one of their pipelines. */
export async function listBlackouts(db: Db, p: { id?: number | null | undefined; classes?: readonly number[] | null | undefined }): Promise<ListBlackoutsRow[]> {
  const { rows } = await db.query<ListBlackoutsRow>({ name: "blackouts.listBlackouts", text: listBlackoutsSql, values: [p.id ?? null, list(p.classes)] });
  return rows;
}

const blackoutsOfSql = `select x.pipeline_id as "pipeline_id", (x.blackout).id as "id", (x.blackout).mode as "mode",
       (x.blackout).actor as "actor", (x.blackout).reason as "reason", (x.blackout).from_at as "from_at",
       (x.blackout).to_at as "to_at", (x.blackout).from_at <= now() as "now"
  from trunkline.blackouts_of($1::int[]) x
 order by (x.blackout).mode desc, (x.blackout).to_at desc, (x.blackout).id`;

export interface BlackoutsOfRow {
  pipeline_id: number;
  id: number;
  mode: string;
  actor: string;
  reason: string | null;
  from_at: Date;
  to_at: Date;
  now: boolean;
}

/** What is or will be of some pipelines; what keeps a run longest comes first. */
export async function blackoutsOf(db: Db, p: { pipelines: readonly number[] }): Promise<BlackoutsOfRow[]> {
  const { rows } = await db.query<BlackoutsOfRow>({ name: "blackouts.blackoutsOf", text: blackoutsOfSql, values: [list(p.pipelines)] });
  return rows;
}

const countBlackoutsSql = `select count(*)::int as "count" from trunkline.blackout b
 where b.from_at <= now() and b.to_at > now()
   and ($1::int[] is null or exists (
         select from trunkline.blackouts_of(array(select p.id from trunkline.pipeline p
                                                   where p.class_id = any ($1) and p.removed_at is null)) x
          where (x.blackout).id = b.id))`;

export interface CountBlackoutsRow {
  count: number;
}

/** How many are now. */
export async function countBlackouts(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<CountBlackoutsRow | undefined> {
  const { rows } = await db.query<CountBlackoutsRow>({ name: "blackouts.countBlackouts", text: countBlackoutsSql, values: [list(p.classes)] });
  return rows[0];
}

const renameBlackoutsSql = `update trunkline.blackout b set pipeline = x.name
  from unnest($1::text[], $2::text[]) x(before, name)
 where b.project = $3 and b.pipeline = x.before and b.to_at > now()`;

/** Blackouts of a renamed pipeline go with it; those of a name in every project stay as they were said. */
export async function renameBlackouts(db: Db, p: { before: readonly string[]; names: readonly string[]; project: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "blackouts.renameBlackouts", text: renameBlackoutsSql, values: [texts(p.before), texts(p.names), p.project] });
  return rowCount ?? 0;
}
