// Robots' tokens: made, listed, replaced, revoked, by who may manage access. A token can replace itself.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { createToken, endToken, type NotRotated, rotateToken } from "#access/tokens.ts";
import { isRobotName } from "#core/access/robot-name.ts";
import { beyondScopes, unknownScopes } from "#core/access/scopes.ts";
import { isTokenId } from "#core/access/token.ts";
import { parseDuration } from "#core/duration.ts";
import { type ListTokensRow, listTokens, lockToken } from "#store/tokens.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { mayDo } from "./guard.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, iso, isoOrNull, list, object, optional, plainText } from "./route.ts";
import { type Infer, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { madeToken, tokenPage } from "./token-shapes.ts";
import type { MadeTokenView, Page, TokenView } from "./types.ts";

const dayMs = 86_400_000;
const usualLife = "90d";
const longestLifeMs = 366 * dayMs;
const usualOverlap = "24h";
const longestOverlapMs = 30 * dayMs;

const filter = object(
  {
    robot: optional(plainText("Only this robot's.")),
    all: optional(truth("Those that have expired or were revoked, too.")),
  },
  "Which.",
);
const createBody = object(
  {
    robot: optional(plainText("Whose it is to be: small letters, digits, `.`, `_` and `-`.")),
    scopes: optional(
      list(plainText("Name of an action."), "All that it lets do; left out: what the robot may."),
    ),
    expiresIn: optional(
      plainText(`For how long it can be used, such as 30d; ${usualLife} when left out.`),
    ),
  },
  "The token.",
);
const rotateBody = object(
  {
    overlap: optional(
      plainText(`For how long the old one goes on, such as 1h; ${usualOverlap} when left out.`),
    ),
  },
  "How.",
);
const revokeBody = object({ reason: optional(plainText("Why.", 1000)) }, "Why.");
const idParams = object({ id: text("The token's id.") }, "In the path.");

interface ById {
  Params: { id: string };
}

export const tokenRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/tokens",
      {
        schema: describe({
          id: "listTokens",
          action: "manageAccess",
          tag: "access",
          summary: "Robots' tokens, without their secrets",
          query: filter,
          answers: { 200: { description: "All of them, newest first.", schema: tokenPage } },
        }),
      },
      async (request): Promise<Page<TokenView>> => {
        const { robot = null, all = false } = request.query;
        return { items: (await listTokens(pool, { robot, all })).map(viewOf), next: null };
      },
    );
    app.post<{ Body: Infer<typeof createBody> }>(
      "/tokens",
      {
        schema: describe({
          id: "createToken",
          action: "manageAccess",
          tag: "access",
          summary: "Make a token for a robot",
          body: createBody,
          answers: { 201: { description: "The token, this once.", schema: madeToken } },
        }),
      },
      async (request, reply): Promise<MadeTokenView> => {
        const wanted = checked(request.body);
        withinOwnScopes(request, wanted.scopes);
        const { actor } = request;
        const made = await transaction(pool, async (db) => {
          const one = await createToken(db, wanted, actor);
          const { robot, scopes } = wanted;
          const detail = { token: one.id, scopes, expiresAt: one.expiresAt };
          await writeAudit(db, { actor, act: "token-create", subject: `robot ${robot}`, detail });
          return one;
        });
        reply.status(201);
        return { ...made, robot: wanted.robot, expiresAt: iso(made.expiresAt) };
      },
    );
    app.post<ById & { Body: Infer<typeof rotateBody> }>(
      "/tokens/:id/rotate",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "rotateToken",
          action: ["manageAccess"],
          tag: "access",
          summary: "Make a token in the place of another, which goes on for a while",
          params: idParams,
          body: rotateBody,
          answers: { 201: { description: "The token, this once.", schema: madeToken } },
        }),
      },
      async (request, reply): Promise<MadeTokenView> => {
        const { params, body, actor } = request;
        // A robot renews its own token without the right to make any.
        const isOwn = params.id === request.tokenId;
        if (!isOwn) await managesAccess(request);
        const overlapMs = lengthOf("overlap", body.overlap ?? usualOverlap, 0, longestOverlapMs);
        const made = await transaction(pool, async (db) => {
          const old = isTokenId(params.id) ? await lockToken(db, { id: params.id }) : undefined;
          if (old === undefined) throw notFound(`token "${params.id}"`, listHint);
          if (!isOwn) withinOwnScopes(request, old.scopes);
          const one = await rotateToken(db, params.id, overlapMs, actor);
          if (typeof one === "string") throw new Problem("conflict", notRotated[one]);
          const detail = { token: one.id, replaces: params.id, overlapUntil: one.overlapUntil };
          await writeAudit(db, {
            actor,
            act: "token-rotate",
            subject: `robot ${one.robot}`,
            detail,
          });
          return one;
        });
        reply.status(201);
        const { id, token, robot } = made;
        return {
          ...{ id, token, robot, expiresAt: iso(made.expiresAt) },
          ...{ replaces: params.id, overlapUntil: iso(made.overlapUntil) },
        };
      },
    );
    app.post<ById & { Body: Infer<typeof revokeBody> }>(
      "/tokens/:id/revoke",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "revokeToken",
          action: ["manageAccess"],
          tag: "access",
          summary: "Let a token be of no use from now on",
          params: idParams,
          body: revokeBody,
          answers: {
            200: { description: "It is of no use.", schema: object({}, "Nothing more.") },
          },
        }),
      },
      async (request): Promise<object> => {
        const { params, body, actor } = request;
        // Whoever sees that its own token has leaked ends it at once.
        if (params.id !== request.tokenId) await managesAccess(request);
        await transaction(pool, async (db) => {
          const ended = isTokenId(params.id) ? await endToken(db, params.id) : null;
          if (ended === null) throw notFound(`token "${params.id}"`, listHint);
          const detail = { token: params.id, reason: body.reason ?? null };
          await writeAudit(db, {
            actor,
            act: "token-revoke",
            subject: `robot ${ended.robot}`,
            detail,
          });
        });
        return {};
      },
    );
  };

