// What changes, as server-sent events: for pages, which ask again for what they show. It tells which run or project it is, to
// those who may read it, and never what became of it.

import { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Change, visibleTo } from "#core/live/changes.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { resight } from "./guard.ts";
import { rightEnds } from "./right-ends.ts";
import { describe, object, optional, plainText } from "./route.ts";
import { untilGone } from "./run-wait.ts";
import { text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

const query = object(
  { after: optional(plainText("The `id` of an event, for who can't send `Last-Event-ID`.")) },
  "From where.",
);

/** A page that hears nothing for longer knows that the connection is lost. */
const beatMs = 10_000;

export const changeRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: { after?: string } }>(
      "/changes",
      {
        schema: describe({
          id: "followChanges",
          action: "read",
          tag: "page",
          summary: "What changes from now on, as server-sent events",
          query,
          answers: {
            200: {
              description:
                "`ready` with whether nothing was missed since the id in `Last-Event-ID`, `change` with the runs and projects that changed (and `server`, for whoever may read all, when something was done that is of none), and `beat` every ten seconds; each with the server's clock.",
              schema: text("Events."),
              type: "text/event-stream",
            },
          },
        }),
      },
      (request, reply) => {
        const stop = AbortSignal.any([context.closing, rightEnds(context, request, reply.raw)]);
        const gone = untilGone(reply.raw, stop);
        const last = request.headers["last-event-id"] ?? request.query.after;
        const after = typeof last === "string" && last !== "" ? last : null;
        reply.headers({
          "content-type": "text/event-stream; charset=utf-8",
          "x-accel-buffering": "no",
        });
        const events = told(context.changes, request, { after, gone });
        return reply.send(Readable.from(events, { objectMode: false }));
      },
    );
  };

async function* told(
  feed: ChangeFeed,
  request: FastifyRequest,
  { after, gone }: { after: string | null; gone: AbortSignal },
): AsyncGenerator<string> {
  using _ = feed.listen();
  await feed.ready();
  let missed = after === null ? null : feed.after(after);
  let at = missed === null ? feed.position() : after;
  yield event("ready", at, { resumed: missed !== null });
  while (!gone.aborted) {
    missed = at === null ? null : feed.after(at);
    if (missed === null) {
      at = feed.position();
      yield event("ready", at, { resumed: false });
    } else if (missed.length === 0) {
      const before = performance.now();
      await feed.next(gone, beatMs);
      if (performance.now() - before >= beatMs) yield event("beat", at, {});
    } else {
      at = feed.positionOf(missed.at(-1) as (typeof missed)[number]);
      // What may be read may have changed as well.
      const seen = visibleTo(
        missed.flatMap(({ changes }) => changes),
        await resight(request),
      );
      if (seen.length > 0) yield event("change", at, { changes: seen.map(shown) });
    }
  }
}

const shown = ({ kind, project, pipeline, run }: Change) =>
  kind === "run"
    ? { kind, project, pipeline, run }
    : kind === "project"
      ? { kind, project }
      : { kind };

const event = (name: string, id: string | null, data: object): string =>
  `${id === null ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify({ ...data, now: new Date().toISOString() })}\n\n`;
