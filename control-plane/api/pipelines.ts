// Deployed pipelines: list, detail, history, why no run is due, and asking for a run.

import type { FastifyInstance } from "fastify";
import { type RevisionEvidence, signersOf } from "#core/provenance.ts";
import { originOf } from "#core/revision-origin.ts";
import { type PipelineHistoryRow, pipelineHistory } from "#store/pipelines.sql.ts";
import { listQuery, type PipelineListQuery, pipelinesAsked } from "./pipeline-list.ts";
import { historyPage, pipelinePage, pipelineView } from "./pipeline-shapes.ts";
import { findDeployed, findNamed, type PipelineName, pipelineViewOf } from "./pipeline-view.ts";
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
import { whyView } from "./run-shapes.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { startBackfillRoutes } from "./start-backfill.ts";
import { startRunRoute } from "./start-run.ts";
import type { HistoryEntry, Page } from "./types.ts";
import { whyOfPipeline } from "./why-pipeline.ts";

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
    app.get<{ Querystring: PipelineListQuery }>(
      "/pipelines",
      {
        schema: describe({
          id: "listPipelines",
          action: "read",
          tag: "pipelines",
          summary: "Deployed pipelines by name, or those first that need somebody",
          query: listQuery,
          answers: { 200: { description: "A page of them.", schema: pipelinePage } },
        }),
      },
      ({ query, sight }) => pipelinesAsked(context, query, sight),
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