const listHint = "`trunkline tokens list --all` shows every token with its id.";

const notRotated: Record<NotRotated, string> = {
  unknown: "the token is gone",
  revoked: "the token was revoked: make a new one",
  expired: "the token has expired: make a new one",
  replaced: "the token has been replaced already: rotate the one that was made then",
};

const viewOf = (row: ListTokensRow): TokenView => ({
  ...{ id: row.id, robot: row.robot, scopes: row.scopes, usable: row.usable },
  createdAt: iso(row.created_at),
  createdBy: row.created_by,
  expiresAt: iso(row.expires_at),
  lastUsedAt: isoOrNull(row.last_used_at),
  revokedAt: isoOrNull(row.revoked_at),
  replacedBy: row.replaced_by,
});

/** @throws Problem 403. */
const managesAccess = (request: FastifyRequest): Promise<void> =>
  mayDo(request, "manageAccess", { kind: "server" });

/** A token that is limited must not make one that is less so. @throws Problem 403. */
function withinOwnScopes({ identity }: FastifyRequest, scopes: readonly string[] | null): void {
  const beyond = beyondScopes(identity.scopes, scopes);
  if (beyond.length === 0) return;
  throw new Problem(
    "forbidden",
    `your own token is limited, and does not let you hand on ${beyond.slice(0, 5).join(", ")}`,
    { hint: "Leave these scopes out, or ask somebody without a limit." },
  );
}

/** @throws Problem 422 with what is wrong. */
function checked({ robot = "", scopes, expiresIn = usualLife }: Infer<typeof createBody>) {
  if (!isRobotName(robot))
    throw invalid([
      {
        at: "robot",
        message: `"${robot}" can't be a robot's name`,
        help: "Write 1 to 63 small letters, digits, `.`, `_` and `-`, such as nightly-export.",
      },
    ]);
  const unknown = unknownScopes(scopes ?? []);
  if (unknown.length > 0)
    throw invalid(
      unknown.map((scope) => ({
        at: "scopes",
        message: `there is no action "${scope}"`,
        help: "docs/login.md lists all actions.",
      })),
    );
  if (scopes?.length === 0)
    throw invalid([{ at: "scopes", message: "a token without any scope could do nothing" }]);
  const lifeMs = lengthOf("expiresIn", expiresIn, 60_000, longestLifeMs);
  return { robot, scopes: scopes === undefined ? null : [...new Set(scopes)].sort(), lifeMs };
}

/** @throws Problem 422 unless it is a duration between these. */
function lengthOf(at: string, given: string, least: number, most: number): number {
  const ms = parseDuration(given);
  if (ms !== null && ms >= least && ms <= most) return ms;
  const [days] = [most / dayMs];
  throw invalid([
    {
      at,
      message: `"${given}" is no length of time ${least > 0 ? "from 1m " : ""}to ${days}d`,
      help: "Such as 1h, 30d, 90d.",
    },
  ]);
}
