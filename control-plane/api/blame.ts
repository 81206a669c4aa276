// Who set each field of a deployed pipeline, from the server's copy of the repository.

import type { FastifyInstance } from "fastify";
import { type BlameLine, blameLine } from "#core/blame-line.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { blamePipeline } from "#git/blame.ts";
import { GitError } from "#git/source.ts";
import { getProject } from "#store/projects.sql.ts";
import { blamePage } from "./blame-shapes.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { notFound, Problem } from "./problem.ts";
import { describe, object, optional, pipelineParams, plainText } from "./route.ts";
import { type Infer, integer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { Page } from "./types.ts";
import { veilFor } from "./veil.ts";

/** Of versions: the project isn't synced meanwhile, and a version takes about 10 ms. */
const mostVersions = 1_000;

const blameQuery = object(
  {
    field: optional(plainText("Only this field and those below it, whatever they say.")),
    limit: optional(
      integer("Most versions that are looked at.", { minimum: 1, maximum: 100_000, default: 500 }),
    ),
  },
  "Of what.",
);

export const blameRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: PipelineName; Querystring: Infer<typeof blameQuery> & { limit: number } }>(
      "/pipelines/:project/:name/blame",
      {
        schema: describe({
          id: "blamePipeline",
          action: "read",
          tag: "pipelines",
          summary: "Who set each field, by which change",
          params: pipelineParams,
          query: blameQuery,
          answers: { 200: { description: "All of them.", schema: blamePage } },
        }),
      },
      ({ params, query, sight }) => blame(context, params, query, sight),
    );
  };

async function blame(
  { pool, projects }: ApiContext,
  asked: PipelineName,
  { field, limit }: { field?: string; limit: number },
  sight: Sight,
): Promise<Page<BlameLine>> {
  const { id, project, name, file } = await findDeployed(pool, asked);
  const row = await getProject(pool, { name: project });
  const commit = row?.commit_oid;
  if (!row || !commit || !projects.names.includes(project) || !projects.read)
    throw new Problem("conflict", `this server has no copy of project ${project}'s repository`, {
      hint: "Ask the server that was started with it, or run `trunkline blame` in a checkout.",
    });
  const found = await projects
    .read(project, (reader) =>
      blamePipeline({
        reader,
        folder: row.path,
        environment: row.environment,
        cache: createParseCache(),
        commit,
        name,
        field: field ?? null,
        limit: Math.min(limit, mostVersions),
      }),
    )
    .catch((error: unknown) => {
      if (!(error instanceof GitError)) throw error;
      throw new Problem("conflict", error.message, error.hint === null ? {} : { hint: error.hint });
    });
  if (found === null) throw notFound(`pipeline "${name}" at ${commit.slice(0, 12)}`);
  if ("diagnostics" in found)
    throw new Problem("conflict", `${file} is in error at ${commit.slice(0, 12)}`, {
      hint: "What is deployed is of an earlier commit: name that with --rev in a checkout.",
    });
  const veil = await veilFor(pool, sight, { pipelines: [id] });
  const items = found.fields.map((one) => blameLine(name, one));
  return { items: items.map((one) => ({ ...one, value: veil.value(one.value) })), next: null };
}
