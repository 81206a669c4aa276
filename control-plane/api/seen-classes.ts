// What Postgres shows a request: the pipelines of those classes that its identity may read. Routes ask for themselves what may
// be done; this is the wall behind them.

import type { FastifyInstance } from "fastify";
import { readingAs } from "#store/as-reader.ts";

/** Each request below reads as its identity. Behind whoever finds that out, before anything that looks something up. */
export function readAsIdentity(app: FastifyInstance): void {
  app.addHook("preHandler", ({ identity, server }, _reply, done) => {
    readingAs(() => server.eyes.seenBy(identity), done);
  });
}

/** Requests below are nobody's: they tell of the server as a whole, or prove themselves by a signature. */
export function readAll(app: FastifyInstance): void {
  app.addHook("preHandler", (_request, _reply, done) => {
    readingAs(() => "all", done);
  });
}
