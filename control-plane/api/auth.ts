// Who may ask: the bearer of the token, under a name by which this server is known.

import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Identity } from "#core/access/identity.ts";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks, as far as what the request carries proves it. */
    identity: Identity;
  }
}

/** What is known of whoever claims no name: the token of this server. */
export const localToken = "local-token";

const local: Identity = { kind: "local", name: localToken, groups: [], mfa: false, scopes: null };

/** Every request below is somebody's. Before routes are added. */
export function authenticate(app: FastifyInstance, token: string): void {
  const identify = tokenCheck(token);
  // Set for each request, before anything looks.
  app.decorateRequest("identity", null as unknown as Identity);
  app.addHook("onRequest", async (request) => {
    request.identity = identify(request);
  });
}

/** Throws 401 unless the request carries the token. Digests are compared: their length tells nothing. */
function tokenCheck(token: string): (request: FastifyRequest) => Identity {
  const wanted = digest(token);
  return (request) => {
    const given = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), wanted)) return local;
    throw new Problem(
      "unauthorized",
      given === undefined ? "no bearer token was sent" : "the token is not this server's",
      {
        hint: "Send `Authorization: Bearer TOKEN`; `trunkline up` writes it into its state folder.",
      },
    );
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const localNames = ["localhost", "127.0.0.1", "[::1]"];

/** An IPv6 address stands in brackets there. */
const asInHeader = (name: string): string =>
  (name.includes(":") && !name.startsWith("[") ? `[${name}]` : name).toLowerCase();

/** Throws 421 for another name: a page whose name was rebound to this machine must get nothing. */
export function hostCheck(names: readonly string[]): (request: FastifyRequest) => void {
  const known = new Set([...localNames, ...names.map(asInHeader)]);
  return (request) => {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    if (known.has(host)) return;
    throw new Problem("wrong-host", "this server is not known under the name of the request", {
      hint: "Use localhost, or start the server with --hostname NAME.",
    });
  };
}
