// Who asks: taken once from every request that changes something, whatever its route. Whoever has only the server's own
// token is called what they claim.

import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { actingAs } from "#store/acting.ts";
import { localToken } from "./auth.ts";
import { invalid } from "./problem.ts";
import { plainText } from "./route.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The name that the request claims, else that of its identity. */
    actor: string;
  }
}

/** Whom the audit names where a deadline decides; as nobody's claim. */
const deadline = "deadline";

const claimed = plainText(
  "Who asks, taken as it is claimed from whoever has the server's own token; `local-token` when left out. Everybody else goes by their own name.",
);

/** Every POST below takes `actor` in its body. Before routes are added. */
export function takeActor(app: FastifyInstance): void {
  app.decorateRequest("actor", localToken);
  app.addHook("onRoute", (route) => {
    if (route.method === "POST") describeActor(route);
  });
  app.addHook("preHandler", async (request) => {
    const { actor } = (request.body ?? {}) as { actor?: string };
    if (actor === deadline)
      throw invalid([{ at: "actor", message: `"${actor}" is the name of what acts by itself` }]);
    const { identity } = request;
    if (identity.kind !== "local" && actor && actor !== identity.name)
      throw invalid([
        {
          at: "actor",
          message: `you are ${identity.name}, and can't act as ${actor}`,
          help: "leave --actor and TRUNKLINE_ACTOR out: only the server's own token takes another name",
        },
      ]);
    // Nobody who has proved who they are goes by another name.
    request.actor =
      identity.kind === "local" ? actor || userOf(request) || identity.name : identity.name;
    if (identity.kind === "local") request.identity = { ...identity, name: request.actor };
  });
  // With a callback: what is called from it, handlers included, is done on this behalf.
  app.addHook("preHandler", ({ actor, identity, id }, _, done) =>
    actingAs({ name: actor, kind: identity.kind, requestId: id }, done),
  );
}

/** As whom the command line sends it, where nobody said another: only an own token's bearer is called so. */
function userOf({ headers }: FastifyRequest): string | null {
  const given = headers["trunkline-user"];
  if (typeof given !== "string") return null;
  const user = decoded(given);
  return user.length <= 200 && user !== deadline && !/\p{Cc}/u.test(user) ? user : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Bodies are closed: one without the property would refuse it. */
function describeActor(route: RouteOptions): void {
  const body = (route.schema?.body ?? {}) as { properties?: object };
  route.schema = {
    ...route.schema,
    body: {
      type: "object",
      description: "Who asks.",
      additionalProperties: false,
      ...body,
      properties: { ...body.properties, actor: claimed },
    },
  };
}
