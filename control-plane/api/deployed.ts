// What was deployed last, of all projects.

import type { FastifyInstance } from "fastify";
import { deployedLately } from "#store/today.sql.ts";
import { describe, iso, object, optional, plainText } from "./route.ts";
import { type Infer, integer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { type DeployedView, deployedPage } from "./today-shapes.ts";
import type { Page } from "./types.ts";

/** Names of an entry. */
const mostTouched = 500;

const query = object(
  {
    project: optional(plainText("Only of this project.")),
    limit: optional(integer("Entries at most.", { minimum: 1, maximum: 100, default: 20 })),
  },
  "Of what.",
);

export const deployedRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof query> & { limit: number } }>(
      "/deployed",
      {
        schema: describe({
          id: "listDeployed",
          action: "read",
          tag: "projects",
          summary: "What was deployed last, and which pipelines it touched",
          query,
          answers: { 200: { description: "The newest first.", schema: deployedPage } },
        }),
      },
      async ({ query: { project = null, limit }, sight }): Promise<Page<DeployedView>> => {
        const { classes } = sight;
        const rows = await deployedLately(pool, { project, classes, limit, touched: mostTouched });
        const items = rows.map((row) => ({
          ...{ project: row.project, revision: row.id, commit: row.commit_oid },
          ...{ subject: row.subject, author: row.author_name, change: row.change_number },
          ...{ appliedAt: iso(row.applied_at), count: row.count },
          pipelines: row.pipelines as string[],
        }));
        return { items, next: null };
      },
    );
  };
