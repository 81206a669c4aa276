// The HTTP API: fastify, one file per resource, errors as problems, and the OpenAPI document of all of it.

import swagger from "@fastify/swagger";
import fastify, { type FastifyInstance } from "fastify";
import type pg from "pg";
import { type Access, onlyLocal } from "#access/access.ts";
import type { CedarAccess } from "#access/cedar.ts";
import { limitedByScopes } from "#access/limit-scopes.ts";
import type { TicketVerifier } from "#access/tickets/verifier.ts";
import type { GitReader } from "#git/source.ts";
import type { Asked, Outcome } from "#reconcile";
import type { Secrets } from "#secrets/secrets.ts";
import manifest from "../../package.json" with { type: "json" };
import { takeActor } from "./actor.ts";
import { alertChannelRoutes } from "./alert-channels.ts";
import { alertRoutes } from "./alerts.ts";
import { approvalRoutes } from "./approvals.ts";
import { auditRoutes } from "./audit.ts";
import { authenticate, type Door, openDoor } from "./auth.ts";
import { backfillRoutes } from "./backfills.ts";
import { blackoutRoutes } from "./blackouts.ts";
import { blameRoutes } from "./blame.ts";
import { breakGlassRoutes } from "./break-glass.ts";
import { brokenFileRoutes } from "./broken-files.ts";
import { type ChangeFeed, createChangeFeed } from "./change-feed.ts";
import { changeRoutes } from "./changes.ts";
import { cutoverRoutes } from "./cutover.ts";
import { dayRoutes } from "./day.ts";
import { deadlineRoutes } from "./deadlines.ts";
import { descriptionOf } from "./description.ts";
import { differenceRoutes } from "./difference.ts";
import { documentationRoutes } from "./documentation.ts";
import { durationRoutes } from "./durations.ts";
import { estateRoutes } from "./estate-routes.ts";
import { eventRoutes } from "./events.ts";
import { explainRoutes } from "./explain.ts";
import { grantRoutes } from "./grants.ts";
import { guard } from "./guard.ts";
import { guardRoutes } from "./guard-asks.ts";
import { healthRoutes } from "./health.ts";
import { holdRoutes } from "./holds.ts";
import { hookRoutes } from "./hooks.ts";
import { hostCheck } from "./host-check.ts";
import { legacyLineRoutes } from "./legacy-lines.ts";
import { legacyRunRoutes } from "./legacy-runs.ts";
import { listenerOptions } from "./listener.ts";
import { liveRoutes } from "./live.ts";
import { localBrowserRoutes } from "./local-browser.ts";
import { type LoginSettings, loginRoutes } from "./login.ts";
import { logRoutes } from "./logs.ts";
import { mapRoutes } from "./map.ts";
import { meRoutes } from "./me.ts";
import { overrideRoutes } from "./overrides.ts";
import { pageRoutes } from "./page.ts";
import { parityRoutes } from "./parity.ts";
import { personRoutes } from "./people.ts";
import { pipelineRoutes } from "./pipelines.ts";
import { poolRoutes } from "./pools.ts";
import { headersOf, invalid, Problem, problemOf, sendProblem } from "./problem.ts";
import { projectHoldRoutes } from "./project-holds.ts";
import { projectRoutes } from "./projects.ts";
import { quietWaveRoutes } from "./quiet-waves.ts";
import { restoredRoutes } from "./restored.ts";
import { retireSourceRoutes } from "./retire-source.ts";
import { revisionRoutes } from "./revisions.ts";
import { runGrantRoutes } from "./run-grants.ts";
import { runRoutes } from "./runs.ts";
import { definitions } from "./schema.ts";
import { readAll, readAsIdentity } from "./seen-classes.ts";
import { serializers } from "./serializers.ts";
import { statusRoutes } from "./status.ts";
import { tokenRoutes } from "./tokens.ts";
import { triggerRoutes } from "./triggers.ts";
import { refuseUnreadable } from "./unreadable.ts";
import { type WebhooksIn, webhookInRoutes } from "./webhooks-in.ts";
import { illFormedText } from "./well-formed.ts";
import { workerRoutes } from "./workers.ts";

