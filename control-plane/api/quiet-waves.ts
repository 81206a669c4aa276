// For how long the scheduler before has run nothing of each wave.

import type { FastifyInstance } from "fastify";
import { quietDays } from "#core/waves/quiet.ts";
import { quietWaves } from "#store/legacy-runs.sql.ts";
import { quietPage, type quietView } from "./legacy-shapes.ts";
import { projectId } from "./project-id.ts";
import { describe, isoOrNull, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page } from "./types.ts";

export const quietWaveRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string } }>(
      "/projects/:project/quiet-waves",
      {
        schema: describe({
          id: "listQuietWaves",
          action: "readProject",
          tag: "projects",
          summary: "For how long the scheduler before has run nothing of each wave",
          params: projectParams,
          answers: { 200: { description: "All of them.", schema: quietPage } },
        }),
      },
      async ({ params, sight: { classes } }): Promise<Page<Infer<typeof quietView>>> => {
        const rows = await quietWaves(pool, {
          ...{ project: await projectId(pool, params.project), classes },
        });
        const items = rows.map(({ wave, stage, job, last, until: told }) => {
          // A source of single jobs tells of no time by itself.
          const until = told instanceof Date ? told : null;
          const days = quietDays(last?.getTime() ?? null, until?.getTime() ?? null);
          const known = { lastRun: isoOrNull(last), toldUntil: isoOrNull(until) };
          return { wave, stage, job, ...known, quietDays: days };
        });
        return { items, next: null };
      },
    );
  };
