// Generated from messages.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const hasTriggerSourcesSql = `select exists (select from trunkline.trigger_source where pipeline_id = any ($1::int[])) as "has"`;

export interface HasTriggerSourcesRow {
  has: boolean;
}

export async function hasTriggerSources(db: Db, p: { pipelines: readonly number[] }): Promise<HasTriggerSourcesRow | undefined> {
  const { rows } = await db.query<HasTriggerSourcesRow>({ name: "messages.hasTriggerSources", text: hasTriggerSourcesSql, values: [list(p.pipelines)] });
  return rows[0];
}

const putTriggerSourcesSql = `with given as (
  select x.* from unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::text[],
                         $6::boolean[], $7::boolean[], $8::text[])
                    x(pipeline_id, identity, ordinal, kind, name, followed, kept, labels)),
gone as (
  update trunkline.trigger_source s
     set ordinal = null, worker_id = null, asked_by = null, error = null, error_since = null, gone_at = now()
   where s.pipeline_id = any ($9::int[]) and s.ordinal is not null
     and not exists (select from given g where g.pipeline_id = s.pipeline_id and g.identity = s.identity))
insert into trunkline.trigger_source as s (pipeline_id, identity, ordinal, kind, name, followed, kept, runs_on)
select g.pipeline_id, g.identity, g.ordinal, g.kind, g.name, g.followed, g.kept, array(select jsonb_array_elements_text(g.labels::jsonb))
  from given g order by g.pipeline_id, g.ordinal
on conflict on constraint trigger_source_once do update
   set ordinal = excluded.ordinal, kind = excluded.kind, name = excluded.name, followed = excluded.followed,
       kept = excluded.kept, runs_on = excluded.runs_on, gone_at = null,
       worker_id = case when s.runs_on = excluded.runs_on then s.worker_id end,
       asked_by = case when s.runs_on = excluded.runs_on then s.asked_by end`;

