// What a path names, as access is decided by it: pipelines, and runs and backfills as their pipelines; projects.

import type { FastifyRequest } from "fastify";
import type { Resource } from "#access/access.ts";
import type { Identity } from "#core/access/identity.ts";
import { messageAccess } from "#store/messages.sql.ts";
import { pipelinesOfName } from "#store/pipelines.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { backfillAccess, runAccess } from "#store/sight.sql.ts";
import { backfillIdOf } from "./backfill-view.ts";
import { ambiguous, nameOf, type PipelineName, plain, projectGiven } from "./pipeline-view.ts";
import { notFound } from "./problem.ts";
import { runIdOf } from "./run-view.ts";
import type { ApiContext } from "./server.ts";
import type { Eyes } from "./sight.ts";
import { messageIdOf } from "./triggers.ts";

export type Subject = Extract<Resource, { kind: "pipeline" | "project" }>;

interface Asked {
  pool: ApiContext["pool"];
  eyes: Eyes;
  identity: Identity;
  params: Record<string, string>;
  /** Projects that may be spoken of. */
  projects: readonly string[];
}

/** By the beginning of the path behind `/api/v1`. */
const finders: readonly (readonly [string, (asked: Asked) => Promise<Subject>])[] = [
  ["/pipelines/:project/:name", pipeline],
  ["/projects/:project", project],
  ["/runs/:id", ({ params: { id = "" }, ...asked }) => run(asked, runIdOf(id))],
  ["/messages/:id", ({ params: { id = "" }, ...asked }) => message(asked, id)],
  ["/backfills/:id", ({ params: { id = "" }, ...asked }) => backfill(asked, backfillIdOf(id))],
];

/** Null for a path that names nothing of the kind. @throws Problem 404 for what is not there, or not for this identity. */
export async function subjectOf(
  { pool }: ApiContext,
  eyes: Eyes,
  { identity, params, routeOptions: { url = "" }, sight }: FastifyRequest,
): Promise<Subject | null> {
  const path = url.replace(/^\/api\/v\d+/, "");
  const [, find] = finders.find(([start]) => path === start || path.startsWith(`${start}/`)) ?? [];
  const given = params as Record<string, string>;
  const projects = sight.projects ?? [];
  return (await find?.({ pool, eyes, identity, params: given, projects })) ?? null;
}

/** `-` becomes the only project of which one of the name may be read: the others are not there for whoever asks. */
async function pipeline({ pool, eyes, identity, params }: Asked): Promise<Subject> {
  const asked = params as unknown as PipelineName;
  const name = plain(asked.name);
  const rows = await pipelinesOfName(pool, { name, project: projectGiven(asked) });
  const found: { project: string; subject: Subject }[] = [];
  for (const [of, each] of Map.groupBy(rows, (row) => row.project)) {
    // What is deployed under the name is meant; else the newest that was.
    const row = each.find((one) => one.name === name && one.removed_at === null) ?? each[0];
    const facts = await eyes.mayKnow(identity, row?.class_id ?? null);
    if (facts && row)
      found.push({ project: of, subject: { kind: "pipeline", facts, name: row.name } });
  }
  const [first] = found;
  if (!first) throw notFound(`pipeline "${nameOf(asked)}"`);
  if (found.length > 1) throw ambiguous(asked.name, found);
  params.project = first.project;
  return first.subject;
}

async function project({ pool, eyes, identity, params, projects }: Asked): Promise<Subject> {
  const name = plain(params.project ?? "");
  const row = await getProject(pool, { name });
  if (row && eyes.mayKnowProject(identity, row))
    return { kind: "project", name: row.name, environment: row.environment };
  throw notFound(`project "${name}"`, `known: ${projects.join(", ") || "none"}`);
}

type OfRow = Pick<Asked, "pool" | "eyes" | "identity">;

async function run({ pool, ...who }: OfRow, id: string): Promise<Subject> {
  return known(who, await runAccess(pool, { id }), `run ${id}`);
}

async function backfill({ pool, ...who }: OfRow, id: number): Promise<Subject> {
  return known(who, await backfillAccess(pool, { id }), `backfill ${id}`);
}

async function message({ pool, ...who }: OfRow, id: string): Promise<Subject> {
  return known(who, await messageAccess(pool, { id: messageIdOf(id) }), `message "${id}"`);
}

async function known(
  { eyes, identity }: Omit<OfRow, "pool">,
  row: { class_id: number | null; pipeline: string } | undefined,
  what: string,
): Promise<Subject> {
  const facts = await eyes.mayKnow(identity, row?.class_id ?? null);
  if (!row || !facts) throw notFound(what);
  return { kind: "pipeline", facts, name: row.pipeline };
}
