// A browser on the machine of a server where nobody logs in: the address that `trunkline up` prints lets it in, as the token of the
// state folder lets the command line in. Whoever can read that token can make the address; it ends when the token does.

import type { FastifyInstance } from "fastify";
import { FailedAttempts } from "#access/failed-attempts.ts";
import { digestOf, hasDigest } from "#access/secret-digest.ts";
import { localPath } from "#core/access/local-path.ts";
import { baseUrl, isSecure } from "./base-url.ts";
import { writeCookie } from "./cookies.ts";
import { hostCheck } from "./host-check.ts";
import { Problem } from "./problem.ts";
import { describe, object, optional, plainText } from "./route.ts";
import { text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { isFromThisMachine } from "./this-machine.ts";

const derived = (what: string, token: string): string =>
  digestOf(`trunkline local ${what} ${token}`).toString("base64url");

/** The path that lets a browser in, of the server's own token. */
export const localDoor = (token: string): string => `/login/local?key=${derived("key", token)}`;

/** The cookie that it gets there. */
export const localSessionOf = (token: string): string => derived("session", token);

const sessionSeconds = 12 * 3600;

const query = object(
  {
    key: optional(plainText("As it was printed.")),
    next: optional(plainText("A path of this server, to go on at.", 2_000)),
  },
  "What lets in.",
);

export const localBrowserRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const isKnownHost = hostCheck(context.hosts);
    const failures = new FailedAttempts();
    const key = digestOf(derived("key", context.token));
    app.get<{ Querystring: { key?: string; next?: string } }>(
      "/login/local",
      {
        schema: describe({
          ...{ id: "enterLocally", action: null, tag: "access", open: true, query },
          summary:
            "Let a browser on the server's machine in, by the address that the server printed",
          answers: {
            302: { description: "Where to go on.", schema: text("Nothing."), type: "text/plain" },
          },
        }),
      },
      async (request, reply) => {
        isKnownHost(request);
        const lockedMs = failures.lockedForMs(request.ip);
        if (lockedMs > 0)
          throw new Problem("too-many", "too many keys from this address were wrong", {
            retryAfter: Math.ceil(lockedMs / 1000),
          });
        const isHere = !context.isPublic || isFromThisMachine(request);
        if (!isHere || !hasDigest(request.query.key ?? "", key)) {
          failures.failed(request.ip);
          throw new Problem("login-failed", "this address lets nobody in", {
            hint: "Open the one that `trunkline up` prints, on the same machine.",
          });
        }
        const secure = isSecure(baseUrl(context, request));
        const session = localSessionOf(context.token);
        reply.header(
          "set-cookie",
          writeCookie("session", session, { secure, seconds: sessionSeconds }),
        );
        return reply.redirect(localPath(request.query.next) ?? "/", 302);
      },
    );
  };