export interface ApiDeps {
  /** Of the API's role: what a route reads and does goes through it. */
  pool: pg.Pool;
  /** Of the engine's role, for what deploys; the other one where there are no roles. */
  engine?: pg.Pool;
  /** What clients send as bearer token. */
  token: string;
  /** How people log in; null: they don't. */
  login?: LoginSettings | null;
  /** The address by which clients know the server, without a path; null: the one that each of them names. */
  publicUrl?: string | null;
  /** Others than this machine reach it: the server's own token is for this machine alone. */
  isPublic?: boolean;
  /** Addresses of proxies that are believed when they say for whom they ask. */
  trustProxy?: readonly string[];
  /** Certificate and key, in PEM. */
  tls?: { cert: Buffer; key: Buffer } | null;
  /** How long a request may take until it is here whole; 30 s when not given. */
  requestTimeoutMs?: number;
  /** What identities may; without teams and policies whoever has the token may everything. */
  access?: Access;
  /** The teams and policies behind that, for whoever asks why; null: there are none. */
  rules?: () => CedarAccess | null;
  /** How often a policy has failed while it was evaluated. */
  policyErrors?: () => number;
  projects: {
    /** Those that this server syncs. */
    names: readonly string[];
    sync(project: string, options: Asked): Promise<Outcome>;
    /** Reads the copy of a project's repository while it isn't synced. */
    read?<T>(project: string, work: (reader: GitReader) => Promise<T>): Promise<T>;
  };
  /** Says whether incidents and changes are under way; null: nobody does. */
  tickets?: TicketVerifier | null;
  /** What the mirrors of this server take, and may take; null: it has none. */
  mirrors?: () => { mirrors: number; bytes: number; limitBytes: number } | null;
  scheduler: { wake(): void; held(): string | null };
  /** Where the secrets of triggers' webhooks are; null: they can't be had. */
  secrets?: Secrets | null;
  /** Whose webhooks are heard; nobody's without. */
  webhooks?: WebhooksIn;
  /** Names besides localhost by which clients reach the server, without ports. */
  hosts?: readonly string[];
  /** Where output is that is no longer in the database. */
  logArchive?: string | null;
  /** By what the database is known for a restored copy that waits to be released, or null. */
  copyReason?: () => string | null;
  version?: string;
  /** Beside the database; each says what is wrong, or null. */
  readyChecks?: Readonly<Record<string, () => string | null | Promise<string | null>>>;
  /** How often rights are looked at again while somebody reads a stream or waits; 5 s when not given. */
  recheckMs?: number;
  /** Hears the causes of faults; they are never part of an answer. */
  onMessage?: (message: string) => void;
}

/** What routes work with. */
export type ApiContext = Required<ApiDeps> & {
  /** What changes, for pages that are open. */
  changes: ChangeFeed;
  /** Aborted when the server stops: streams and long polls end. */
  closing: AbortSignal;
};

/** No request needs more: run parameters are the largest body. */
const bodyLimit = 1024 * 1024;

