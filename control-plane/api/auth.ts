// Every request below has an identity, or gets 401; what it may is asked elsewhere. Who fails again and again waits.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { onlyLocal } from "#access/access.ts";
import { FailedAttempts } from "#access/failed-attempts.ts";
import { RecentlyProven } from "#access/recently-proven.ts";
import type { Identity } from "#core/access/identity.ts";
import { carriedBy, identifier, type Proof } from "./identify.ts";
import { Problem } from "./problem.ts";
import type { ApiContext } from "./server.ts";

export { localToken } from "./identify.ts";

declare module "fastify" {
  interface FastifyRequest extends Proof {
    /** Who asks, as far as what the request carries proves it. */
    identity: Identity;
  }
  interface FastifyContextConfig {
    /** For whoever has proved who they are, also where nobody has set up yet what anybody may. */
    forAnyIdentity?: boolean;
  }
}

/** Sets who asks. @throws Problem 401, 429, 403. */
export type Door = (request: FastifyRequest) => Promise<void>;

/** One for a server, since it counts who fails. */
export function openDoor(context: ApiContext): Door {
  const { access, onMessage } = context;
  const identify = identifier(context);
  const failures = new FailedAttempts();
  const known = new RecentlyProven();
  return async (request) => {
    const carried = carriedBy(context, request);
    const lockedMs = failures.lockedForMs(request.ip);
    if (lockedMs > 0 && (carried === null || !known.has(carried.secret))) throw tooMany(lockedMs);
    const proven = carried === null ? null : await identify(request, carried);
    if (carried === null || proven === null) {
      if (carried !== null) known.delete(carried.secret);
      // A page that asks before anybody has logged in guesses nothing.
      const isGuess = carried !== null || request.headers.authorization !== undefined;
      if (isGuess && failures.failed(request.ip))
        onMessage(`${request.ip} failed to prove who it is again and again: it waits for a minute`);
      throw unproven(carried !== null, context.login !== null);
    }
    known.add(carried.secret);
    Object.assign(request, proven);
    if (access.version === onlyLocal.version && proven.identity.kind !== "local")
      refuseWithoutRights(request);
  };
}

/** Every request below is somebody's. Before routes are added. */
export function authenticate(app: FastifyInstance, door: Door): void {
  // Set for each request, before anything looks.
  app.decorateRequest("identity", null as unknown as Identity);
  app.decorateRequest("tokenId", null);
  app.decorateRequest("session", null);
  app.addHook("onRequest", door);
}

/** Neither the token nor whether it once was one: a truncated, an expired and a revoked one get the same answer. */
const unproven = (isGiven: boolean, hasLogin: boolean): Problem =>
  new Problem(
    "unauthorized",
    isGiven
      ? "what was sent proves nobody here: it is unknown, has expired or was revoked"
      : "no bearer token was sent",
    {
      hint: `Send \`Authorization: Bearer TOKEN\`: a robot's token, or the one that \`trunkline up\` writes into its state folder, on the same machine.${
        hasLogin ? " People log in at /login, or with `trunkline login`." : ""
      }`,
    },
  );

const tooMany = (ms: number): Problem =>
  new Problem("too-many", "too many requests from this address could not prove who they are", {
    hint: "Look at the token, and try again when the time in `Retry-After` is over.",
    retryAfter: Math.ceil(ms / 1000),
  });

/** Default deny, with the way out of it. */
function refuseWithoutRights({ routeOptions, identity }: FastifyRequest): void {
  if (routeOptions.config.forAnyIdentity) return;
  throw new Problem(
    "forbidden",
    `${identity.name} may do nothing here yet: this server has no teams and no policies`,
    {
      hint: "Who runs the server writes teams.yaml and policies into the control repository (docs/access.md) and starts it with --control.",
    },
  );
}
