// Living workers, and draining one.

import type { FastifyInstance } from "fastify";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { drainWorker, workersWithLoad } from "#store/workers.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { notFound } from "./problem.ts";
import { describe, iso, object, optional } from "./route.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { Page, WorkerView } from "./types.ts";
import { workerPage, workerView } from "./worker-shapes.ts";

const drainBody = object(
  {
    reason: optional(text("Why, for those who read it later.", { maxLength: 1000 })),
  },
  "Why.",
);
const workerParams = object({ id: text("The worker's id.") }, "In the path.");

export const workerRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/workers",
      {
        schema: describe({
          id: "listWorkers",
          action: "readServer",
          tag: "server",
          summary: "Living workers",
          answers: { 200: { description: "All of them.", schema: workerPage } },
        }),
      },
      async ({ sight }): Promise<Page<WorkerView>> => ({
        items: await workers(context.pool, sight),
        next: null,
      }),
    );
    app.post<{ Params: { id: string }; Body: Infer<typeof drainBody> }>(
      "/workers/:id/drain",
      {
        schema: describe({
          id: "drainWorker",
          action: "manageWorkers",
          tag: "server",
          summary: "Let a worker finish what it runs, and end",
          params: workerParams,
          body: drainBody,
          answers: {
            200: { description: "The worker, which claims nothing more.", schema: workerView },
          },
        }),
      },
      ({ params, body, actor, sight }) => drain(context, params.id, body.reason, actor, sight),
    );
  };

async function workers(db: Db, { classes }: Sight): Promise<WorkerView[]> {
  const rows = await workersWithLoad(db, { classes });
  return rows.map(({ started_at, beat, ...row }) => ({
    ...row,
    startedAt: iso(started_at),
    beat: iso(beat),
  }));
}

/** @throws Problem 404 for a worker that is not alive. */
function drain(
  { pool }: ApiContext,
  id: string,
  reason: string | undefined,
  actor: string,
  sight: Sight,
): Promise<WorkerView> {
  const missing = notFound(`living worker ${id}`, "see `GET /api/v1/workers`");
  if (!/^\d{1,9}$/.test(id)) throw missing;
  return transaction(pool, async (db) => {
    const worker = (await workers(db, sight)).find((one) => one.id === Number(id));
    if (!worker || !(await drainWorker(db, { id: worker.id }))?.drained) throw missing;
    await writeAudit(db, {
      actor,
      act: "drain",
      subject: `worker ${id}`,
      detail: { reason: reason ?? null, name: worker.name, labels: worker.labels },
    });
    return { ...worker, draining: true };
  });
}
