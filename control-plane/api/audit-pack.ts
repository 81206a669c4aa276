// A part of the audit as a stream of lines, as of one moment: seals with their records, what is not sealed, and what the
// records of deployments refer to in Git.

import type pg from "pg";
import { ofParity, type PackLine, type PackRevision } from "#core/audit/pack.ts";
import type { AuditRecord } from "#core/audit/record.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import { parseTree } from "#core/tree.ts";
import { rawCommit } from "#git/commit-range.ts";
import type { GitReader } from "#git/source.ts";
import {
  auditHead,
  readSeals,
  recordedRevisions,
  recordsById,
  recordsOfNoSeal,
  removedUnsealed,
  sealsBetween,
} from "#store/audit.sql.ts";
import type { Db } from "#store/connect.ts";
import { messageOf } from "#store/errors.ts";
import { parityEvidence } from "./parity-evidence.ts";
import type { ApiContext } from "./server.ts";

export interface PackQuery {
  from: Date | null;
  to: Date | null;
  /** The first seal that is given; null: the first there is, or the first of the time. */
  since: number | null;
  /** With the commits that records of deployments refer to. */
  evidence: boolean;
}

/** Seals, of up to a thousand records each, that are held in memory. */
const sealsAtOnce = 20;
const unsealedAtMost = 10_000;

/** Leaving the loop ends the reading. */
export async function* readPack(
  { pool, projects }: Pick<ApiContext, "pool" | "projects">,
  query: PackQuery,
): AsyncGenerator<PackLine> {
  const client = await pool.connect();
  let done = false;
  try {
    // What is sealed meanwhile would be neither among the sealed nor among the others.
    await client.query("begin isolation level repeatable read read only");
    yield* linesOf(client, projects, query);
    await client.query("commit");
    done = true;
  } finally {
    // Of a reader that left the transaction is still open.
    client.release(!done);
  }
}

type Projects = Pick<ApiContext, "projects">["projects"];

async function* linesOf(
  db: pg.PoolClient,
  projects: Projects,
  query: PackQuery,
): AsyncGenerator<PackLine> {
  const top = await auditHead(db);
  const newest = Number(top?.number ?? 0);
  const { first, last } = await rangeOf(db, query, newest);
  const [before] = await readSeals(db, {
    after: String(first - 2),
    upTo: String(first - 1),
    limit: 1,
  });
  const complete = last >= newest && query.to === null;
  const now = (await db.query<{ now: Date }>("select now()")).rows[0]?.now as Date;
  yield {
    ...{ type: "pack", version: 1, at: now.toISOString(), complete },
    from: query.from?.toISOString() ?? null,
    to: query.to?.toISOString() ?? null,
    start: first === 1 ? null : { number: first - 1, head: before?.head ?? null },
    head: top?.number ? { number: newest, head: top.head as string } : null,
  };
  const counts = { seals: 0, records: 0 };
  const deployments: AuditRecord[] = [];
  const parity: Pick<AuditRecord, "id" | "act">[] = [];
  for (let after = first - 1; after < last; ) {
    const seals = await readSeals(db, {
      after: String(after),
      upTo: String(last),
      limit: sealsAtOnce,
    });
    if (seals.length === 0) break;
    const ids = seals.flatMap((seal) => seal.ids);
    const records = new Map((await recordsById(db, { ids })).map((row) => [row.id, row]));
    for (const { number, ...seal } of seals) {
      yield { type: "seal", number: Number(number), ...seal };
      counts.seals++;
      for (const id of seal.ids) {
        const record = records.get(id);
        if (record === undefined) continue;
        yield { type: "record", ...record };
        counts.records++;
        if (record.act === "apply") deployments.push(record);
        if (ofParity.has(record.act)) parity.push({ id: record.id, act: record.act });
      }
    }
    after = Number(seals.at(-1)?.number);
  }
  if (complete) yield* unsealed(db, now);
  if (query.evidence) {
    yield* evidenceOf(db, projects, deployments);
    yield* parityEvidence(db, parity);
  }
  yield { type: "end", ...counts };
}

async function rangeOf(
  db: Db,
  { from, to, since }: PackQuery,
  newest: number,
): Promise<{ first: number; last: number }> {
  if (from === null && to === null) return { first: Math.max(1, since ?? 1), last: newest };
  const row = await sealsBetween(db, { from: from ?? new Date(0), to: to ?? farAway });
  const first = row?.first ? Number(row.first) : newest + 1;
  return { first: Math.max(first, since ?? 1), last: row?.last ? Number(row.last) : newest };
}