/** Ready to listen or to be injected into. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const closing = new AbortController();
  const context: ApiContext = {
    changes: createChangeFeed(deps.engine ?? deps.pool, deps.onMessage ?? (() => {})),
    ...{ tickets: null, rules: () => null, mirrors: () => null, requestTimeoutMs: 30_000 },
    policyErrors: () => 0,
    engine: deps.pool,
    hosts: [],
    login: null,
    publicUrl: null,
    isPublic: false,
    trustProxy: [],
    tls: null,
    logArchive: null,
    secrets: null,
    webhooks: { targets: () => [], hint() {}, rerun() {} },
    copyReason: () => null,
    version: manifest.version,
    readyChecks: {},
    recheckMs: 5_000,
    onMessage: () => {},
    ...deps,
    access: limitedByScopes(deps.access ?? onlyLocal),
    closing: closing.signal,
  };
  const app = fastify({
    bodyLimit,
    clientErrorHandler: refuseUnreadable,
    ...listenerOptions(context),
    trustProxy: context.trustProxy.length === 0 ? false : [...context.trustProxy],
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
    schemaController: { compilersFactory: { buildSerializer: serializers() } },
    ajv: { customOptions: { removeAdditional: false, allErrors: true } },
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: (error, request, reply) => {
      void sendProblem(request, reply, problemOf(error, context.onMessage));
    },
  });
  handleErrors(app, context);
  app.addHook("onClose", () => context.changes.stop());
  app.addHook("preClose", async () => closing.abort(new Problem("stopping", "it is stopping")));
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headersOf(request));
  });
  await app.register(swagger, descriptionOf(context.version));
  for (const schema of definitions()) app.addSchema(schema);
  const door = openDoor(context);
  await app.register(openRoutes(context, door));
  await app.register(loginRoutes(context));
  await app.register(localBrowserRoutes(context));
  await app.register(pageRoutes(context));
  await app.register(protectedRoutes(context, door), { prefix: "/api/v1" });
  await app.ready();
  return app;
}

/** Nobody's: of the server as a whole, or proved by a signature. */
const openRoutes = (context: ApiContext, door: Door) => async (app: FastifyInstance) => {
  readAll(app);
  // Figures of the queue are the engine's to read.
  await app.register(healthRoutes({ ...context, pool: context.engine }, door));
  await app.register(documentationRoutes);
  await app.register(webhookInRoutes(context));
  await app.register(hookRoutes({ ...context, pool: context.engine }));
};

const protectedRoutes = (context: ApiContext, door: Door) => async (app: FastifyInstance) => {
  const isKnownHost = hostCheck(context.hosts);
  app.addHook("onRequest", async (request) => isKnownHost(request));
  authenticate(app, door);
  takeActor(app);
  readAsIdentity(app);
  guard(app, context, door);
  // Every property of every body may be left out, so the body may be too: `curl -X POST` is enough.
  app.addHook("preValidation", async (request) => {
    if (request.method !== "POST") return;
    request.body ??= {};
    // Bytes of a log are no text yet.
    if (Buffer.isBuffer(request.body)) return;
    const issue = illFormedText(request.body);
    if (issue !== null) throw invalid([issue]);
  });
  for (const routes of [
    projectRoutes,
    revisionRoutes,
    brokenFileRoutes,
    differenceRoutes,
    breakGlassRoutes,
    projectHoldRoutes,
    durationRoutes,
    legacyRunRoutes,
    legacyLineRoutes,
    retireSourceRoutes,
    quietWaveRoutes,
    cutoverRoutes,
    guardRoutes,
    parityRoutes,
    liveRoutes,
    changeRoutes,
    deadlineRoutes,
    eventRoutes,
    poolRoutes,
    holdRoutes,
    overrideRoutes,
    blackoutRoutes,
    approvalRoutes,
    alertRoutes,
    alertChannelRoutes,
    pipelineRoutes,
    mapRoutes,
    triggerRoutes,
    blameRoutes,
    runRoutes,
    backfillRoutes,
    dayRoutes,
    ...estateRoutes,
    logRoutes,
    workerRoutes,
    restoredRoutes,
    auditRoutes,
    grantRoutes,
    explainRoutes,
    runGrantRoutes,
    statusRoutes,
    tokenRoutes,
    meRoutes,
    personRoutes,
  ])
    await app.register(routes(context));
};

function handleErrors(app: FastifyInstance, { onMessage }: ApiContext): void {
  app.setErrorHandler((error, request, reply) => {
    const report = (message: string) => onMessage(`request ${request.id}: ${message}`);
    return sendProblem(request, reply, problemOf(error, report));
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      request,
      reply,
      new Problem("not-found", "there is no such path", {
        hint: "`/openapi.json` describes every path.",
      }),
    ),
  );
}
