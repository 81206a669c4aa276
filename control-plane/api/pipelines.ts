// Deployed pipelines: list, detail, history, why no run is due, and asking for a run.

import type { FastifyInstance } from "fastify";
import { compilePipelineFilter } from "#core/pipeline-filter.ts";
import { type RevisionEvidence, signersOf } from "#core/provenance.ts";
import { originOf } from "#core/revision-origin.ts";
import { listPipelines, type PipelineHistoryRow, pipelineHistory } from "#store/pipelines.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { historyPage, pipelinePage, pipelineView } from "./pipeline-shapes.ts";
import {
  findDeployed,
  findNamed,
  type PipelineName,
  pipelineViewOf,
  summariesOf,
} from "./pipeline-view.ts";
import { invalid, notFound } from "./problem.ts";
import { broughtBack, positionOf as revisionAfter } from "./revisions.ts";
import {
  describe,
  iso,
  object,
  optional,
  pageFrom,
  pageQuery,
  pipelineParams,
  plainText,
} from "./route.ts";
import { notAFilter } from "./run-filter.ts";
import { whyView } from "./run-shapes.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { startBackfillRoutes } from "./start-backfill.ts";
import { startRunRoute } from "./start-run.ts";
import type { HistoryEntry, Page, PipelineSummary } from "./types.ts";
import { whyOfPipeline } from "./why-pipeline.ts";

const listQuery = object(
  {
    ...pageQuery,
    project: optional(plainText("Only those of the project.")),
    where: optional(
      text("Only those for which this CEL expression is true, such as `'gold' in tags.tier`.", {
        maxLength: 4096,
      }),
    ),
  },
  "Which pipelines.",
);
const whyQuery = object(
  {
    date: optional(
      plainText(
        "The business date that is asked about; the present one by the pipeline's zone and new day when left out.",
      ),
    ),
  },
  "Which date.",
);
const historyQuery = object(pageQuery, "Which part.");

export const pipelineRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof listQuery> & { limit: number } }>(
      "/pipelines",
      {
        schema: describe({
          id: "listPipelines",
          action: "read",
          tag: "pipelines",
          summary: "Deployed pipelines by name",
          query: listQuery,
          answers: { 200: { description: "A page of them.", schema: pipelinePage } },
        }),
      },
      ({ query, sight }) => pipelines(context, query, sight),
    );
    app.get<{ Params: PipelineName }>(
      "/pipelines/:project/:name",
      {
        schema: describe({
          id: "getPipeline",
          action: "read",
          tag: "pipelines",
          summary: "A deployed pipeline",
          params: pipelineParams,
          answers: { 200: { description: "The pipeline.", schema: pipelineView } },
        }),
      },
      async ({ params, sight }) =>
        pipelineViewOf(
          context.pool,
          await findDeployed(context.pool, params),
          context.scheduler.held(),
          sight,
        ),
    );
    app.get<{ Params: PipelineName; Querystring: { after?: string; limit: number } }>(
      "/pipelines/:project/:name/history",
      {
        schema: describe({
          id: "getPipelineHistory",
          action: "read",
          tag: "pipelines",
          summary: "Deployments that changed it, newest first",
          params: pipelineParams,
          query: historyQuery,
          answers: { 200: { description: "A page of them.", schema: historyPage } },
        }),
      },
      ({ params, query, sight }) => history(context, params, query, sight),
    );
    app.get<{ Params: PipelineName; Querystring: Infer<typeof whyQuery> }>(
      "/pipelines/:project/:name/why",
      {
        schema: describe({
          id: "whyPipeline",
          action: "read",
          tag: "pipelines",
          summary: "Why no run of it is due, or when one is",
          params: pipelineParams,
          query: whyQuery,
          answers: { 200: { description: "The reasons.", schema: whyView } },
        }),
      },
      ({ params, query, sight }) => whyOfPipeline(context, params, query.date, sight),
    );
    startRunRoute(app, context);
    startBackfillRoutes(app, context);
  };

async function pipelines(
  { pool, scheduler }: ApiContext,
  query: Infer<typeof listQuery> & { limit: number },
  sight: Sight,
): Promise<Page<PipelineSummary>> {
  const { classes } = sight;
  const [after, afterId] = positionOf(query.after);
  if (query.project !== undefined && !(await getProject(pool, { name: query.project })))
    throw notFound(`project "${query.project}"`);
  const isMeant = meant(query.where);
  const items: PipelineSummary[] = [];
  let last = { name: after, id: afterId };
  // An expression may leave out most: rows are then looked through by the hundred.
  const size = query.where === undefined ? query.limit + 1 : 500;
  for (;;) {
    const rows = await listPipelines(pool, {
      after: last.name,
      afterId: last.id,
      project: query.project ?? null,
      limit: size,
      classes,
    });
    for (const [index, one] of (await summariesOf(pool, rows, scheduler.held(), sight)).entries()) {
      if (items.length === query.limit) return { items, next: `${last.name}:${last.id}` };
      last = rows[index] ?? last;
      if (isMeant(one)) items.push(one);
    }
    if (rows.length < size) return { items, next: null };
  }
}

/** @throws Problem 422 for an expression that is none. */
function meant(where: string | undefined): (pipeline: PipelineSummary) => boolean {
  if (where === undefined) return () => true;
  const filter = compilePipelineFilter(where);
  if ("issues" in filter) throw notAFilter(filter.issues);
  return ({ name, project, owner, tags, file, health, paused, wave }) =>
    filter.matches({
      pipeline: name,
      project,
      owner: owner ?? "",
      tags,
      file,
      health: health.status,
      paused,
      stage: wave?.stage ?? "",
    });
}

/** A cursor of ours: name, colon, id. */
function positionOf(after: string | undefined): [string, number] {
  if (after === undefined) return ["", 0];
  const [, name, id] = /^([^:]*):(\d{1,9})$/.exec(after) ?? [];
  if (name === undefined)
    throw invalid([{ at: "after", message: "after is not a `next` of a page" }]);
  return [name, Number(id)];
}

async function history(
  { pool }: ApiContext,
  asked: PipelineName,
  query: { after?: string; limit: number },
  { classes }: Sight,
): Promise<Page<HistoryEntry>> {
  const before = revisionAfter(query.after);
  const { project, name } = await findNamed(pool, asked, classes);
  const rows = await pipelineHistory(pool, {
    project,
    name,
    before,
    classes,
    limit: query.limit + 1,
  });
  return pageFrom(rows, query.limit, (row) => String(row.revision_id), entryOf);
}

const entryOf = (row: PipelineHistoryRow): HistoryEntry => ({
  revision: row.revision_id,
  action: row.action as HistoryEntry["action"],
  file: row.file,
  commit: row.commit_oid,
  subject: row.subject,
  author: `${row.author_name} <${row.author_email}>`,
  authoredAt: iso(row.authored_at),
  change: row.change_number,
  approvers: row.approvers,
  signedBy: signersOf((row.evidence ?? {}) as RevisionEvidence),
  appliedAt: iso(row.applied_at),
  appliedBy: row.applied_by,
  confirmation: row.confirmation as HistoryEntry["confirmation"],
  contentHash: row.content_hash,
  runs: row.runs,
  backTo: broughtBack(row),
  ...originOf(row.evidence),
});
