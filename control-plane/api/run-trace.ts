// The trace of a run, whether or not a receiver is configured.

import type { FastifyInstance } from "fastify";
import { describe, object, optional, runParams } from "./route.ts";
import { type Infer, integer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { traceView } from "./trace-shapes.ts";
import { readTrace } from "./trace-view.ts";

const query = object(
  {
    most: optional(
      integer(
        "Beside the run's span at most so many: those that failed, then the longest. All when it is not given.",
        { minimum: 1, maximum: 10_000 },
      ),
    ),
  },
  "How much of it.",
);

export function runTraceRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.get<{ Params: { id: string }; Querystring: Infer<typeof query> }>(
    "/runs/:id/trace",
    {
      schema: describe({
        id: "getTrace",
        action: "read",
        tag: "runs",
        summary: "The trace of a finished run",
        params: runParams,
        query,
        answers: { 200: { description: "Its spans.", schema: traceView } },
      }),
    },
    ({ params, query: { most }, sight }) => readTrace(pool, params.id, sight, most),
  );
}
