// Who asks: the bearer of a token. Every request below has an identity, or gets 401; what it may is asked elsewhere.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { onlyLocal } from "#access/access.ts";
import { FailedAttempts } from "#access/failed-attempts.ts";
import { RecentlyProven } from "#access/recently-proven.ts";
import { digestOf, hasDigest } from "#access/secret-digest.ts";
import { robotOf } from "#access/tokens.ts";
import type { Identity } from "#core/access/identity.ts";
import { parseToken } from "#core/access/token.ts";
import { Problem } from "./problem.ts";
import type { ApiContext } from "./server.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks, as far as what the request carries proves it. */
    identity: Identity;
    /** By what it was proved: the id of a robot's token; null for the token of the server itself. */
    tokenId: string | null;
  }
  interface FastifyContextConfig {
    /** For whoever has proved who they are, also where nobody has set up yet what anybody may. */
    forAnyIdentity?: boolean;
  }
}

/** What is known of whoever claims no name: the token of this server. */
export const localToken = "local-token";

const local: Identity = { kind: "local", name: localToken, groups: [], mfa: false, scopes: null };

interface Proven {
  identity: Identity;
  tokenId: string | null;
}

/** Every request below is somebody's. Before routes are added. */
export function authenticate(app: FastifyInstance, context: ApiContext): void {
  const { access, onMessage } = context;
  const prove = tokenProof(context);
  const failures = new FailedAttempts();
  const known = new RecentlyProven();
  // Set for each request, before anything looks.
  app.decorateRequest("identity", null as unknown as Identity);
  app.decorateRequest("tokenId", null);
  app.addHook("onRequest", async (request) => {
    const token = bearerOf(request);
    const lockedMs = failures.lockedForMs(request.ip);
    if (lockedMs > 0 && (token === null || !known.has(token))) throw tooMany(lockedMs);
    const proven = token === null ? null : await prove(token);
    if (token === null || proven === null) {
      if (token !== null) known.delete(token);
      if (failures.failed(request.ip))
        onMessage(`${request.ip} failed to prove who it is again and again: it waits for a minute`);
      throw unproven(token);
    }
    known.add(token);
    Object.assign(request, proven);
    if (access.version === onlyLocal.version && proven.identity.kind !== "local")
      refuseWithoutRights(request);
  });
}

const bearerOf = (request: FastifyRequest): string | null =>
  /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;

/** Of digests, so that lengths tell nothing. */
function tokenProof({ token, pool }: ApiContext): (given: string) => Promise<Proven | null> {
  const wanted = digestOf(token);
  return async (given) => {
    if (hasDigest(given, wanted)) return { identity: local, tokenId: null };
    const parts = parseToken(given);
    const identity = parts === null ? null : await robotOf(pool, parts);
    return parts === null || identity === null ? null : { identity, tokenId: parts.id };
  };
}

/** Neither the token nor whether it once was one: a truncated, an expired and a revoked one get the same answer. */
const unproven = (token: string | null): Problem =>
  new Problem(
    "unauthorized",
    token === null
      ? "no bearer token was sent"
      : "the token is none of this server's, has expired or was revoked",
    {
      hint: "Send `Authorization: Bearer TOKEN`: a robot's token, or the one that `trunkline up` writes into its state folder.",
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
