// What only a server knows of a plan: what is deployed, what runs and keeps its revision, what is held, who else awaits it.

import type { FastifyInstance } from "fastify";
import { listHolds } from "#store/holds.sql.ts";
import { awaitedElsewhere, pipelinesInFlight } from "#store/live.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { notFound } from "./problem.ts";
import { describe, iso, projectParams } from "./route.ts";
import { definition, type Infer, instant, integer, list, maybe, object, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { projectReason } from "./veil.ts";

const liveView = definition(
  "Live",
  {
    deployed: maybe(
      object(
        { commit: text("The commit."), at: instant("Since when") },
        "What is deployed; null: nothing yet.",
      ),
    ),
    held: maybe(
      object(
        {
          plan: text("Hash of the plan that waits for a person."),
          reason: text("Why it does."),
        },
        "The plan that is held; null: none.",
      ),
    ),
    running: list(
      object(
        {
          pipeline: text("The pipeline."),
          runs: integer(
            "How many of its runs have not ended; they keep the revision that they have.",
          ),
          oldest: instant("Since when the oldest of them is there"),
        },
        "A pipeline with runs in flight.",
      ),
      "By name.",
    ),
    holds: list(
      object(
        {
          pipeline: text("The pipeline."),
          by: text("Who holds it."),
          reason: maybe(text("Why, as given.")),
        },
        "A pipeline that is paused.",
      ),
      "By name.",
    ),
    awaitedBy: list(
      object(
        {
          pipeline: text("The pipeline of this project."),
          project: text("The other project."),
          by: text("The pipeline there that asks about it."),
        },
        "A condition of another project.",
      ),
      "By name.",
    ),
  },
  "What a plan doesn't know by itself.",
);
export type LiveView = Infer<typeof liveView>;

/** Nobody holds more. */
const mostHolds = 10_000;

export const liveRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string } }>(
      "/projects/:project/live",
      {
        schema: describe({
          id: "getLive",
          action: "readProject",
          tag: "projects",
          summary: "What is deployed, in flight and held, for a plan that is made elsewhere",
          params: projectParams,
          answers: { 200: { description: "As of now.", schema: liveView } },
        }),
      },
      async ({ params, sight }): Promise<LiveView> => {
        const { classes } = sight;
        const project = await getProject(pool, { name: params.project });
        if (!project) throw notFound(`project "${params.project}"`);
        const { id, name, commit_oid: commit, applied_at: at } = project;
        const running = await pipelinesInFlight(pool, { project: id, classes });
        const holds = await listHolds(pool, { project: name, classes, limit: mostHolds });
        const awaited = await awaitedElsewhere(pool, { project: name, classes });
        return {
          deployed: commit !== null && at !== null ? { commit, at: iso(at) } : null,
          held:
            project.held_plan_hash === null
              ? null
              : {
                  plan: project.held_plan_hash,
                  reason: projectReason(name, project.sync_reason ?? "", sight),
                },
          running: running.map((row) => ({
            ...{ pipeline: row.name, runs: row.runs, oldest: iso(row.oldest) },
          })),
          holds: holds
            .filter(({ run_id, task }) => run_id === null && task === null)
            .map(({ pipeline, actor, reason }) => ({ pipeline, by: actor, reason })),
          awaitedBy: awaited.map((row) => ({
            ...{ pipeline: row.awaited, project: row.project, by: row.name },
          })),
        };
      },
    );
  };