const farAway = new Date("9999-01-01T00:00:00Z");

async function* unsealed(db: Db, now: Date): AsyncGenerator<PackLine> {
  const ids = (await recordsOfNoSeal(db, { limit: unsealedAtMost })).map(({ id }) => id);
  for (const record of await recordsById(db, { ids }))
    yield {
      ...{ type: "unsealed", ageMs: now.getTime() - Date.parse(record.at) },
      ...record,
    };
  for (const { id } of await removedUnsealed(db, { limit: unsealedAtMost }))
    yield { type: "removed", id };
}

async function* evidenceOf(
  db: Db,
  projects: Projects,
  deployments: readonly AuditRecord[],
): AsyncGenerator<PackLine> {
  const said = deployments.map((record) => {
    const { commit = "", plan = "" } = JSON.parse(record.detail) as Record<string, string>;
    return { project: record.project ?? record.subject, commit, plan };
  });
  const rows = await recordedRevisions(db, {
    projects: said.map(({ project }) => project),
    commits: said.map(({ commit }) => commit),
    plans: said.map(({ plan }) => plan),
  });
  const revisions = rows.map(
    ({ rules, evidence, ...row }): PackRevision => ({
      ...row,
      evidence: (evidence ?? {}) as RevisionEvidence,
      trust: trustOf(rules as StoredRules),
    }),
  );
  for (const revision of revisions) yield { type: "revision", ...revision };
  for (const [project, own] of Map.groupBy(revisions, (revision) => revision.project)) {
    const oids = new Set(
      own.flatMap(({ commit, evidence }) => [
        commit,
        ...(evidence.signatures?.commits ?? []).map((one) => one.commit),
      ]),
    );
    for (const oid of oids) yield await commitOf(projects, project, oid);
    const told = new Set<string>();
    for (const { commit, path } of own)
      for (const line of await treesOf(projects, project, commit, path)) {
        if (!told.has(line.oid)) yield line;
        told.add(line.oid);
      }
  }
}

type TreeLine = Extract<PackLine, { type: "tree" }>;

/** The trees from a commit's root to what holds the project's folder, as Git has them; none for a project at the root. */
async function treesOf(
  projects: Projects,
  project: string,
  commit: string,
  path: string,
): Promise<TreeLine[]> {
  const names = path.split("/").filter((part) => part !== "");
  const lines: TreeLine[] = [];
  if (names.length === 0 || !projects.read || !projects.names.includes(project)) return lines;
  let oid = commit;
  try {
    await projects.read(project, async (reader) => {
      oid = (await rawCommit(reader, commit)).commit.tree;
      for (const name of names) {
        const content = await rawTree(reader, oid);
        const text = Buffer.from(content).toString("base64");
        lines.push({ type: "tree", project, oid, content: text, missing: null });
        const next = parseTree(content, oid.length / 2).find((one) => one.name === name);
        if (next === undefined) return;
        oid = next.oid;
      }
    });
  } catch (error) {
    lines.push({ type: "tree", project, oid, content: null, missing: messageOf(error) });
  }
  return lines;
}

async function rawTree(reader: GitReader, oid: string): Promise<Uint8Array> {
  for await (const object of reader.readObjects([oid]))
    if (object.type === "tree") return object.content.slice();
  throw new Error(`tree ${oid} is not in the repository`);
}

function trustOf(rules: StoredRules): PackRevision["trust"] {
  const { signatures } = rulesOf(rules).sync;
  if (signatures === null) return null;
  const { allowedSigners, pgpKeys, revoked, forges } = signatures;
  return { allowedSigners, pgpKeys, revoked: [...revoked], forges: [...forges] };
}

/** One that can't be had is said to be missing: a pack without it still proves the rest. */
async function commitOf(projects: Projects, project: string, oid: string): Promise<PackLine> {
  const line = { type: "commit", project, oid } as const;
  try {
    if (!projects.read || !projects.names.includes(project))
      return { ...line, content: null, missing: "this server does not sync the project" };
    const read = (reader: GitReader) => rawCommit(reader, oid);
    const { content } = await projects.read(project, read);
    return { ...line, content: Buffer.from(content).toString("base64"), missing: null };
  } catch (error) {
    return { ...line, content: null, missing: messageOf(error) };
  }
}
