// What differs between two deployed revisions of a project, from what the store kept of each: no repository is asked.

import { hash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { type Plan, type PlannedPipeline, plan } from "#core/plan.ts";
import { mentionedFiles } from "#core/scripts.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { GitError } from "#git/source.ts";
import { storedReader } from "#git/stored-reader.ts";
import { readDiff } from "#git/trees.ts";
import { type DeployedAtRow, deployedAt } from "#store/pipelines.sql.ts";
import { getProject, type RevisionsByCommitRow, revisionsByCommit } from "#store/projects.sql.ts";
import { difference } from "./difference-shapes.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, object, optional, plainText, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { Difference } from "./types.ts";
import { veilFor } from "./veil.ts";

const differenceQuery = object(
  {
    from: optional(plainText("First digits of the commit of a deployed revision; needed.")),
    to: optional(plainText("The same; what is deployed now when left out.")),
    pipeline: optional(plainText("Only of this pipeline.")),
  },
  "Between which revisions.",
);

export const differenceRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string }; Querystring: Infer<typeof differenceQuery> }>(
      "/projects/:project/difference",
      {
        schema: describe({
          id: "compareRevisions",
          action: "readProject",
          tag: "projects",
          summary: "What differs between two deployed revisions",
          params: projectParams,
          query: differenceQuery,
          answers: { 200: { description: "The difference.", schema: difference } },
        }),
      },
      ({ params, query, sight }) => compare(context, params.project, query, sight),
    );
  };

async function compare(
  context: ApiContext,
  name: string,
  asked: Infer<typeof differenceQuery>,
  sight: Sight,
): Promise<Difference> {
  const { pool } = context;
  const { classes } = sight;
  const ids = new Set<number>();
  const project = await getProject(pool, { name });
  if (!project) throw notFound(`project "${name}"`);
  const from = await revisionOf(context, project, "from", asked.from ?? "");
  const to = await revisionOf(context, project, "to", asked.to ?? "");
  const [after, until] = [from.id, to.id].sort((a, b) => a - b) as [number, number];
  const side = async ({ id }: RevisionsByCommitRow): Promise<PlannedPipeline[]> => {
    const rows = await deployedAt(pool, {
      project: project.id,
      revision: id,
      after,
      until,
      classes,
    });
    for (const { pipeline_id } of rows) ids.add(pipeline_id);
    return rows
      .flatMap(plannedOf)
      .filter((one) => asked.pipeline === undefined || one.name === asked.pipeline);
  };
  const [live, desired] = [await side(from), await side(to)];
  const changed = await changedFiles(context, from, to);
  const mentioned = (one: PlannedPipeline): [string, string[]] => [
    one.name,
    mentionedFiles(one.pipeline).filter((path) => changed?.has(path)),
  ];
  const made: Plan = plan(
    {
      project: name,
      base: from.commit_oid,
      commit: to.commit_oid,
      at: Temporal.Instant.fromEpochMilliseconds(to.committed_at.getTime()),
      desired,
      live,
      broken: [],
      kept: new Set(),
      scripts: new Map(desired.map(mentioned)),
      pools: [],
      isForecast: true,
    },
    (text) => hash("sha256", text),
  );
  const veil = await veilFor(pool, sight, { pipelines: [...ids] });
  const changes = made.changes.map((change) => ({
    ...change,
    fields: veil.value(change.fields),
    ...(change.meaning ? { meaning: veil.value(change.meaning) } : {}),
  }));
  return { plan: { ...made, changes }, scripts: changed === null ? "unknown" : "known" };
}

function plannedOf(row: DeployedAtRow): PlannedPipeline[] {
  if (row.content_hash === null) return [];
  const pipeline = storedPipeline(row.spec);
  return [{ name: row.name, file: row.file, hash: row.content_hash, pipeline }];
}

/** @param prefix Of a commit; empty for what is deployed. */
async function revisionOf(
  { pool }: ApiContext,
  project: { id: number; name: string },
  at: string,
  prefix: string,
): Promise<RevisionsByCommitRow> {
  if (!/^[0-9a-f]{4,40}$/.test(prefix) && (at !== "to" || prefix !== ""))
    throw invalid([
      {
        at,
        message: `"${prefix}" is no commit: 4 to 40 hex digits`,
        help: "branches and tags are of a checkout: leave out --deployed there",
      },
    ]);
  const found = await revisionsByCommit(pool, { project: project.id, prefix });
  const commits = [...new Set(found.map(({ commit_oid }) => commit_oid))];
  if (commits.length > 1)
    throw new Problem("ambiguous", `several deployed commits begin with ${prefix}`, {
      candidates: commits,
    });
  const [newest] = found;
  if (newest) return newest;
  throw notFound(
    `revision of project "${project.name}" with commit "${prefix}"`,
    `\`trunkline history --project ${project.name}\` lists what was deployed.`,
  );
}

/** Files that differ; null where the store has let go of an old revision's trees. */
async function changedFiles(
  { pool }: ApiContext,
  from: RevisionsByCommitRow,
  to: RevisionsByCommitRow,
): Promise<Set<string> | null> {
  try {
    const { changes } = await readDiff(storedReader(pool), from.tree_oid, to.tree_oid);
    return new Set(changes.map(({ path }) => path));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return null;
  }
}
