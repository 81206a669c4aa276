// Cut-over of a wave: holds of the other scheduler as they were read back.

import type { FastifyInstance } from "fastify";
import { cutoverState } from "#engine/cutover-state.ts";
import { putHolds } from "#engine/legacy-holds.ts";
import { type ListLegacyHoldsRow, listLegacyHolds } from "#store/legacy-holds.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { cutoverView, holdsBody, holdsKept, legacyHoldPage } from "./cutover-shapes.ts";
import { invalid, notFound } from "./problem.ts";
import { instantsIn } from "./put-legacy.ts";
import { describe, iso, object, optional, plainText, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { CutoverView, LegacyHoldView, Page } from "./types.ts";

type Of = { Params: { project: string } };

export const cutoverRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const projectOf = async (name: string): Promise<number> => {
      const project = await getProject(pool, { name });
      if (!project) throw notFound(`project "${name}"`);
      return project.id;
    };
    app.post<Of & { Body: Infer<typeof holdsBody> }>(
      "/projects/:project/cutover/holds",
      {
        schema: describe({
          id: "putLegacyHolds",
          action: "cutover",
          tag: "projects",
          summary: "Say what the scheduler before holds, as it was read back",
          params: projectParams,
          body: holdsBody,
          answers: { 200: { description: "It is kept.", schema: holdsKept } },
        }),
      },
      async ({ params, body, actor }): Promise<Infer<typeof holdsKept>> => {
        const project = await projectOf(params.project);
        const { wave, source, how } = body;
        const holds = holdsOf(body);
        const { readAt: said } = instantsIn({ readAt: body.readAt });
        return transaction(pool, async (db) => {
          const { now } = (await databaseClock(db)) as { now: Date };
          // It would look newer than it is.
          if (said !== undefined && said > now)
            throw invalid([{ at: "readAt", message: "it is still to come" }]);
          const read = { project, wave, source, how, readAt: said ?? now, holds };
          const kept = await putHolds(db, read, actor);
          const detail = { wave, source, how, readAt: read.readAt.toISOString(), holds };
          await writeAudit(db, { actor, act: "read-holds", subject: params.project, detail });
          return { kept };
        });
      },
    );
    app.get<Of & { Querystring: { wave?: string } }>(
      "/projects/:project/cutover/holds",
      {
        schema: describe({
          id: "listLegacyHolds",
          action: "readProject",
          tag: "projects",
          summary: "What the scheduler before holds, as it was read back last",
          params: projectParams,
          query: object({ wave: optional(plainText("Only of this wave.")) }, "What to list."),
          answers: { 200: { description: "All of them.", schema: legacyHoldPage } },
        }),
      },
      async ({ params, query }): Promise<Page<LegacyHoldView>> => {
        const of = { project: await projectOf(params.project), wave: query.wave ?? null };
        return { items: (await listLegacyHolds(pool, of)).map(viewOf), next: null };
      },
    );
    app.get<{ Params: { project: string; wave: string } }>(
      "/projects/:project/cutover/waves/:wave",
      {
        schema: describe({
          id: "showCutover",
          action: "readProject",
          tag: "projects",
          summary: "A wave, what is held of it, its guards, and what runs on either side",
          params: waveParams,
          answers: { 200: { description: "As it is now.", schema: cutoverView } },
        }),
      },
      async ({ params, sight: { classes } }): Promise<CutoverView> => {
        const project = await projectOf(params.project);
        const found = await cutoverState(pool, { project, wave: params.wave, classes });
        if (found === null) throw notFound(`wave "${params.wave}"`);
        return found;
      },
    );
  };

const waveParams = object(
  { project: plainText("The project."), wave: plainText("The wave.") },
  "Which wave.",
);

/** @throws Problem 422 for a job that is there twice: nobody could tell which state counts. */
function holdsOf({ holds }: Infer<typeof holdsBody>) {
  const first = new Map(holds.map(({ job }, n) => [job, n] as const).reverse());
  const twice = holds.flatMap(({ job }, n) =>
    first.get(job) === n ? [] : [{ at: `holds.${n}.job`, message: `"${job}" is there twice` }],
  );
  if (twice.length > 0) throw invalid(twice);
  return holds.map(({ job, state, line = "" }) => ({ job, state, line }));
}

const viewOf = ({ read_at, ...row }: ListLegacyHoldsRow): LegacyHoldView => ({
  ...row,
  state: row.state as LegacyHoldView["state"],
  how: row.how as LegacyHoldView["how"],
  readAt: iso(read_at),
});
