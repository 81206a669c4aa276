// The page: one route for each screen, what they load, and what becomes of a screen that can't be shown.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { readAssets } from "#web/assets.ts";
import { frame, pageHeaders } from "#web/frame.ts";
import { problemScreen } from "#web/screens/problem.ts";
import type { Screen } from "#web/screens/screen.ts";
import { hostCheck } from "./host-check.ts";
import { pageActs } from "./page-acts.ts";
import { type PageReader, readerOf } from "./page-reader.ts";
import { type Problem, problemBody, problemOf } from "./problem.ts";
import { describe, object, optional, plainText } from "./route.ts";
import type { Schema } from "./schema.ts";
import { text } from "./schema.ts";
import { accessPage } from "./screens/access.ts";
import { auditPageRoute } from "./screens/audit.ts";
import { changeRunPage } from "./screens/change-run.ts";
import { deploymentsPage } from "./screens/deployments.ts";
import { holdPipelinePage } from "./screens/hold-pipeline.ts";
import { mapPage } from "./screens/map.ts";
import { migrationPage } from "./screens/migration.ts";
import { pipelinePage } from "./screens/pipeline.ts";
import { pipelinesPage } from "./screens/pipelines.ts";
import { calendarsPage, eventsPage, poolsPage, variablesPage } from "./screens/pools-and-facts.ts";
import { rerunManyPage } from "./screens/rerun-many.ts";
import { runPage } from "./screens/run.ts";
import { runsPage } from "./screens/runs.ts";
import { todayPage } from "./screens/today.ts";
import type { ApiContext } from "./server.ts";

/** A screen as a route: what it asks of the API, and what it shows of that. */
export interface PageRoute {
  path: string;
  /** Of the operation. */
  id: string;
  summary: string;
  /** Names of what stands in its address, with what each is. */
  params?: Readonly<Record<string, string>>;
  /** Names of filters and choices in the query, with what each is: everything that is chosen is in the address. */
  query?: Readonly<Record<string, string>>;
  show(reader: PageReader, asked: Asked): Promise<Screen>;
  /** What its forms ask for, below `PATH/act`: through the API, which checks and records it. Answers where to go on. */
  act?(reader: PageReader, asked: { params: Asked["params"]; form: Form }): Promise<string>;
}

/** Fields of a form; of several with a name the last. */
export type Form = Readonly<Record<string, string>>;

export interface Asked {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

/** Each screen adds its own here. */
export const screens: readonly PageRoute[] = [
  todayPage,
  runPage,
  pipelinesPage,
  pipelinePage,
  runsPage,
  rerunManyPage,
  changeRunPage,
  holdPipelinePage,
  deploymentsPage,
  migrationPage,
  mapPage,
  accessPage,
  poolsPage,
  eventsPage,
  variablesPage,
  calendarsPage,
  auditPageRoute,
];

export const pageRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const isKnownHost = hostCheck(context.hosts);
    app.addHook("onRequest", async (request) => isKnownHost(request));
    app.setErrorHandler((error, request, reply) =>
      refuse(context, problemOf(error, context.onMessage), { request, reply }),
    );
    for (const screen of screens)
      app.get<{ Params: Record<string, string>; Querystring: Record<string, string> }>(
        screen.path,
        { schema: describe(described(screen)) },
        async (request, reply) => {
          // Before anything is read: what changes from then on is told.
          const position = context.changes.position();
          const reader = await readerOf(app, context, request);
          const shown = await screen.show(reader, { params: request.params, query: request.query });
          return reply.headers(pageHeaders).send(
            frame({
              ...shown,
              reader: {
                ...{ position, name: reader.me.name, csrf: reader.me.csrf },
                ...{ asOf: new Date().toISOString(), canLeave: reader.me.csrf !== null },
              },
            }),
          );
        },
      );
    pageActs(app, context, screens);
    assetRoutes(app);
  };

const described = ({ id, summary, params = {}, query = {} }: PageRoute) => ({
  ...({ id, summary, action: null, tag: "page", open: true } as const),
  ...(Object.keys(params).length === 0 ? {} : { params: fieldsOf(params, (field) => field) }),
  query: fieldsOf(query, optional),
  answers: { 200: { description: "A page.", schema: text("HTML."), type: "text/html" } },
});

const fieldsOf = (
  fields: Readonly<Record<string, string>>,
  as: (field: Schema<string>) => Schema<string | undefined>,
) =>
  object(
    Object.fromEntries(Object.entries(fields).map(([name, what]) => [name, as(plainText(what))])),
    "In the address.",
  );

/** Nobody is led to where they get in; everybody else is told what was refused, by whom, and what to do. */
function refuse(
  { login }: ApiContext,
  problem: Problem,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  if (problem.code === "unauthorized" && login !== null && request.method === "GET")
    return reply.redirect(`/login?next=${encodeURIComponent(request.url)}`, 302);
  const { status } = problemBody(problem);
  const { code, message, more } = problem;
  const { hint = null, policies = [] } = more;
  return reply
    .status(status)
    .headers(pageHeaders)
    .send(frame(problemScreen({ code, message, hint, policies, isKnown: login !== null })));
}

function assetRoutes(app: FastifyInstance): void {
  const assets = readAssets();
  app.get<{ Params: { name: string } }>(
    "/assets/:name",
    {
      schema: describe({
        ...{ id: "getAsset", action: null, tag: "page", open: true },
        summary: "What pages load: styles and scripts",
        params: object({ name: text("Such as `page.css`.") }, "In the path."),
        answers: { 200: { description: "It.", schema: text("Its text."), type: "text/css" } },
      }),
    },
    ({ params, headers }, reply) => {
      const asset = assets.get(params.name);
      if (asset === undefined) return reply.callNotFound();
      const { type, body, etag } = asset;
      reply.headers({ "content-type": type, "cache-control": "no-cache", etag });
      return headers["if-none-match"] === etag ? reply.status(304).send() : reply.send(body);
    },
  );
}
