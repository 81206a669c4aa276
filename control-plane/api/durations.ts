// How long the tasks of a project's pipelines usually take, as its deadlines reckon with it; rehearsals elsewhere ask for it.

import type { FastifyInstance } from "fastify";
import { learnedDurations } from "#engine/learned-durations.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { notFound } from "./problem.ts";
import { describe, projectParams } from "./route.ts";
import { definition, type Infer, integer, pageOf, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page } from "./types.ts";

const durationView = definition(
  "Duration",
  {
    pipeline: text("The pipeline."),
    task: text("The task; of a matrix, the instance."),
    medianMs: integer("Half of the newest comparable runs took no longer. Milliseconds."),
    p90Ms: integer("Nine of ten took no longer. Milliseconds."),
  },
  "How long a task usually takes.",
);
const durationPage = pageOf("DurationPage", durationView);
export type DurationView = Infer<typeof durationView>;

export const durationRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string } }>(
      "/projects/:project/durations",
      {
        schema: describe({
          id: "listDurations",
          action: "readProject",
          tag: "projects",
          summary: "How long tasks usually take, where enough runs tell",
          params: projectParams,
          answers: { 200: { description: "All of them.", schema: durationPage } },
        }),
      },
      async ({ params, sight: { classes } }): Promise<Page<DurationView>> => {
        const project = await getProject(pool, { name: params.project });
        if (!project) throw notFound(`project "${params.project}"`);
        const rows = await allPipelines(pool, { project: project.id, classes });
        const items = await learnedDurations(pool, rows);
        return { items, next: null };
      },
    );
  };
