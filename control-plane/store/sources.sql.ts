// Generated from sources.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const inputsOfSql = `select distinct s.inputs_id as "id" from trunkline.pipeline_source s where s.project_id = $1 and s.path = any ($2::text[])`;

export interface InputsOfRow {
  id: number;
}

/** Which lists spec files have now. */
export async function inputsOf(db: Db, p: { project: number; paths: readonly string[] }): Promise<InputsOfRow[]> {
  const { rows } = await db.query<InputsOfRow>({ name: "sources.inputsOf", text: inputsOfSql, values: [p.project, texts(p.paths)] });
  return rows;
}

const forgetInputsSql = `delete from trunkline.source_inputs l
 where l.id = any ($1::int[]) and not exists (select from trunkline.pipeline_source s where s.inputs_id = l.id)`;

/** Of these lists those that no spec file has any more. */
export async function forgetInputs(db: Db, p: { lists: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "sources.forgetInputs", text: forgetInputsSql, values: [list(p.lists)] });
  return rowCount ?? 0;
}

const putSourcesSql = `with given as (
  select u.list, u.inputs::text[], sha256(convert_to(u.inputs::text[]::text, 'UTF8')) as hash
    from unnest($1::text[]) with ordinality u(inputs, list)),
fresh as (
  insert into trunkline.source_inputs (project_id, hash, inputs)
  select $2, g.hash, g.inputs from given g
  on conflict (project_id, hash) do nothing
  returning id, hash),
kept as (
  select g.list, coalesce(f.id, l.id) as id
    from given g
    left join fresh f using (hash)
    left join trunkline.source_inputs l on l.project_id = $2 and l.hash = g.hash)
insert into trunkline.pipeline_source as s (project_id, path, name, renamed_from, bundle, inputs_id, diagnostics, broken, broken_in,
                                            broken_at, calendar_lines, stage_line)
select $2, x.path, x.name, coalesce(x.renamed_from, '{}')::text[], x.bundle, k.id, coalesce(x.diagnostics, '[]')::jsonb,
       coalesce(x.broken, false), case when x.broken then $3 end, case when x.broken then now() end, x.calendar_lines::jsonb,
       x.stage_line
  from unnest($4::text[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[],
              $10::boolean[], $11::text[], $12::int[])
       x(path, name, list, renamed_from, bundle, diagnostics, broken, calendar_lines, stage_line)
  join kept k using (list)
on conflict (project_id, path) do update
   set name = excluded.name, renamed_from = excluded.renamed_from, inputs_id = excluded.inputs_id,
       diagnostics = excluded.diagnostics,
       bundle = case when excluded.broken then coalesce(excluded.bundle, s.bundle) else excluded.bundle end,
       broken = excluded.broken,
       broken_in = case when excluded.broken and s.broken then coalesce(s.broken_in, excluded.broken_in) else excluded.broken_in end,
       broken_at = case when excluded.broken and s.broken then coalesce(s.broken_at, excluded.broken_at) else excluded.broken_at end,
       calendar_lines = case when excluded.broken then s.calendar_lines else excluded.calendar_lines end,
       stage_line = case when excluded.broken then s.stage_line else excluded.stage_line end`;

/**
 * What is broken keeps the lines and the bundle of what it has deployed, and the commit that broke it.
 * inputs: distinct lists of files, each as the text of a text[]; list: which of them is a source's, from 1. A list that is
 * there keeps its id; only for who holds the project's lock. Other lists may be left empty where none says anything.
 */
export async function putSources(db: Db, p: { inputs: readonly string[]; project: number; commit: string; paths: readonly string[]; names: readonly string[]; lists: readonly number[]; renamedFrom: readonly string[]; bundles: readonly string[]; diagnostics: readonly string[]; broken: readonly boolean[]; calendarLines: readonly string[]; stageLines: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "sources.putSources", text: putSourcesSql, values: [texts(p.inputs), p.project, p.commit, texts(p.paths), texts(p.names), list(p.lists), texts(p.renamedFrom), texts(p.bundles), texts(p.diagnostics), list(p.broken), texts(p.calendarLines), list(p.stageLines)] });
  return rowCount ?? 0;
}

