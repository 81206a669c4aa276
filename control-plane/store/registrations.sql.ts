// Generated from registrations.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const knowControlSql = `insert into trunkline.control (repository, branch, path) values ($1, $2, $3)
on conflict (repository, branch, path) do update set repository = excluded.repository
returning id, observed_commit`;

export interface KnowControlRow {
  id: number;
  observed_commit: string | null;
}

/** Makes a control repository known. */
export async function knowControl(db: Db, p: { repository: string; branch: string; path: string }): Promise<KnowControlRow | undefined> {
  const { rows } = await db.query<KnowControlRow>({ name: "registrations.knowControl", text: knowControlSql, values: [p.repository, p.branch, p.path] });
  return rows[0];
}

const lockControlSql = `select c.observed_commit from trunkline.control c where c.id = $1 for update`;

export interface LockControlRow {
  observed_commit: string | null;
}

/** Serialises what is applied of one control repository. */
export async function lockControl(db: Db, p: { id: number }): Promise<LockControlRow | undefined> {
  const { rows } = await db.query<LockControlRow>({ name: "registrations.lockControl", text: lockControlSql, values: [p.id] });
  return rows[0];
}

const recordControlSql = `update trunkline.control
   set observed_commit = coalesce($1, observed_commit), reason = $2,
       diagnostics = coalesce($3::json, diagnostics),
       held_commit = case when $1::text is null then held_commit end,
       held_reason = case when $1::text is null then held_reason end,
       checked_at = case when $4 then clock_timestamp() else checked_at end
 where id = $5`;

/** What a look at it found; reached: it could be read. */
export async function recordControl(db: Db, p: { observed?: string | null | undefined; reason?: string | null | undefined; diagnostics?: unknown | null | undefined; reached: boolean; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "registrations.recordControl", text: recordControlSql, values: [p.observed ?? null, p.reason ?? null, json(p.diagnostics), p.reached, p.id] });
  return rowCount ?? 0;
}

const holdControlSql = `update trunkline.control set held_commit = $1, held_reason = $2, reason = null, checked_at = clock_timestamp()
 where id = $3`;

/** The tip lacks signatures or approvals, and why; null: it doesn't any more. */
export async function holdControl(db: Db, p: { commit?: string | null | undefined; reason?: string | null | undefined; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "registrations.holdControl", text: holdControlSql, values: [p.commit ?? null, p.reason ?? null, p.id] });
  return rowCount ?? 0;
}

const listControlsSql = `select c.id, c.repository, c.branch, c.path, c.observed_commit, c.reason, c.diagnostics, c.checked_at,
       c.held_commit, c.held_reason
  from trunkline.control c
 where exists (select from trunkline.project p where p.control_id = c.id and p.registration <> 'removed')
    or c.checked_at > clock_timestamp() - interval '1 day' or c.reason is not null or c.held_commit is not null
 order by c.repository, c.branch, c.path`;

export interface ListControlsRow {
  id: number;
  repository: string;
  branch: string;
  path: string;
  observed_commit: string | null;
  reason: string | null;
  diagnostics: unknown;
  checked_at: Date | null;
  held_commit: string | null;
  held_reason: string | null;
}

export async function listControls(db: Db): Promise<ListControlsRow[]> {
  const { rows } = await db.query<ListControlsRow>({ name: "registrations.listControls", text: listControlsSql });
  return rows;
}

const registeredBySql = `select p.id, p.name, p.environment, p.repository, p.branch, p.path, p.rules, p.control_id, p.registration_file,
       p.registration, p.registration_reason
  from trunkline.project p
 where (p.control_id = $1 and p.registration <> 'removed') or p.name = any ($2::text[])
 order by p.name`;

export interface RegisteredByRow {
  id: number;
  name: string;
  environment: string;
  repository: string;
  branch: string;
  path: string;
  rules: unknown;
  control_id: number | null;
  registration_file: string | null;
  registration: string;
  registration_reason: string | null;
}

/** Projects that a control repository has registered, and those of these names that it hasn't. */
export async function registeredBy(db: Db, p: { control: number; names: readonly string[] }): Promise<RegisteredByRow[]> {
  const { rows } = await db.query<RegisteredByRow>({ name: "registrations.registeredBy", text: registeredBySql, values: [p.control, texts(p.names)] });
  return rows;
}

const putRegistrationSql = `insert into trunkline.project as p (name, environment, repository, branch, path, rules, control_id, registration_file)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (name) do update set environment = excluded.environment, repository = excluded.repository,
  branch = excluded.branch, path = excluded.path, rules = excluded.rules, control_id = excluded.control_id,
  registration_file = excluded.registration_file, registration = 'registered', registration_reason = null,
  observed_commit = case when p.registration in ('registered', 'broken')
      and (p.repository, p.branch, p.path) = (excluded.repository, excluded.branch, excluded.path)
    then p.observed_commit end,
  held_plan_hash = case when p.registration = 'unregistered' then null else p.held_plan_hash end
