// Cut-over of a wave: holds of the other scheduler as they were read back.

import type { FastifyInstance } from "fastify";
import type { AuditAct } from "#core/audit/acts.ts";
import { cutoverState } from "#engine/cutover-state.ts";
import { putHolds } from "#engine/legacy-holds.ts";
import { takeOverWave } from "#engine/take-over.ts";
import { applyEffects } from "#store/events.sql.ts";
import { type ListLegacyHoldsRow, listLegacyHolds } from "#store/legacy-holds.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { knownOf, writeAudit } from "#store/write-audit.ts";
import {
  cutoverView,
  holdsBody,
  holdsKept,
  legacyHoldPage,
  takeBody,
  takenView,
} from "./cutover-shapes.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { projectId } from "./project-id.ts";
import { instantsIn } from "./put-legacy.ts";
import { describe, iso, object, optional, plainText, projectParams } from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { isDate } from "./start-run.ts";
import type { CutoverView, LegacyHoldView, Page } from "./types.ts";

type Of = { Params: { project: string } };

export const cutoverRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
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
        const project = await projectId(pool, params.project);
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
        const of = { project: await projectId(pool, params.project), wave: query.wave ?? null };
        return { items: (await listLegacyHolds(pool, of)).map(viewOf), next: null };
      },
    );
    app.post<{ Params: { project: string; wave: string }; Body: Infer<typeof takeBody> }>(
      "/projects/:project/cutover/waves/:wave/take",
      {
        schema: describe({
          id: "takeOver",
          action: "cutover",
          tag: "projects",
          summary:
            "Take over what the scheduler before has last done of a wave, and what is set there",
          params: waveParams,
          body: takeBody,
          answers: { 200: { description: "It is here.", schema: takenView } },
        }),
      },
      async ({ params, body, actor }): Promise<Infer<typeof takenView>> => {
        const project = await projectId(pool, params.project);
        const effects = factsOf(body);
        const { wave } = params;
        return transaction(pool, async (db) => {
          const taken = await takeOverWave(db, { project, wave }, actor);
          if (taken === null)
            throw new Problem("conflict", `the wave "${wave}" is live, or isn't there`, {
              hint: "Take over before it goes live: what its runs have set since would be overwritten.",
            });
          const reason = `taken over from ${body.source}`;
          if (effects.length > 0)
            await applyEffects(db, {
              ...{ project: params.project, date: new Date().toISOString().slice(0, 10), reason },
              ...{ actor, act: "take-over" satisfies AuditAct, ...knownOf(actor), effects },
            });
          const detail = { wave, source: body.source, ...taken };
          await writeAudit(db, { actor, act: "take-over", subject: params.project, detail });
          return taken;
        });
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
        const project = await projectId(pool, params.project);
        const found = await cutoverState(pool, { project, wave: params.wave, classes });
        if (found === null) throw notFound(`wave "${params.wave}"`);
        return found;
      },
    );
  };

/** @throws Problem 422 naming every date that is none. */
function factsOf({ events = [], variables = [] }: Infer<typeof takeBody>): object[] {
  const wrong = events.flatMap(({ date }, n) =>
    date === "static" || isDate(date)
      ? []
      : [{ at: `events.${n}.date`, message: `"${date}" is not a date like 2026-11-23` }],
  );
  if (wrong.length > 0) throw invalid(wrong);
  return [
    ...events.map(({ name, date }) => ({ emit: name, date })),
    ...variables.map(({ name, value }) => ({ set: name, value })),
  ];
}

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
