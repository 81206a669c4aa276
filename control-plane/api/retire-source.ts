// A source that tells no more: nothing is waited for of it, what it has told stays.

import type { FastifyInstance } from "fastify";
import { retireLegacySource } from "#store/legacy-runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { linesParams } from "./lines-shapes.ts";
import { notFound } from "./problem.ts";
import { projectId } from "./project-id.ts";
import { describe, isoOrNull, object, optional } from "./route.ts";
import { definition, type Infer, instant, maybe, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const body = object(
  { retired: optional(truth("`false`: it tells again. Default `true`.")) },
  "Whether it is.",
);
const result = definition(
  "LegacySourceRetired",
  { retiredAt: maybe(instant("Since when; null: it tells on")) },
  "As it is by now.",
);

export const retireSourceRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.post<{ Params: Infer<typeof linesParams>; Body: Infer<typeof body> }>(
      "/projects/:project/legacy-sources/:source/retire",
      {
        schema: describe({
          id: "retireLegacySource",
          action: "observe",
          tag: "projects",
          summary: "Wait for a source of the scheduler before no more, or again",
          params: linesParams,
          body,
          answers: { 200: { description: "It is kept.", schema: result } },
        }),
      },
      async ({ params, body: { retired = true }, actor }) => {
        const { project: subject, source: name } = params;
        const project = await projectId(pool, subject);
        return transaction(pool, async (db) => {
          const row = await retireLegacySource(db, { project, name, retired });
          if (!row) throw notFound(`source "${name}"`);
          const detail = { source: name, retired };
          await writeAudit(db, { actor, act: "retire-source", subject, detail });
          return { retiredAt: isoOrNull(row.retired_at) };
        });
      },
    );
  };