returning id`;

export interface PutRegistrationRow {
  id: number;
}

/** Registers a project, or changes what is registered. Another source is looked at anew; what is deployed stays. */
export async function putRegistration(db: Db, p: { name: string; environment: string; repository: string; branch: string; path: string; rules: unknown; control: number; file: string }): Promise<PutRegistrationRow | undefined> {
  const { rows } = await db.query<PutRegistrationRow>({ name: "registrations.putRegistration", text: putRegistrationSql, values: [p.name, p.environment, p.repository, p.branch, p.path, json(p.rules), p.control, p.file] });
  return rows[0];
}

const setRegistrationSql = `update trunkline.project set registration = $1, registration_reason = $2 where id = $3`;

/** Says what became of registrations, and why; the projects stay as they are. */
export async function setRegistration(db: Db, p: { state: string; reason?: string | null | undefined; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "registrations.setRegistration", text: setRegistrationSql, values: [p.state, p.reason ?? null, p.id] });
  return rowCount ?? 0;
}

const setRulesSql = `update trunkline.project set rules = $1 where id = $2`;

/** The organisation's rules, for a project whose own registration stays as it is. */
export async function setRules(db: Db, p: { rules: unknown; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "registrations.setRules", text: setRulesSql, values: [json(p.rules), p.id] });
  return rowCount ?? 0;
}

const projectsToSyncSql = `select p.name, p.environment, p.repository, p.branch, p.path, p.rules, p.registration
  from trunkline.project p
 where p.control_id = $1 and p.registration <> 'removed'
 order by p.name`;

export interface ProjectsToSyncRow {
  name: string;
  environment: string;
  repository: string;
  branch: string;
  path: string;
  rules: unknown;
  registration: string;
}

/** Those that a server keeps in step with Git. */
export async function projectsToSync(db: Db, p: { control: number }): Promise<ProjectsToSyncRow[]> {
  const { rows } = await db.query<ProjectsToSyncRow>({ name: "registrations.projectsToSync", text: projectsToSyncSql, values: [p.control] });
  return rows;
}

const ceilingsOfSql = `select p.rules, p.environment,
       array(select d.name from trunkline.pool_declaration d join trunkline.pool x on x.id = d.pool_id
              where d.project_id = p.id and d.removed_at is null and x.project_id is null) as "global_pools"
  from trunkline.project p where p.name = $1`;

export interface CeilingsOfRow {
  rules: unknown;
  environment: string;
  global_pools: string[];
}

/** What a project may use at most and what it is for, and which of its pools are shared with others. */
export async function ceilingsOf(db: Db, p: { project: string }): Promise<CeilingsOfRow | undefined> {
  const { rows } = await db.query<CeilingsOfRow>({ name: "registrations.ceilingsOf", text: ceilingsOfSql, values: [p.project] });
  return rows[0];
}
