// Backfills: list, detail, due times, and the acts on them.

import type { FastifyInstance } from "fastify";
import {
  backfillSlots,
  cancelBackfill,
  listBackfills,
  setBackfillState,
} from "#store/backfills.sql.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { backfillPage, backfillSlotPage, backfillView } from "./backfill-shapes.ts";
import {
  backfillIdOf,
  backfillOf,
  backfillSlotOf,
  firstBackfill,
  readBackfill,
} from "./backfill-view.ts";
import { invalid, Problem } from "./problem.ts";
import { describe, object, optional, pageFrom, pageQuery } from "./route.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const pages = object(pageQuery, "Which part.");
type Pages = { after?: string; limit: number };
const idParams = object({ id: text("The backfill's id.") }, "In the path.");
type OfBackfill = { Params: { id: string } };

const actBody = object(
  {
    reason: optional(text("Why, for those who read it later.", { maxLength: 1000 })),
  },
  "Why.",
);

const acts = {
  pause: "Make no further runs; those under way go on",
  resume: "Go on where it was paused",
  cancel: "Make no further runs and cancel those under way",
} as const;
type Act = keyof typeof acts;

export const backfillRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    const shown = { 200: { description: "The backfill.", schema: backfillView } };
    app.get<{ Querystring: Pages }>(
      "/backfills",
      {
        schema: describe({
          id: "listBackfills",
          action: "read",
          tag: "runs",
          summary: "Backfills, newest first",
          query: pages,
          answers: { 200: { description: "A page of them.", schema: backfillPage } },
        }),
      },
      async ({ query, sight: { classes } }) => {
        const before = positionOf(query.after) ?? firstBackfill;
        const rows = await listBackfills(pool, { before, classes, limit: query.limit + 1 });
        const { items, next } = pageFrom(
          rows,
          query.limit,
          ({ id }) => String(id),
          (row) => row,
        );
        return { items: await Promise.all(items.map((row) => backfillOf(pool, row))), next };
      },
    );
    app.get<OfBackfill>(
      "/backfills/:id",
      {
        schema: describe({
          id: "getBackfill",
          action: "read",
          tag: "runs",
          summary: "A backfill and how far it is",
          params: idParams,
          answers: shown,
        }),
      },
      ({ params }) => readBackfill(pool, backfillIdOf(params.id)),
    );
    app.get<OfBackfill & { Querystring: Pages }>(
      "/backfills/:id/slots",
      {
        schema: describe({
          id: "listBackfillSlots",
          action: "read",
          tag: "runs",
          summary: "Its due times in their order, each with its run",
          params: idParams,
          query: pages,
          answers: { 200: { description: "A page of them.", schema: backfillSlotPage } },
        }),
      },
      async ({ params, query: { after, limit } }) => {
        const { id } = await readBackfill(pool, backfillIdOf(params.id));
        const rows = await backfillSlots(pool, {
          id,
          after: positionOf(after) ?? 0,
          limit: limit + 1,
        });
        return pageFrom(rows, limit, ({ ordinal }) => String(ordinal), backfillSlotOf);
      },
    );
    for (const [act, summary] of Object.entries(acts) as [Act, string][])
      app.post<OfBackfill & { Body: Infer<typeof actBody> }>(
        `/backfills/:id/${act}`,
        {
          schema: describe({
            id: `${act}Backfill`,
            action: "backfill",
            tag: "runs",
            summary,
            params: idParams,
            body: actBody,
            answers: shown,
          }),
        },
        async ({ params, body, actor }) => {
          const id = backfillIdOf(params.id);
          const before = await readBackfill(pool, id);
          await transaction(pool, async (db) => {
            if (!(await done(db, act, id, body.reason || `${act} by ${actor}`)))
              throw new Problem("conflict", `backfill ${id} has ended: it is ${before.state}`, {
                hint: "Only one that runs or is paused can be changed.",
              });
            const detail = { reason: body.reason ?? null };
            await writeAudit(db, {
              actor,
              act: `${act} backfill`,
              subject: `backfill ${id}`,
              detail,
            });
          });
          context.scheduler.wake();
          return readBackfill(pool, id);
        },
      );
  };

async function done(db: Db, act: Act, id: number, why: string): Promise<boolean> {
  if (act === "cancel") return (await cancelBackfill(db, { id, reason: why }))?.cancelled ?? false;
  const isPause = act === "pause";
  const row = await setBackfillState(db, {
    id,
    state: isPause ? "paused" : "running",
    note: isPause ? why : null,
  });
  return row !== undefined;
}

function positionOf(after: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d{1,9}$/.test(after)) return Number(after);
  throw invalid([{ at: "after", message: "after is not a `next` of a page" }]);
}
