// How a person gets in: over the identity provider and back, in a browser; or by a code that they enter in a browser anywhere,
// for the command line. Nothing here needs a token; what is begun is limited.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { FailedAttempts } from "#access/failed-attempts.ts";
import { begin, look, take } from "#access/login-attempts.ts";
import { LoginFault } from "#access/login-fault.ts";
import type { DeviceStarted, Provider, Redirected, Vouched } from "#access/oidc.ts";
import {
  type OpenedSession,
  openSession,
  type SessionKind,
  type SessionTimes,
} from "#access/sessions.ts";
import { type ClaimNames, personFrom } from "#core/access/claims.ts";
import { localPath } from "#core/access/local-path.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { baseUrl, isSecure } from "./base-url.ts";
import { readCookie, writeCookie } from "./cookies.ts";
import { hostCheck } from "./host-check.ts";
import { Problem } from "./problem.ts";
import { describe, iso, object, optional, plainText } from "./route.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { deviceFinished, deviceStarted } from "./token-shapes.ts";
import type { DeviceLoginResult, DeviceLoginView } from "./types.ts";

export interface LoginSettings {
  provider: Provider;
  claims: ClaimNames;
  times: SessionTimes;
}

/** From an address, within a minute: more than people need. */
const limits = { most: 60, windowMs: 60_000, addresses: 10_000 };
/** For somebody to log in at the provider. */
const browserLifeMs = 600_000;
const longestDeviceMs = 1_800_000;

const beginQuery = object(
  { next: optional(plainText("A path of this server, to go on at.", 2_000)) },
  "Where to go on.",
);
const pollBody = object({ handle: optional(plainText("Of the login that was begun.")) }, "Which.");
const redirect = {
  302: { description: "Where to go on.", schema: text("Nothing."), type: "text/plain" },
};

interface Begun extends Redirected {
  next: string | null;
}
type Device = Pick<DeviceStarted, "deviceCode" | "interval">;

