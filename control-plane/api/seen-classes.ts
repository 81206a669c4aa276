// What Postgres shows a request: the pipelines of those classes that its identity may read. Routes ask for themselves what may
// be done; this is the wall behind them.

import type { FastifyInstance } from "fastify";
import { allowedClasses, type ClassRow } from "#access/classes.ts";
import type { Identity } from "#core/access/identity.ts";
import { listAccessClasses } from "#store/access.sql.ts";
import { readingAs, type SeenClasses } from "#store/as-reader.ts";
import type { ApiContext } from "./server.ts";

/** Each request below reads as its identity. Behind whoever finds that out, before anything that looks something up. */
export function readAsIdentity(app: FastifyInstance, context: ApiContext): void {
  app.addHook("preHandler", (request, _reply, done) => {
    readingAs(() => seenBy(context, request.identity), done);
  });
}

/** Requests below are nobody's: they tell of the server as a whole, or prove themselves by a signature. */
export function readAll(app: FastifyInstance): void {
  app.addHook("preHandler", (_request, _reply, done) => {
    readingAs(() => "all", done);
  });
}

/** What a token's scopes leave out is asked by routes: who may only start a pipeline still has it looked up. */
async function seenBy({ access, pool }: ApiContext, identity: Identity): Promise<SeenClasses> {
  const whole = { ...identity, scopes: null };
  // Whoever holds the server's own token also sees what was not classified yet.
  if (whole.kind === "local" && access.decide(whole, "manageServer", { kind: "server" }).allowed)
    return "all";
  const classes = (await listAccessClasses(pool)) as ClassRow[];
  return allowedClasses(access, classes, whole, "read");
}
