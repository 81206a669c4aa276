// Whose request it is: by a bearer (the server's own token, a robot's, a session of the command line), else by the cookie of a
// browser's session.

import type { FastifyRequest } from "fastify";
import { digestOf, hasDigest } from "#access/secret-digest.ts";
import { personOf } from "#access/sessions.ts";
import { robotOf } from "#access/tokens.ts";
import type { Identity } from "#core/access/identity.ts";
import { parseToken } from "#core/access/token.ts";
import { nobodysBrowser } from "#core/break-glass.ts";
import { baseUrl, isSecure } from "./base-url.ts";
import { readCookie } from "./cookies.ts";
import { csrfOf, refuseCrossSite } from "./cross-site.ts";
import { localSessionOf } from "./local-browser.ts";
import type { ApiContext } from "./server.ts";
import { isFromThisMachine } from "./this-machine.ts";

/** By what an identity was proved. */
export interface Proof {
  /** Id of a robot's token or of a session; null for the token of the server itself. */
  tokenId: string | null;
  /** Of a person; without an id it is a browser on this machine, which ends with the server's token. */
  session: { id: string | null; csrf: string | null } | null;
}

export interface Proven extends Proof {
  identity: Identity;
}

/** What is known of whoever claims no name: the token of this server. */
export const localToken = "local-token";

const local: Identity = { kind: "local", name: localToken, groups: [], mfa: false, scopes: null };

/** Of a browser that the printed address let in: the audit tells its acts from those of commands. */
const localBrowser: Identity = { ...local, name: nobodysBrowser };

/** What a request carries to prove itself; a bearer goes before a cookie. */
export interface Carried {
  by: "bearer" | "cookie";
  secret: string;
}

export function carriedBy(context: ApiContext, request: FastifyRequest): Carried | null {
  const { authorization } = request.headers;
  const bearer = /^Bearer ([^\s]+)$/i.exec(authorization ?? "")?.[1];
  if (bearer !== undefined) return { by: "bearer", secret: bearer };
  if (authorization !== undefined) return null;
  const cookie = readCookie(request, "session", isSecure(baseUrl(context, request)));
  return cookie === null ? null : { by: "cookie", secret: cookie };
}

/** Null for what proves nothing. @throws Problem 403 for a write by cookie that may be another page's. */
export function identifier(
  context: ApiContext,
): (request: FastifyRequest, carried: Carried) => Promise<Proven | null> {
  const { pool, login, isPublic } = context;
  const own = digestOf(context.token);
  const ownSession = digestOf(localSessionOf(context.token));
  return async (request, { by, secret }) => {
    if (by === "bearer" && hasDigest(secret, own))
      return isPublic && !isFromThisMachine(request)
        ? null
        : { identity: local, tokenId: null, session: null };
    if (by === "cookie" && hasDigest(secret, ownSession)) {
      if (isPublic && !isFromThisMachine(request)) return null;
      refuseCrossSite(request, secret, baseUrl(context, request));
      return {
        ...{ identity: localBrowser, tokenId: null },
        session: { id: null, csrf: csrfOf(secret) },
      };
    }
    const parts = parseToken(secret);
    if (parts === null) return null;
    const { id } = parts;
    const robot = by === "bearer" ? await robotOf(pool, parts) : null;
    if (robot !== null) return { identity: robot, tokenId: id, session: null };
    if (login === null) return null;
    const kind = by === "cookie" ? "browser" : "command";
    const person = await personOf(pool, kind, parts, login.times);
    if (person === null) return null;
    if (kind === "browser") refuseCrossSite(request, secret, baseUrl(context, request));
    const csrf = kind === "browser" ? csrfOf(secret) : null;
    return { identity: person, tokenId: id, session: { id, csrf } };
  };
}
