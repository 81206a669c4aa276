// What was deployed of a project: its revisions, newest first.

import type { FastifyInstance } from "fastify";
import { evidenceLines, type RevisionEvidence } from "#core/provenance.ts";
import { originOf } from "#core/revision-origin.ts";
import { getProject, type ProjectRevisionsRow, projectRevisions } from "#store/projects.sql.ts";
import { invalid, notFound } from "./problem.ts";
import { revisionPage } from "./revision-shapes.ts";
import { describe, iso, object, pageFrom, pageQuery, projectParams } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { Page, RevisionEntry } from "./types.ts";

/** Later than every revision. */
export const firstRevision = 2_147_483_647;

export const revisionRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string }; Querystring: { after?: string; limit: number } }>(
      "/projects/:project/revisions",
      {
        schema: describe({
          id: "listRevisions",
          action: "readProject",
          tag: "projects",
          summary: "What was deployed of a project, newest first",
          params: projectParams,
          query: object(pageQuery, "Which part."),
          answers: { 200: { description: "A page of them.", schema: revisionPage } },
        }),
      },
      ({ params, query, sight }) => revisions(context, params.project, query, sight),
    );
  };

async function revisions(
  { pool }: ApiContext,
  name: string,
  query: { after?: string; limit: number },
  { classes }: Sight,
): Promise<Page<RevisionEntry>> {
  const before = positionOf(query.after);
  const project = await getProject(pool, { name });
  if (!project) throw notFound(`project "${name}"`);
  const rows = await projectRevisions(pool, {
    ...{ project: project.id, before, classes, limit: query.limit + 1 },
  });
  return pageFrom(rows, query.limit, (row) => String(row.id), entryOf);
}

/** @throws Problem 422 for what no page gave. */
export function positionOf(after: string | undefined): number {
  if (after === undefined) return firstRevision;
  if (/^\d{1,9}$/.test(after)) return Number(after);
  throw invalid([{ at: "after", message: "after is not a `next` of a page" }]);
}

export const broughtBack = (row: { back_to: number | null; back_to_commit: string | null }) =>
  row.back_to === null || row.back_to_commit === null
    ? null
    : { revision: row.back_to, commit: row.back_to_commit };

const entryOf = (row: ProjectRevisionsRow): RevisionEntry => ({
  revision: row.id,
  commit: row.commit_oid,
  subject: row.subject,
  author: `${row.author_name} <${row.author_email}>`,
  authoredAt: iso(row.authored_at),
  change: row.change_number,
  approvers: row.approvers,
  appliedAt: iso(row.applied_at),
  appliedBy: row.applied_by,
  plan: row.plan_hash,
  pipelines: { added: row.added, changed: row.changed, removed: row.removed },
  evidence: evidenceLines((row.evidence ?? {}) as RevisionEvidence).map(([about, says]) => ({
    about,
    says,
  })),
  backTo: broughtBack(row),
  ...originOf(row.evidence),
});