export const loginRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool, login } = context;
    const isKnownHost = hostCheck(context.hosts);
    const attempts = new FailedAttempts(limits);
    app.addHook("onRequest", async (request) => {
      isKnownHost(request);
      const lockedMs = attempts.lockedForMs(request.ip);
      if (lockedMs > 0)
        throw new Problem("too-many", "too many logins were begun at this address", {
          retryAfter: Math.ceil(lockedMs / 1000),
        });
    });

    app.get<{ Querystring: Infer<typeof beginQuery> }>(
      "/login",
      {
        schema: describe({
          ...{
            id: "login",
            action: null,
            tag: "access",
            open: true,
            query: beginQuery,
            answers: redirect,
          },
          summary: "Log in with a browser: leads to the identity provider",
        }),
      },
      async (request, reply) => {
        const { provider } = settings();
        attempts.failed(request.ip);
        const base = baseUrl(context, request);
        const { url, kept } = await withProvider(() => provider.redirect(`${base}/login/callback`));
        const next = localPath(request.query.next);
        const handle = await begun("browser", { ...kept, next }, browserLifeMs);
        const cookie = { secure: isSecure(base), seconds: browserLifeMs / 1000 };
        reply.header("set-cookie", writeCookie("login", handle, cookie));
        return reply.redirect(url, 302);
      },
    );

    app.get(
      "/login/callback",
      {
        schema: describe({
          ...{ id: "loginCallback", action: null, tag: "access", open: true, answers: redirect },
          summary: "Where the identity provider leads back to",
        }),
      },
      async (request, reply) => {
        const { provider, times } = settings();
        const base = baseUrl(context, request);
        const secure = isSecure(base);
        const handle = readCookie(request, "login", secure);
        const kept = handle === null ? null : await take<Begun>(pool, "browser", handle);
        if (kept === null) throw refused("no login was begun here, or it was finished already");
        const address = new URL(request.url, base);
        const vouched = await withProvider(() => provider.returned(address, kept));
        const { session } = await enter("browser", vouched, request);
        const seconds = Math.floor(times.lifeMs / 1000);
        leave(reply, secure, writeCookie("session", session.secret, { secure, seconds }));
        return reply.redirect(kept.next ?? "/api/v1/me", 302);
      },
    );

    app.post(
      "/login/device",
      {
        schema: describe({
          ...{ id: "beginDeviceLogin", action: null, tag: "access", open: true },
          summary: "Log in without a browser: gives a code that is entered in any",
          answers: { 200: { description: "What to enter, and where.", schema: deviceStarted } },
        }),
      },
      async (request): Promise<DeviceLoginView> => {
        const { provider } = settings();
        attempts.failed(request.ip);
        const { deviceCode, ...shown } = await withProvider(() => provider.startDevice());
        const lifeMs = Math.min(shown.expiresIn * 1000, longestDeviceMs);
        const kept: Device = { deviceCode, interval: shown.interval };
        return { handle: await begun("command", kept, lifeMs), ...shown };
      },
    );

    app.post<{ Body: Infer<typeof pollBody> | undefined }>(
      "/login/device/result",
      {
        schema: describe({
          ...{ id: "finishDeviceLogin", action: null, tag: "access", open: true, body: pollBody },
          summary: "Whether the code was entered; gives the session's token once",
          answers: { 200: { description: "What became of it.", schema: deviceFinished } },
        }),
      },
      async (request): Promise<DeviceLoginResult> => {
        const { provider } = settings();
        const handle = request.body?.handle ?? "";
        const kept = await look<Device>(pool, handle, shortestPauseMs);
        if (kept === "early") return { finished: false };
        if (kept === null) {
          attempts.failed(request.ip);
          throw refused("no such login was begun, it was finished, or nobody agreed in time");
        }
        const vouched = await withProvider(() => provider.device(kept.deviceCode));
        if (vouched === null) return { finished: false };
        if ((await take(pool, "command", handle)) === null)
          throw refused("it was finished already");
        const { session, name } = await enter("command", vouched, request);
        return { finished: true, name, token: session.secret, expiresAt: iso(session.expiresAt) };
      },
    );

    /** @throws Problem 404 where people don't log in. */
    function settings(): LoginSettings {
      if (login !== null) return login;
      throw new Problem("not-found", "nobody logs in at this server: it has no identity provider", {
        hint: "Start it with --oidc-issuer (docs/login.md).",
      });
    }

    async function begun(kind: SessionKind, value: object, lifeMs: number): Promise<string> {
      const handle = await begin(pool, kind, value, lifeMs);
      if (handle !== null) return handle;
      throw new Problem("too-many", "too many logins are under way", { retryAfter: 60 });
    }

    async function enter(
      kind: SessionKind,
      { claims, issuer, subject }: Vouched,
      request: FastifyRequest,
    ): Promise<{ session: OpenedSession; name: string }> {
      const { claims: names, times } = settings();
      const person = personFrom(claims, names);
      if (typeof person === "string") throw refused(person);
      const { name, groups, mfa } = person;
      const session = await transaction(pool, async (db) => {
        const opened = await openSession(db, kind, person, { issuer, subject }, times);
        if (opened === null) return null;
        const detail = { session: opened.id, by: kind, groups, mfa, issuer };
        const entry = { kind: "user", requestId: request.id, detail } as const;
        await writeAudit(db, { actor: name, act: "login", subject: `user ${name}`, ...entry });
        return opened;
      });
      if (session !== null) return { session, name };
      throw refused(
        "the name is that of another account at the identity provider: `trunkline users forget` lets it go",
      );
    }
  };

/** Between two questions to the provider; it says itself how slow it wants to be asked. */
const shortestPauseMs = 1_000;

const refused = (why: string): Problem =>
  new Problem("login-failed", why, { hint: "Begin again: /login, or `trunkline login`." });

function leave(reply: FastifyReply, secure: boolean, session: string): void {
  reply.header("set-cookie", [session, writeCookie("login", null, { secure, seconds: 0 })]);
}

/** What was sent is in no answer and no message: only what it came to. */
async function withProvider<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LoginFault)) throw error;
    if (!error.isProviders) throw refused(error.message);
    throw new Problem("provider-away", error.message, {
      hint: "Try again; who runs the server looks at --oidc-issuer and the client's settings.",
    });
  }
}
