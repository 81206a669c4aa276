// Whom the server takes a request for: the first thing to ask when something is refused.

import type { FastifyInstance } from "fastify";
import { describe } from "./route.ts";
import type { ApiContext } from "./server.ts";
import { meView } from "./token-shapes.ts";
import type { MeView } from "./types.ts";

export const meRoutes =
  (_: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/me",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "whoAmI",
          tag: "access",
          summary: "Whom the server takes you for",
          answers: { 200: { description: "You.", schema: meView } },
        }),
      },
      async ({ identity, tokenId }): Promise<MeView> => ({
        kind: identity.kind,
        name: identity.name,
        groups: [...identity.groups],
        mfa: identity.mfa,
        scopes: identity.scopes === null ? null : [...identity.scopes],
        token: tokenId,
      }),
    );
  };
