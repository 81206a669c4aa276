// Why somebody may do something to a pipeline, a project or the server, and who may: everybody may ask about themselves,
// about others only whoever has the right to. What may not be read isn't there, as everywhere.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Resource } from "#access/access.ts";
import { explainNow, identityNow, whoCanNow } from "#access/explain-now.ts";
import type { AccessAction } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";
import { everyAction } from "#core/access/scopes.ts";
import { ablePage, explanationView } from "./explanation-shapes.ts";
import { kindOf, mayDo } from "./guard.ts";
import { invalid } from "./problem.ts";
import { describe, object, optional, pipelineParams, plainText, projectParams } from "./route.ts";
import { list, oneOf, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { subjectOf } from "./subject.ts";
import type { AbleView, ExplanationView, Page } from "./types.ts";

const action = optional(
  oneOf(everyAction, "What is to be done; `read`, `readProject` or `readServer` when left out."),
);
const asWho = {
  who: optional(
    plainText(
      "An e-mail address, `robot:NAME`, `group:GROUP` or `local`; yourself when left out. About others it needs `readAccess`.",
    ),
  ),
  mfa: optional(truth("As if with a second factor.")),
};
const imagined = {
  tag: optional(list(plainText("`KEY=VALUE`."), "For any pipeline of it that has these tags.")),
  owner: optional(plainText("And this owner; the project's when left out.")),
  folder: optional(plainText("And lies in this folder; `pipelines` when left out.")),
};

/** Of which a path names one; the last names none. */
const places = [
  {
    ...{ path: "/pipelines/:project/:name", id: "Pipeline", params: pipelineParams, more: {} },
    ...{ what: "to a pipeline", looking: "read" as AccessAction },
  },
  {
    ...{ path: "/projects/:project", id: "Project", params: projectParams, more: imagined },
    ...{
      what: "to a project, or to pipelines of it that are alike",
      looking: "readProject" as AccessAction,
    },
  },
  {
    ...{ path: "", id: "Server", params: undefined, more: {} },
    ...{ what: "to the server", looking: "readServer" as AccessAction },
  },
] as const;

interface Query {
  action?: AccessAction;
  who?: string;
  mfa?: boolean;
  tag?: string[];
  owner?: string;
  folder?: string;
}

export const explainRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool, rules } = context;
    for (const { path, id, params, more, what, looking } of places) {
      app.get<{ Querystring: Query }>(
        `${path}/access`,
        {
          config: { forAnyIdentity: true },
          schema: describe({
            ...{ id: `explain${id}`, action: null, tag: "access", ...(params && { params }) },
            summary: `Why somebody may do something ${what}, or not`,
            query: object({ action, ...asWho, ...more }, "Who, and what."),
            answers: { 200: { description: "What decides.", schema: explanationView } },
          }),
        },
        async (request): Promise<ExplanationView> => {
          const { query, identity: own } = request;
          const asked = await askedFor(context, request, query.action ?? looking);
          const isOwn = query.who === undefined || isSame(query.who, wordOf(own));
          if (!isOwn) await mayDo(request, "readAccess", { kind: "server" });
          const who = isOwn ? wordOf(own) : (query.who as string);
          const identity = isOwn
            ? { ...own, mfa: own.mfa || (own.kind === "user" && query.mfa === true) }
            : await identityNow(pool, who, query.mfa ?? false);
          return viewOf(await explainNow(pool, rules(), { who, identity, ...asked }));
        },
      );
      app.get<{ Querystring: Query }>(
        `${path}/able`,
        {
          schema: describe({
            ...{
              id: `whoCan${id}`,
              action: "readAccess",
              tag: "access",
              ...(params && { params }),
            },
            summary: `Everybody who may do something ${what}`,
            query: object({ action, ...more }, "What."),
            answers: { 200: { description: "In the order of their names.", schema: ablePage } },
          }),
        },
        async (request): Promise<Page<AbleView>> => {
          const asked = await askedFor(context, request, request.query.action ?? looking);
          const able = await whoCanNow(pool, rules(), asked.action, asked.resource);
          return {
            items: able.map((one) => ({ ...one, policies: [...one.policies] })),
            next: null,
          };
        },
      );
    }
  };

/** What the path and the query name. @throws Problem 404, 422. */
async function askedFor(
  context: ApiContext,
  request: FastifyRequest<{ Querystring: Query }>,
  action: AccessAction,
): Promise<{ action: AccessAction; what: string; resource: Resource }> {
  // Whoever may everything has no subject looked up.
  const found = request.subject ?? (await subjectOf(context, request.server.eyes, request));
  const subject: Resource = found ?? { kind: "server" };
  const kind = kindOf(action);
  if (subject.kind === "pipeline" && kind === "pipeline")
    return { action, what: `${subject.facts.project}/${subject.name}`, resource: subject };
  if (subject.kind === "server" && kind === "server")
    return { action, what: "the server", resource: subject };
  if (subject.kind === "project" && kind === "project")
    return { action, what: subject.name, resource: subject };
  if (subject.kind === "project" && kind === "pipeline")
    return { action, what: subject.name, resource: alikeIn(context, subject, request.query) };
  throw invalid([{ at: "action", message: `${action} is not done to ${thing[subject.kind]}` }]);
}

const thing: Record<Resource["kind"], string> = {
  ...{ pipeline: "a pipeline", project: "a project", server: "the server" },
  ...{ secret: "a secret", connection: "a connection" },
};

/** Any pipeline of the project that is so. @throws Problem 422. */
function alikeIn(
  { rules }: ApiContext,
  { name, environment }: Extract<Resource, { kind: "project" }>,
  query: Query,
): Resource {
  const tags: Record<string, string[]> = {};
  for (const one of query.tag ?? []) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(one) ?? [];
    if (key === undefined || value === undefined)
      throw invalid([{ at: "tag", message: `"${one}" is no tag`, help: "such as domain=finance" }]);
    tags[key] = [...(tags[key] ?? []), value];
  }
  const owner = query.owner ?? rules()?.projects[name]?.owner ?? null;
  const { folder = "pipelines" } = query;
  return { kind: "pipeline", facts: { project: name, environment, folder, owner, tags } };
}

/** As `identityOf` reads it. */
const wordOf = ({ kind, name }: Identity): string =>
  kind === "local" ? "local" : kind === "user" ? name : `${kind}:${name}`;

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

type Explanation = Awaited<ReturnType<typeof explainNow>>;

const viewOf = (of: Explanation): ExplanationView => ({
  ...of,
  ...{ grants: [...of.grants], errors: [...of.errors] },
});
