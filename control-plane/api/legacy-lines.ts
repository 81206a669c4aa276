// Logs of other schedulers as they are, from hosts on which nothing but curl runs.

import type { FastifyInstance } from "fastify";
import { linesParams, linesQuery, linesResult, logBody, mostLogBytes } from "./lines-shapes.ts";
import { Problem } from "./problem.ts";
import { projectId } from "./project-id.ts";
import { putLines } from "./put-lines.ts";
import { describe } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";

export const legacyLineRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    // Whatever type it is said to have: curl says that it is a form.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: mostLogBytes }, (_, body, done) =>
      done(null, body),
    );
    app.post<{
      Params: Infer<typeof linesParams>;
      Querystring: Infer<typeof linesQuery>;
      Body: Buffer | object;
    }>(
      "/projects/:project/legacy-sources/:source/lines",
      {
        bodyLimit: mostLogBytes,
        errorHandler(error) {
          throw error.code === "FST_ERR_CTP_BODY_TOO_LARGE" ? tooLarge : error;
        },
        schema: describe({
          id: "putLegacyLines",
          action: "observe",
          tag: "projects",
          summary: "Give a log of the scheduler before, whole or part by part, as it was written",
          params: linesParams,
          query: linesQuery,
          body: logBody,
          answers: { 200: { description: "It is kept.", schema: linesResult } },
        }),
      },
      async ({ params: { project: name, source }, query, body, actor }) => {
        const project = { id: await projectId(pool, name), name };
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        return putLines(pool, project, { source, bytes }, query, actor);
      },
    );
  };

const tooLarge = new Problem("too-large", "a request takes 16 MiB of a log", {
  hint: "Give a log that grows part by part, with `offset`; of Control-M ask the Automation API for one order date or folder at a time, and give each answer by itself; or read the file where the server is reached: `trunkline observe FILE` has no limit.",
});