/** Makes these the sources of pipelines; those that stay keep their place. labels: of each, a JSON list. */
export async function putTriggerSources(db: Db, p: { pipelines: readonly number[]; identities: readonly string[]; ordinals: readonly number[]; kinds: readonly string[]; names: readonly string[]; followed: readonly boolean[]; kept: readonly boolean[]; labels: readonly string[]; known: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.putTriggerSources", text: putTriggerSourcesSql, values: [list(p.pipelines), texts(p.identities), list(p.ordinals), texts(p.kinds), texts(p.names), list(p.followed), list(p.kept), texts(p.labels), list(p.known)] });
  return rowCount ?? 0;
}

const forgetSourcePlacesSql = `update trunkline.trigger_source s set position = null
 where s.pipeline_id = any ($1::int[]) and s.kind <> 'database'`;

/**
 * Where these pipelines follow their sources again, they begin there as new ones do: what came meanwhile was others' to take.
 * Rows of a table are read from a place that the trigger says, which would be all of them once more.
 */
export async function forgetSourcePlaces(db: Db, p: { pipelines: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.forgetSourcePlaces", text: forgetSourcePlacesSql, values: [list(p.pipelines)] });
  return rowCount ?? 0;
}

const claimTriggerSourcesSql = `with mine as materialized (
  select s.id, s.pipeline_id,
         exists (select from trunkline.worker w where w.id = s.asked_by and w.dead_at is null and w.lost_at is null) as asked
    from trunkline.trigger_source s where s.worker_id = $1 and s.ordinal is not null),
free as (
  select c.id from trunkline.trigger_source c
   where c.followed and c.ordinal is not null and c.runs_on <@ $2::text[] and c.worker_id is distinct from $1
     and not exists (select from trunkline.worker w where w.id = c.worker_id and w.dead_at is null and w.lost_at is null)
     and exists (select from trunkline.worker w where w.id = $1 and w.dead_at is null and not w.draining)
   order by c.id limit greatest($3::int - (select count(*) from mine), 0) for update of c skip locked),
taken as (
  update trunkline.trigger_source s set worker_id = $1, asked_by = null
   where s.id in (select f.id from free f) returning s.id, s.pipeline_id, false)
select x.id as "id", p.pipeline_revision_id as "revision", x.asked as "asked"
  from (select * from mine union all select * from taken) x
  join trunkline.pipeline p on p.id = x.pipeline_id and p.removed_at is null
 where not exists (select from trunkline.hold h
                    where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > now()))`;

export interface ClaimTriggerSourcesRow {
  id: string;
  revision: number;
  asked: boolean;
}

/**
 * The sources that a worker is to follow, with what it takes of those that no living one does: limit in all. asked: a living
 * one is to follow it next.
 */
export async function claimTriggerSources(db: Db, p: { worker: number; labels: readonly string[]; limit: number }): Promise<ClaimTriggerSourcesRow[]> {
  const { rows } = await db.query<ClaimTriggerSourcesRow>({ name: "messages.claimTriggerSources", text: claimTriggerSourcesSql, values: [p.worker, texts(p.labels), p.limit] });
  return rows;
}

const askForTriggerSourcesSql = `with living as (
  select w.id from trunkline.worker w where w.dead_at is null and w.lost_at is null and not w.draining),
sources as (
  select s.id, s.worker_id, s.asked_by, s.kept, s.runs_on from trunkline.trigger_source s
   where s.followed and s.ordinal is not null),
loads as (
  select case when s.asked_by in (select l.id from living l) then s.asked_by else s.worker_id end as worker, count(*)::int as n
    from sources s group by 1),
own as (select coalesce(sum(l.n), 0)::int as n from loads l where l.worker = $1),
others as (
  select s.id, s.worker_id, l.n from sources s join loads l on l.worker = s.worker_id
   where s.kept and s.runs_on <@ $2::text[] and s.worker_id <> $1 and s.worker_id in (select v.id from living v)
     and (s.asked_by is null or s.asked_by not in (select v.id from living v))),
busiest as (select o.worker_id, o.n from others o order by o.n desc, o.worker_id limit 1)
update trunkline.trigger_source t set asked_by = $1
 where exists (select from living v where v.id = $1)
   and t.id in (
     select o.id from others o join busiest b using (worker_id) order by o.id desc
      limit (select greatest(least((b.n - o.n) / 2, $3::int), 0) from busiest b, own o))`;

/**
 * A worker asks whoever follows the most for some of those that it may follow too: half of what it has less, so that none goes
 * to and fro. What it has asked for before counts as its own.
 */
export async function askForTriggerSources(db: Db, p: { worker: number; labels: readonly string[]; most: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.askForTriggerSources", text: askForTriggerSourcesSql, values: [p.worker, texts(p.labels), p.most] });
  return rowCount ?? 0;
}

const handOverTriggerSourcesSql = `update trunkline.trigger_source s set worker_id = s.asked_by, asked_by = null
 where s.id = any ($1::bigint[]) and s.worker_id = $2 and s.asked_by is not null`;

/** Of those that a worker has let go of: they are followed by whoever asked for them. */
export async function handOverTriggerSources(db: Db, p: { ids: readonly (string | number | bigint)[]; worker: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.handOverTriggerSources", text: handOverTriggerSourcesSql, values: [p.ids, p.worker] });
  return rowCount ?? 0;
}

const releaseTriggerSourcesSql = `update trunkline.trigger_source
   set worker_id = nullif(worker_id, $1::int), asked_by = nullif(asked_by, $1::int)
 where worker_id = $1::int or asked_by = $1::int`;

/** Others may follow them at once, and nobody waits for this one. */
export async function releaseTriggerSources(db: Db, p: { worker: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.releaseTriggerSources", text: releaseTriggerSourcesSql, values: [p.worker] });
  return rowCount ?? 0;
}

const triggerSourceStateSql = `select s.position,
       (select count(*) from (select from trunkline.trigger_message m
         where m.source_id = s.id and m.outcome = 'aside' limit $1::int) a)::int as "aside",
       (select count(*) from (select from trunkline.run r
         where r.pipeline_id = p.id and r.finished_at is null and r.trigger_kind = 'message' limit $2::int) o)::int as "open"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
 where s.id = $3 and s.ordinal is not null and s.worker_id is not distinct from $4::int`;

export interface TriggerSourceStateRow {
  position: unknown;
  aside: number;
  open: number;
}

/**
 * Where a source stands. No row: it is not this worker's any more. open: unfinished runs that messages made; aside: messages
 * that are; each counted up to a limit.
 */
export async function triggerSourceState(db: Db, p: { mostAside: number; most: number; id: string | number | bigint; worker?: number | null | undefined }): Promise<TriggerSourceStateRow | undefined> {
  const { rows } = await db.query<TriggerSourceStateRow>({ name: "messages.triggerSourceState", text: triggerSourceStateSql, values: [p.mostAside, p.most, p.id, p.worker ?? null] });
  return rows[0];
}

const triggerSourceDefinitionSql = `select p.id as pipeline_id, p.name as pipeline, j.name as project, j.environment, s.ordinal as "ordinal",
       v.spec::jsonb - 'tasks' - 'usual' as "spec", j.rules -> 'secrets' as "routes", r.tree_oid as "tree_oid", c.facts as "facts"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.project j on j.id = p.project_id
  left join trunkline.revision r on r.id = j.revision_id
  left join trunkline.access_class c on c.id = p.class_id
 where s.id = $1 and s.ordinal is not null`;

export interface TriggerSourceDefinitionRow {
  pipeline_id: number;
  pipeline: string;
  project: string;
  environment: string;
  ordinal: number;
  spec: unknown;
  routes: unknown;
  tree_oid: string | null;
  facts: unknown;
}

/** Its trigger as deployed now, with what its project says of secrets. */
export async function triggerSourceDefinition(db: Db, p: { id: string | number | bigint }): Promise<TriggerSourceDefinitionRow | undefined> {
  const { rows } = await db.query<TriggerSourceDefinitionRow>({ name: "messages.triggerSourceDefinition", text: triggerSourceDefinitionSql, values: [p.id] });
  return rows[0];
}

const findWebhookSql = `select s.id from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where s.kind = 'webhook' and s.ordinal is not null and s.name = $1 and p.name = $2 and j.name = $3`;

export interface FindWebhookRow {
  id: string;
}

export async function findWebhook(db: Db, p: { name: string; pipeline: string; project: string }): Promise<FindWebhookRow | undefined> {
  const { rows } = await db.query<FindWebhookRow>({ name: "messages.findWebhook", text: findWebhookSql, values: [p.name, p.pipeline, p.project] });
  return rows[0];
}

const lockPipelineOfSourceSql = `select p.id from trunkline.pipeline p
 where p.removed_at is null and p.id = (select s.pipeline_id from trunkline.trigger_source s where s.id = $1)
   for no key update`;

export interface LockPipelineOfSourceRow {
  id: number;
}

/** Before anything of a batch: deployments lock pipelines first, too. */
export async function lockPipelineOfSource(db: Db, p: { id: string | number | bigint }): Promise<LockPipelineOfSourceRow | undefined> {
  const { rows } = await db.query<LockPipelineOfSourceRow>({ name: "messages.lockPipelineOfSource", text: lockPipelineOfSourceSql, values: [p.id] });
  return rows[0];
}

const insertMessagesSql = `insert into trunkline.trigger_message (source_id, key, outcome, reason, content)
select $1, x.key, x.outcome, x.reason, x.content::jsonb
  from unnest($2::text[], $3::text[], $4::text[], $5::text[])
       with ordinality x(key, outcome, reason, content, n)
 order by x.n
on conflict on constraint trigger_message_once do nothing
returning id, key`;

export interface InsertMessagesRow {
  id: string;
  key: string;
}

/** Those that were not seen before, and are now. */
export async function insertMessages(db: Db, p: { source: string | number | bigint; keys: readonly string[]; outcomes: readonly string[]; reasons: readonly string[]; contents: readonly string[] }): Promise<InsertMessagesRow[]> {
  const { rows } = await db.query<InsertMessagesRow>({ name: "messages.insertMessages", text: insertMessagesSql, values: [p.source, texts(p.keys), texts(p.outcomes), texts(p.reasons), texts(p.contents)] });
  return rows;
}

const setMessageRunsSql = `update trunkline.trigger_message m set run_id = x.run_id
  from unnest($1::text[], $2::bigint[]) x(key, run_id)
 where m.source_id = $3 and m.key = x.key`;

export async function setMessageRuns(db: Db, p: { keys: readonly string[]; runs: readonly (string | number | bigint)[]; source: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.setMessageRuns", text: setMessageRunsSql, values: [texts(p.keys), p.runs, p.source] });
  return rowCount ?? 0;
}

const runsOfMessagesSql = `select distinct on (r.slot) r.slot, r.id as "id" from trunkline.run r
 where r.pipeline_id = $1 and r.slot = any ($2::text[]) order by r.slot, r.generation desc`;

export interface RunsOfMessagesRow {
  slot: string;
  id: string;
}

/** Runs that exist of slots, the newest generation of each. */
export async function runsOfMessages(db: Db, p: { pipeline: number; slots: readonly string[] }): Promise<RunsOfMessagesRow[]> {
  const { rows } = await db.query<RunsOfMessagesRow>({ name: "messages.runsOfMessages", text: runsOfMessagesSql, values: [p.pipeline, texts(p.slots)] });
  return rows;
}

const messagesOfSql = `select m.key, m.outcome, m.run_id from trunkline.trigger_message m where m.source_id = $1 and m.key = any ($2::text[])`;

export interface MessagesOfRow {
  key: string;
  outcome: string;
  run_id: string | null;
}

export async function messagesOf(db: Db, p: { source: string | number | bigint; keys: readonly string[] }): Promise<MessagesOfRow[]> {
  const { rows } = await db.query<MessagesOfRow>({ name: "messages.messagesOf", text: messagesOfSql, values: [p.source, texts(p.keys)] });
  return rows;
}

const advanceTriggerSourceSql = `update trunkline.trigger_source s
   set position = coalesce($1::jsonb, s.position), runs = s.runs + $2::int, skipped = s.skipped + $3::int,
       aside = s.aside + $4::int, repeated = s.repeated + $5::int,
       last_at = case when $2::int + $3::int + $4::int + $5::int > 0 then now() else s.last_at end
 where s.id = $6 and s.ordinal is not null and (s.worker_id is not distinct from $7::int or not $8::boolean)
returning s.id`;

export interface AdvanceTriggerSourceRow {
  id: string;
}

/**
 * Keeps the place and counts. No row: it is another's by now, or deployed no more. worker: null for what others send.
 * fenced: only while it is that worker's.
 */
export async function advanceTriggerSource(db: Db, p: { position?: unknown | null | undefined; runs: number; skipped: number; aside: number; repeated: number; id: string | number | bigint; worker?: number | null | undefined; fenced: boolean }): Promise<AdvanceTriggerSourceRow | undefined> {
  const { rows } = await db.query<AdvanceTriggerSourceRow>({ name: "messages.advanceTriggerSource", text: advanceTriggerSourceSql, values: [json(p.position), p.runs, p.skipped, p.aside, p.repeated, p.id, p.worker ?? null, p.fenced] });
  return rows[0];
}

const triggerSourceFaultSql = `update trunkline.trigger_source s
   set error = $1::text, error_since = case when $1::text is null then null else coalesce(s.error_since, now()) end
 where s.id = $2 and s.ordinal is not null and s.error is distinct from $1::text`;

/** What keeps a source from being followed; null: nothing any more. */
export async function triggerSourceFault(db: Db, p: { error?: string | null | undefined; id: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "messages.triggerSourceFault", text: triggerSourceFaultSql, values: [p.error ?? null, p.id] });
  return rowCount ?? 0;
}

const dropMessagesSql = `with gone as (
  delete from trunkline.trigger_source s where s.gone_at < $1::timestamptz returning 1),
old as (
  delete from trunkline.trigger_message m where m.id in (
    select o.id from trunkline.trigger_message o where o.at < $1::timestamptz and o.outcome <> 'aside' limit $2::int)
  returning 1)
select ((select count(*) from old) + (select count(*) from gone))::int as "dropped"`;

export interface DropMessagesRow {
  dropped: number;
}

/** Keys that are old enough, and sources that no revision has had for as long; what is aside stays with its source. */
export async function dropMessages(db: Db, p: { before: Date | string; limit: number }): Promise<DropMessagesRow | undefined> {
  const { rows } = await db.query<DropMessagesRow>({ name: "messages.dropMessages", text: dropMessagesSql, values: [p.before, p.limit] });
  return rows[0];
}

const listTriggerSourcesSql = `select s.id, s.kind, s.ordinal as "ordinal", s.followed, s.runs_on,
       case when s.kind = 'file' and s.position is not null
            then jsonb_build_object('files', jsonb_array_length(s.position -> 'files')) else s.position end as "position", s.runs, s.skipped, s.repeated, s.last_at,
       s.error, s.error_since, w.id as "worker", w.name as "worker_name", p.id as pipeline_id, p.name as pipeline,
       j.name as project, v.spec::json -> 'messages' -> s.ordinal as "trigger",
       exists (select from trunkline.hold h
                where h.pipeline_id = p.id and h.task is null and h.mode = 'hold' and (h.until is null or h.until > now())) as "paused",
       (select count(*) from trunkline.trigger_message m where m.source_id = s.id and m.outcome = 'aside')::int as "aside",
       (select count(*) from trunkline.run r
         where r.pipeline_id = p.id and r.finished_at is null and r.trigger_kind = 'message')::int as "open"
  from trunkline.trigger_source s
  join trunkline.pipeline p on p.id = s.pipeline_id and p.removed_at is null
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.project j on j.id = p.project_id
  left join trunkline.worker w on w.id = s.worker_id and w.dead_at is null and w.lost_at is null
 where s.ordinal is not null and ($1::text is null or j.name = $1)
   and ($2::int is null or p.id = $2) and ($3::int[] is null or p.class_id = any ($3))
 order by j.name, p.name, s.ordinal
 limit 10000`;

export interface ListTriggerSourcesRow {
  id: string;
  kind: string;
  ordinal: number;
  followed: boolean;
  runs_on: string[];
  position: unknown;
  runs: string;
  skipped: string;
  repeated: string;
  last_at: Date | null;
  error: string | null;
  error_since: Date | null;
  worker: number | null;
  worker_name: string | null;
  pipeline_id: number;
  pipeline: string;
  project: string;
  trigger: unknown;
  paused: boolean;
  aside: number;
  open: number;
}

/**
 * Sources of deployed pipelines, with who follows each and what waits. open: unfinished runs that messages made. Of the files of
 * a folder, how many are known: each would be a digest that tells nobody anything.
 */
export async function listTriggerSources(db: Db, p: { project?: string | null | undefined; pipeline?: number | null | undefined; classes?: readonly number[] | null | undefined }): Promise<ListTriggerSourcesRow[]> {
  const { rows } = await db.query<ListTriggerSourcesRow>({ name: "messages.listTriggerSources", text: listTriggerSourcesSql, values: [p.project ?? null, p.pipeline ?? null, list(p.classes)] });
  return rows;
}

const listAsideSql = `select m.id, m.key, m.at, m.reason, m.content is not null as "kept", s.kind, p.name as pipeline, j.name as project
  from trunkline.trigger_message m
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where m.outcome = 'aside' and m.id < $1::bigint and ($2::text is null or j.name = $2)
   and ($3::text is null or p.name = $3) and ($4::int[] is null or p.class_id = any ($4))
 order by m.id desc limit $5::int`;

export interface ListAsideRow {
  id: string;
  key: string;
  at: Date;
  reason: string | null;
  kept: boolean;
  kind: string;
  pipeline: string;
  project: string;
}

/** Messages that are set aside, the newest first. */
export async function listAside(db: Db, p: { before: string | number | bigint; project?: string | null | undefined; pipeline?: string | null | undefined; classes?: readonly number[] | null | undefined; limit: number }): Promise<ListAsideRow[]> {
  const { rows } = await db.query<ListAsideRow>({ name: "messages.listAside", text: listAsideSql, values: [p.before, p.project ?? null, p.pipeline ?? null, list(p.classes), p.limit] });
  return rows;
}

const getMessageSql = `select m.id, m.source_id, m.key, m.at, m.outcome, m.reason, m.content, m.run_id, s.kind, p.name as pipeline, j.name as project
  from trunkline.trigger_message m
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where m.id = $1`;

export interface GetMessageRow {
  id: string;
  source_id: string;
  key: string;
  at: Date;
  outcome: string;
  reason: string | null;
  content: unknown;
  run_id: string | null;
  kind: string;
  pipeline: string;
  project: string;
}

export async function getMessage(db: Db, p: { id: string | number | bigint }): Promise<GetMessageRow | undefined> {
  const { rows } = await db.query<GetMessageRow>({ name: "messages.getMessage", text: getMessageSql, values: [p.id] });
  return rows[0];
}

const messageAccessSql = `select p.class_id, p.name as pipeline, j.name as project
  from trunkline.trigger_message m
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where m.id = $1`;

export interface MessageAccessRow {
  class_id: number | null;
  pipeline: string;
  project: string;
}

/** Of which pipeline a message is, for whoever asks what may be done to it. */
export async function messageAccess(db: Db, p: { id: string | number | bigint }): Promise<MessageAccessRow | undefined> {
  const { rows } = await db.query<MessageAccessRow>({ name: "messages.messageAccess", text: messageAccessSql, values: [p.id] });
  return rows[0];
}

const takeAsideSql = `delete from trunkline.trigger_message where id = $1 and outcome = 'aside' returning id`;

export interface TakeAsideRow {
  id: string;
}

/** It is not aside any more, and may be taken anew. No row: somebody else was faster. */
export async function takeAside(db: Db, p: { id: string | number | bigint }): Promise<TakeAsideRow | undefined> {
  const { rows } = await db.query<TakeAsideRow>({ name: "messages.takeAside", text: takeAsideSql, values: [p.id] });
  return rows[0];
}

const discardMessageSql = `update trunkline.trigger_message set outcome = 'discarded', content = null where id = $1 and outcome = 'aside' returning id`;

export interface DiscardMessageRow {
  id: string;
}

export async function discardMessage(db: Db, p: { id: string | number | bigint }): Promise<DiscardMessageRow | undefined> {
  const { rows } = await db.query<DiscardMessageRow>({ name: "messages.discardMessage", text: discardMessageSql, values: [p.id] });
  return rows[0];
}

const messageOfRunSql = `select m.key, m.at, s.kind, s.ordinal, v.spec::json -> 'messages' -> s.ordinal as "trigger"
  from trunkline.run r
  join trunkline.run f on f.pipeline_id = r.pipeline_id and f.slot = r.slot
  join trunkline.trigger_message m on m.run_id = f.id
  join trunkline.trigger_source s on s.id = m.source_id
  join trunkline.pipeline p on p.id = s.pipeline_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where r.id = $1 limit 1`;

export interface MessageOfRunRow {
  key: string;
  at: Date;
  kind: string;
  ordinal: number | null;
  trigger: unknown;
}

/** Of which message a run is; of a rerun, the message of the first. */
export async function messageOfRun(db: Db, p: { run: string | number | bigint }): Promise<MessageOfRunRow | undefined> {
  const { rows } = await db.query<MessageOfRunRow>({ name: "messages.messageOfRun", text: messageOfRunSql, values: [p.run] });
  return rows[0];
}
