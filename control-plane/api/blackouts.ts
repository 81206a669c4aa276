// Blackouts: times in which runs of chosen pipelines do not start.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { type BlackoutMode, blackoutModes } from "#core/blackout.ts";
import {
  addBlackout,
  endBlackout,
  type ListBlackoutsRow,
  listBlackouts,
} from "#store/blackouts.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { projectAccess } from "#store/sight.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { mayDo } from "./guard.ts";
import { blackoutPage, blackoutView } from "./hold-shapes.ts";
import { type Issue, invalid, notFound } from "./problem.ts";
import { describe, iso, object, optional, plainText } from "./route.ts";
import { type Infer, list, mapOf, oneOf, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { BlackoutView, Page } from "./types.ts";

const addBody = object(
  {
    project: optional(plainText("Only pipelines of this project.")),
    pipeline: optional(plainText("Only pipelines of this name.")),
    tags: optional(
      mapOf(
        list(plainText("A word."), "Words of one tag."),
        "Only pipelines that have all of these.",
      ),
    ),
    all: optional(truth("Every pipeline: needed where nothing else says which.")),
    from: optional(plainText("When it begins (RFC 3339); now when left out.")),
    to: optional(plainText("When it ends (RFC 3339).")),
    mode: optional(
      oneOf(
        blackoutModes,
        "`later` (default): runs that would start inside wait until the end; `skip`: they are skipped, with the reason.",
      ),
    ),
    reason: optional(plainText("Why.", 1000)),
  },
  "Which pipelines, and when.",
);
const removeBody = object(
  {
    reason: optional(plainText("Why.", 1000)),
  },
  "Why.",
);
const idParams = object({ id: text("The blackout's id.") }, "In the path.");
type AddBody = Infer<typeof addBody>;

export const blackoutRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    app.get(
      "/blackouts",
      {
        schema: describe({
          id: "listBlackouts",
          action: "read",
          tag: "runs",
          summary: "Blackouts that are or are to come",
          answers: { 200: { description: "All of them.", schema: blackoutPage } },
        }),
      },
      async ({ sight: { classes } }): Promise<Page<BlackoutView>> => ({
        items: (await listBlackouts(pool, { classes })).map(viewOf),
        next: null,
      }),
    );
    app.post<{ Body: AddBody }>(
      "/blackouts",
      {
        schema: describe({
          id: "addBlackout",
          action: "blackout",
          tag: "runs",
          summary: "Let no run of chosen pipelines start for a time",
          body: addBody,
          answers: { 201: { description: "The blackout.", schema: blackoutView } },
        }),
      },
      async (request, reply): Promise<BlackoutView> => {
        const { body, actor } = request;
        await mayBlackOut(context, request, body.project ?? null);
        const now = ((await databaseClock(pool)) as { now: Date }).now;
        const { from, to } = checked(body, now);
        const { project = null, pipeline = null, tags = {}, mode = "later", reason = null } = body;
        const what = { project, pipeline, tags, mode, reason };
        const row = await transaction(pool, async (db) => {
          const made = await addBlackout(db, { ...what, from, to, actor });
          if (!made) throw new Error("an insert gave no row");
          const detail = { ...what, from, to };
          await writeAudit(db, { actor, act: "blackout", subject: String(made.id), detail });
          return made;
        });
        reply.status(201);
        return viewOf(row);
      },
    );
    app.post<{ Params: { id: string }; Body: Infer<typeof removeBody> }>(
      "/blackouts/:id/remove",
      {
        schema: describe({
          id: "removeBlackout",
          action: "blackout",
          tag: "runs",
          summary: "End a blackout, or call it off",
          params: idParams,
          body: removeBody,
          answers: { 200: { description: "It is gone.", schema: object({}, "Nothing more.") } },
        }),
      },
      async (request): Promise<object> => {
        const { params, body, actor, sight } = request;
        const id = /^[1-9]\d{0,8}$/.test(params.id) ? Number(params.id) : 0;
        const [found] = await listBlackouts(pool, { id, classes: sight.classes });
        if (!found) throw notFound(`blackout "${params.id}"`);
        await mayBlackOut(context, request, found.project);
        await transaction(pool, async (db) => {
          if (!(await endBlackout(db, { id }))?.ended) throw notFound(`blackout "${params.id}"`);
          const detail = { reason: body.reason ?? null };
          await writeAudit(db, { actor, act: "blackout-end", subject: params.id, detail });
        });
        return {};
      },
    );
  };

/** One that names no project is the server's. @throws Problem 404 for a project that may not be known, 403. */
async function mayBlackOut(
  { pool }: ApiContext,
  request: FastifyRequest,
  project: string | null,
): Promise<void> {
  const { known } = request.sight;
  if (project === null) return mayDo(request, "manageServer", { kind: "server" });
  if (known === null) return;
  const row = (await projectAccess(pool)).find(({ name }) => name === project);
  if (!row || !known.includes(project)) throw notFound(`project "${project}"`);
  await mayDo(request, "blackout", { kind: "project", ...row });
}

const viewOf = (row: ListBlackoutsRow): BlackoutView => ({
  id: String(row.id),
  project: row.project,
  pipeline: row.pipeline,
  tags: row.tags as Record<string, string[]>,
  from: iso(row.from_at),
  to: iso(row.to_at),
  mode: row.mode as BlackoutMode,
  actor: row.actor,
  reason: row.reason,
});

/** @throws Problem 422 with everything that is wrong. */
function checked(body: AddBody, now: Date): { from: Date; to: Date } {
  const issues: Issue[] = [];
  const instant = (at: "from" | "to"): Date => {
    const text = body[at];
    if (text === undefined) return now;
    try {
      return new Date(Temporal.Instant.from(text).epochMilliseconds);
    } catch {
      issues.push({ at, message: `"${text}" is not an instant` });
      return now;
    }
  };
  const from = instant("from");
  const to = instant("to");
  if (body.to === undefined) issues.push({ at: "to", message: "`to` is missing: when it ends" });
  else if (issues.length === 0 && (to <= from || to <= now))
    issues.push({ at: "to", message: "it would have ended before it begins" });
  const words = Object.values(body.tags ?? {}).flat();
  if (body.project === undefined && body.pipeline === undefined && words.length === 0 && !body.all)
    issues.push({
      at: "all",
      message: "nothing says which pipelines",
      help: "name a project, a pipeline or a tag, or say that all are meant",
    });
  if (issues.length > 0) throw invalid(issues);
  return { from, to };
}