const brokenOfBundlesSql = `select s.path, s.bundle from trunkline.pipeline_source s
 where s.project_id = $1 and s.broken and s.bundle = any ($2::text[])
 order by s.path`;

export interface BrokenOfBundlesRow {
  path: string;
  bundle: string | null;
}

export async function brokenOfBundles(db: Db, p: { project: number; bundles: readonly string[] }): Promise<BrokenOfBundlesRow[]> {
  const { rows } = await db.query<BrokenOfBundlesRow>({ name: "sources.brokenOfBundles", text: brokenOfBundlesSql, values: [p.project, texts(p.bundles)] });
  return rows;
}

const calendarLinesSql = `select s.calendar_lines as "lines", p.pipeline_revision_id as revision from trunkline.pipeline p
  join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = p.file
 where p.id = $1`;

export interface CalendarLinesRow {
  lines: unknown;
  revision: number | null;
}

/** Of the calendars that a deployed pipeline uses, by name; null when it uses none. revision: that of its spec. */
export async function calendarLines(db: Db, p: { pipeline: number }): Promise<CalendarLinesRow | undefined> {
  const { rows } = await db.query<CalendarLinesRow>({ name: "sources.calendarLines", text: calendarLinesSql, values: [p.pipeline] });
  return rows[0];
}

const deleteSourcesSql = `delete from trunkline.pipeline_source where project_id = $1 and path = any ($2)`;

export async function deleteSources(db: Db, p: { project: number; paths: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "sources.deleteSources", text: deleteSourcesSql, values: [p.project, texts(p.paths)] });
  return rowCount ?? 0;
}

const sourcesUsingSql = `select s.path as "path", s.name, s.renamed_from as "renamed_from", s.bundle, s.broken as "broken" from trunkline.pipeline_source s
 where s.project_id = $1 and s.path = any ($2::text[])
 union
select s.path, s.name, s.renamed_from, s.bundle, s.broken from trunkline.source_inputs l
  join trunkline.pipeline_source s on s.inputs_id = l.id
 where l.project_id = $1 and l.inputs && $2::text[]`;

export interface SourcesUsingRow {
  path: string;
  name: string | null;
  renamed_from: string[];
  bundle: string | null;
  broken: boolean;
}

/** Spec files that any of these files is, or is an input of. With `or` for `union` all of them would be looked through. */
export async function sourcesUsing(db: Db, p: { project: number; inputs: readonly string[] }): Promise<SourcesUsingRow[]> {
  const { rows } = await db.query<SourcesUsingRow>({ name: "sources.sourcesUsing", text: sourcesUsingSql, values: [p.project, texts(p.inputs)] });
  return rows;
}

const sourcesNamedSql = `select s.path, s.name as "name", s.broken from trunkline.pipeline_source s
 where s.project_id = $1 and s.name = any ($2)`;

export interface SourcesNamedRow {
  path: string;
  name: string;
  broken: boolean;
}

export async function sourcesNamed(db: Db, p: { project: number; names: readonly string[] }): Promise<SourcesNamedRow[]> {
  const { rows } = await db.query<SourcesNamedRow>({ name: "sources.sourcesNamed", text: sourcesNamedSql, values: [p.project, texts(p.names)] });
  return rows;
}

const sourcesClaimingSql = `select s.path from trunkline.pipeline_source s
 where s.project_id = $1 and s.renamed_from <> '{}' and s.renamed_from && $2::text[]`;

export interface SourcesClaimingRow {
  path: string;
}

/** Spec files that say their pipelines were called one of these. */
export async function sourcesClaiming(db: Db, p: { project: number; names: readonly string[] }): Promise<SourcesClaimingRow[]> {
  const { rows } = await db.query<SourcesClaimingRow>({ name: "sources.sourcesClaiming", text: sourcesClaimingSql, values: [p.project, texts(p.names)] });
  return rows;
}

const brokenSourcesSql = `select s.path, s.name, s.diagnostics, s.broken_in, s.broken_at from trunkline.pipeline_source s
 where s.project_id = $1 and s.broken
   and ($2::int[] is null or exists (
         select from trunkline.pipeline x
          where x.project_id = s.project_id and x.file = s.path and x.removed_at is null and x.class_id = any ($2)))
 order by s.path`;

