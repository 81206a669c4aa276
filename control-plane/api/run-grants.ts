// What attempts of tasks may use now: secrets and connections, since when and until when at most.

import type { FastifyInstance } from "fastify";
import { liveRunGrants } from "#store/access-grants.sql.ts";
import { runGrantPage } from "./grant-shapes.ts";
import { describe, iso, isoOrNull, object, optional, plainText } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page, RunGrantView } from "./types.ts";

const most = 1_000;

const filter = object({ project: optional(plainText("Only of this project.")) }, "Which.");

export const runGrantRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/run-grants",
      {
        schema: describe({
          id: "listRunGrants",
          action: "read",
          tag: "access",
          summary: "What running tasks may use now",
          query: filter,
          answers: { 200: { description: "The newest first.", schema: runGrantPage } },
        }),
      },
      async ({ query: { project }, sight: { classes } }): Promise<Page<RunGrantView>> => {
        const rows = await liveRunGrants(pool, { project, classes, limit: most });
        const items = rows.map((row): RunGrantView => {
          const { project, pipeline, task, attempt, resource } = row;
          return {
            ...{ project, pipeline, run: row.run_id, task, attempt, resource },
            ...{ since: iso(row.granted_at), until: iso(row.expires_at) },
            ...{ state: row.used_at === null ? "granted" : "used", usedAt: isoOrNull(row.used_at) },
          };
        });
        return { items, next: null };
      },
    );
  };
