// Whom the server takes a request for: the first thing to ask when something is refused. And the end of a session.

import type { FastifyInstance } from "fastify";
import { endSession } from "#store/sessions.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { baseUrl, isSecure } from "./base-url.ts";
import { writeCookie } from "./cookies.ts";
import { Problem } from "./problem.ts";
import { describe, object } from "./route.ts";
import type { ApiContext } from "./server.ts";
import { meView } from "./token-shapes.ts";
import type { MeView } from "./types.ts";

export const meRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/me",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "whoAmI",
          action: null,
          tag: "access",
          summary: "Whom the server takes you for",
          answers: { 200: { description: "You.", schema: meView } },
        }),
      },
      async ({ identity, tokenId, session }): Promise<MeView> => ({
        kind: identity.kind,
        name: identity.name,
        groups: [...identity.groups],
        mfa: identity.mfa,
        scopes: identity.scopes === null ? null : [...identity.scopes],
        token: tokenId,
        csrf: session?.csrf ?? null,
      }),
    );
    app.post(
      "/logout",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "logout",
          action: null,
          tag: "access",
          summary: "End the session that you ask with",
          answers: { 200: { description: "It is over.", schema: object({}, "Nothing more.") } },
        }),
      },
      async (request, reply): Promise<object> => {
        const { session, actor } = request;
        if (session === null)
          throw new Problem("conflict", "this is no session of a person, so it can't be ended", {
            hint: "A robot's token is ended with `trunkline tokens revoke`.",
          });
        const { id } = session;
        if (id !== null)
          await transaction(context.pool, async (db) => {
            const ended = await endSession(db, { id });
            const detail = { session: id, by: ended?.kind };
            if (ended)
              await writeAudit(db, { actor, act: "logout", subject: `user ${actor}`, detail });
          });
        const secure = isSecure(baseUrl(context, request));
        reply.header("set-cookie", writeCookie("session", null, { secure, seconds: 0 }));
        return {};
      },
    );
  };