export interface BrokenSourcesRow {
  path: string;
  name: string | null;
  diagnostics: unknown;
  broken_in: string | null;
  broken_at: Date | null;
}

export async function brokenSources(db: Db, p: { project: number; classes?: readonly number[] | null | undefined }): Promise<BrokenSourcesRow[]> {
  const { rows } = await db.query<BrokenSourcesRow>({ name: "sources.brokenSources", text: brokenSourcesSql, values: [p.project, list(p.classes)] });
  return rows;
}

const sourcesBelowSql = `select s.path, s.name, s.renamed_from, s.bundle, s.broken from trunkline.pipeline_source s
 where s.project_id = $1
   and exists (select from unnest($2::text[]) x(prefix) where starts_with(s.path, x.prefix))`;

export interface SourcesBelowRow {
  path: string;
  name: string | null;
  renamed_from: string[];
  bundle: string | null;
  broken: boolean;
}

/** Spec files within folders; each prefix ends with a slash. */
export async function sourcesBelow(db: Db, p: { project: number; prefixes: readonly string[] }): Promise<SourcesBelowRow[]> {
  const { rows } = await db.query<SourcesBelowRow>({ name: "sources.sourcesBelow", text: sourcesBelowSql, values: [p.project, texts(p.prefixes)] });
  return rows;
}

const unsettledSourcesSql = `select s.path, s.name, s.renamed_from, s.bundle, s.broken from trunkline.pipeline_source s
 where s.project_id = $1 and s.broken
   and (s.diagnostics @> '[{"code": "git-entry-refused"}]' or s.diagnostics @> '[{"code": "unknown-awaited"}]'
        or s.diagnostics @> '[{"code": "bundle-held"}]' or s.diagnostics @> '[{"code": "deploy-denied"}]'
        or s.diagnostics @> '[{"code": "wave-gate"}]')`;

export interface UnsettledSourcesRow {
  path: string;
  name: string | null;
  renamed_from: string[];
  bundle: string | null;
  broken: boolean;
}

/**
 * Spec files in error for something beside themselves: an entry of Git's tree that keeps them from being read, another
 * pipeline that is not there, still awaits them or is of the same bundle, somebody who may not deploy them, or the gate of their wave. When that goes, no difference of their files says so.
 */
export async function unsettledSources(db: Db, p: { project: number }): Promise<UnsettledSourcesRow[]> {
  const { rows } = await db.query<UnsettledSourcesRow>({ name: "sources.unsettledSources", text: unsettledSourcesSql, values: [p.project] });
  return rows;
}

const brokenSinceSql = `select s.path, b.commit_oid as "since"
  from trunkline.pipeline_source s
 cross join lateral (
    select r.base_id from trunkline.revision r where r.project_id = s.project_id and r.commit_oid = s.broken_in order by r.id limit 1) r
  left join trunkline.revision b on b.id = r.base_id
 where s.project_id = $1 and s.broken and s.path = any ($2::text[])`;

export interface BrokenSinceRow {
  path: string;
  since: string | null;
}

/**
 * For spec files in error, the commit that was deployed before they were: what came in since is behind what they are now.
 * Null: nothing was.
 */
export async function brokenSince(db: Db, p: { project: number; paths: readonly string[] }): Promise<BrokenSinceRow[]> {
  const { rows } = await db.query<BrokenSinceRow>({ name: "sources.brokenSince", text: brokenSinceSql, values: [p.project, texts(p.paths)] });
  return rows;
}

const sourcesAtSql = `select s.path, s.name, s.broken from trunkline.pipeline_source s
 where s.project_id = $1 and s.path = any ($2)`;

export interface SourcesAtRow {
  path: string;
  name: string | null;
  broken: boolean;
}

export async function sourcesAt(db: Db, p: { project: number; paths: readonly string[] }): Promise<SourcesAtRow[]> {
  const { rows } = await db.query<SourcesAtRow>({ name: "sources.sourcesAt", text: sourcesAtSql, values: [p.project, texts(p.paths)] });
  return rows;
}
