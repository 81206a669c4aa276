// Living workers.

import type { FastifyInstance } from "fastify";
import { workersWithLoad } from "#store/workers.sql.ts";
import { describe, iso } from "./route.ts";
import type { ApiContext } from "./server.ts";
import { workerPage } from "./shapes.ts";
import type { Page, WorkerView } from "./types.ts";

export const workerRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/workers",
      {
        schema: describe({
          id: "listWorkers",
          tag: "server",
          summary: "Living workers",
          answers: { 200: { description: "All of them.", schema: workerPage } },
        }),
      },
      async (): Promise<Page<WorkerView>> => {
        const rows = await workersWithLoad(pool);
        const items = rows.map(({ started_at, beat, ...row }) => ({
          ...row,
          startedAt: iso(started_at),
          beat: iso(beat),
        }));
        return { items, next: null };
      },
    );
  };
