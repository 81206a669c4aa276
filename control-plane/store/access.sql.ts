// Generated from access.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putAccessClassesSql = `insert into trunkline.access_class (key, facts)
select x.key, x.key::jsonb from unnest($1::text[]) x(key)
 where not exists (select from trunkline.access_class c where c.key = x.key)
 order by x.key
on conflict do nothing
returning id, key`;

export interface PutAccessClassesRow {
  id: number;
  key: string;
}

/** Those that are new, with their ids. In one order, so that two applies never wait for each other. */
export async function putAccessClasses(db: Db, p: { keys: readonly string[] }): Promise<PutAccessClassesRow[]> {
  const { rows } = await db.query<PutAccessClassesRow>({ name: "access.putAccessClasses", text: putAccessClassesSql, values: [texts(p.keys)] });
  return rows;
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

const putAccessSql = `update trunkline.control set access = $1::jsonb
 where id = $2 and access is distinct from $1::jsonb
returning id`;

export interface PutAccessRow {
  id: number;
}

/** What a control repository's teams and policies are now; no row where they are that already. */
export async function putAccess(db: Db, p: { access?: unknown | null | undefined; id: number }): Promise<PutAccessRow | undefined> {
  const { rows } = await db.query<PutAccessRow>({ name: "access.putAccess", text: putAccessSql, values: [json(p.access), p.id] });
  return rows[0];
}

const storedAccessSql = `select c.access from trunkline.control c
 where case when $1::int is null then c.access is not null else c.id = $1 end
 order by c.checked_at desc nulls last limit 1`;

export interface StoredAccessRow {
  access: unknown;
}

/** Of one control repository; of the one that was looked at last where none is named. */
export async function storedAccess(db: Db, p: { id?: number | null | undefined }): Promise<StoredAccessRow | undefined> {
  const { rows } = await db.query<StoredAccessRow>({ name: "access.storedAccess", text: storedAccessSql, values: [p.id ?? null] });
  return rows[0];
}

const projectsForAccessSql = `select p.name, p.rules, p.policies from trunkline.project p where p.registration <> 'removed' order by p.name`;

export interface ProjectsForAccessRow {
  name: string;
  rules: unknown;
  policies: unknown;
}

/** What policies know of projects, and what these forbid themselves. */
export async function projectsForAccess(db: Db): Promise<ProjectsForAccessRow[]> {
  const { rows } = await db.query<ProjectsForAccessRow>({ name: "access.projectsForAccess", text: projectsForAccessSql });
  return rows;
}

const putOwnPoliciesSql = `update trunkline.project set policies = $1::jsonb
 where id = $2 and policies is distinct from $1::jsonb`;

/** What a deployed revision forbids within its project. */
export async function putOwnPolicies(db: Db, p: { policies?: unknown | null | undefined; project: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "access.putOwnPolicies", text: putOwnPoliciesSql, values: [json(p.policies), p.project] });
  return rowCount ?? 0;
}

const classesOfNamesSql = `select distinct c.facts as "facts" from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id
 where p.project_id = $1 and p.removed_at is null and p.name = any ($2::text[])`;

export interface ClassesOfNamesRow {
  facts: unknown;
}

/** By what access to deployed pipelines of these names is decided; null where that isn't known yet. */
export async function classesOfNames(db: Db, p: { project: number; names: readonly string[] }): Promise<ClassesOfNamesRow[]> {
  const { rows } = await db.query<ClassesOfNamesRow>({ name: "access.classesOfNames", text: classesOfNamesSql, values: [p.project, texts(p.names)] });
  return rows;
}

const classOfNamesSql = `select p.name, c.facts as "facts" from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id
 where p.project_id = $1 and p.removed_at is null and p.name = any ($2::text[])`;

export interface ClassOfNamesRow {
  name: string;
  facts: unknown;
}

/** The same of each of them. */
export async function classOfNames(db: Db, p: { project: number; names: readonly string[] }): Promise<ClassOfNamesRow[]> {
  const { rows } = await db.query<ClassOfNamesRow>({ name: "access.classOfNames", text: classOfNamesSql, values: [p.project, texts(p.names)] });
  return rows;
}

const classesButSql = `select c.facts as "facts", count(*)::int as "count", min(p.name) as "name"
  from trunkline.pipeline p left join trunkline.access_class c on c.id = p.class_id
 where p.project_id = $1 and p.removed_at is null and p.name <> all ($2::text[])
 group by c.id order by min(p.name)`;

export interface ClassesButRow {
  facts: unknown;
  count: number;
  name: string;
}

/** The classes of a project's other deployed pipelines, with how many they are and the first of them. */
export async function classesBut(db: Db, p: { project: number; names: readonly string[] }): Promise<ClassesButRow[]> {
  const { rows } = await db.query<ClassesButRow>({ name: "access.classesBut", text: classesButSql, values: [p.project, texts(p.names)] });
  return rows;
}

const unclassifiedSql = `select p.id, j.name as project, j.environment, p.file, v.spec::json as spec
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
 cross join lateral (
    select d.pipeline_revision_id from trunkline.deployment d
     where d.pipeline_id = p.id and d.pipeline_revision_id is not null order by d.revision_id desc limit 1) d
  join trunkline.pipeline_revision v on v.id = coalesce(p.pipeline_revision_id, d.pipeline_revision_id)
 where p.class_id is null
 order by p.id limit $1`;

export interface UnclassifiedRow {
  id: number;
  project: string;
  environment: string;
  file: string;
  spec: unknown;
}

/**
 * Of a version before there were classes, or of a project whose environment is another now; what was removed too, as it was
 * last deployed: its runs are still there.
 */
export async function unclassified(db: Db, p: { limit: string | number | bigint }): Promise<UnclassifiedRow[]> {
  const { rows } = await db.query<UnclassifiedRow>({ name: "access.unclassified", text: unclassifiedSql, values: [p.limit] });
  return rows;
}

const setClassesSql = `update trunkline.pipeline p set class_id = x.class_id
  from (select * from unnest($1::int[], $2::int[]) x(id, class_id) order by 1) x
 where p.id = x.id and p.class_id is null`;

/** But where an apply has come before. */
export async function setClasses(db: Db, p: { pipelines: readonly number[]; classes: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "access.setClasses", text: setClassesSql, values: [list(p.pipelines), list(p.classes)] });
  return rowCount ?? 0;
}
