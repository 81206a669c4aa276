// Every route names the action that it takes; here it is asked whether the identity may. What it may not even read isn't
// there for it: the answer is that for a thing that does not exist. Default deny.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Resource } from "#access/access.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import { type AccessAction, actions, type ResourceKind } from "#core/access/action.ts";
import { isInScope } from "#core/access/scopes.ts";
import type { Door } from "./auth.ts";
import { forbidden, outOfScope } from "./forbidden.ts";
import { notFound } from "./problem.ts";
import { createRefusals } from "./refusals.ts";
import type { ApiContext } from "./server.ts";
import { createEyes, type Eyes, type Sight, seesAll } from "./sight.ts";
import { type Subject, subjectOf } from "./subject.ts";

declare module "fastify" {
  interface FastifyInstance {
    eyes: Eyes;
    /** Who it is and what it may, as of now. @throws Problem for whoever may no longer do what it asked for. */
    askAgain(request: FastifyRequest): Promise<void>;
  }
  interface FastifyRequest {
    /** What lists, counts and texts of its answer may speak of. */
    sight: Sight;
    /** What its path names, where it names something that access is decided by. */
    subject: Subject | null;
  }
}

/** Each route below must name its action, and is asked about. Behind whoever finds out the identity, before routes. */
export function guard(app: FastifyInstance, context: ApiContext, door: Door): void {
  app.decorate(
    "eyes",
    createEyes(context.pool, () => context.access),
  );
  app.decorate("refusals", createRefusals());
  app.decorate("askAgain", async (request: FastifyRequest) => {
    await door(request);
    await judge(context, request);
  });
  // Set for each request, before anything looks.
  app.decorateRequest("sight", null as unknown as Sight);
  app.decorateRequest("subject", null);
  app.addHook("onRoute", ({ method, url, schema }) => {
    if ((schema as Declared)?.["x-action"] === undefined)
      throw new Error(`${method} ${url} names no action: who may use it? See RouteText.action`);
  });
  app.addHook("preHandler", (request) => judge(context, request));
}

/** As `describe` writes it; null: whoever has an identity may. */
type Declared = { "x-action"?: AccessAction | readonly AccessAction[] | null } | undefined;

/** Sets what the request may see, and asks for what its path names. @throws Problem 404, 403. */
async function judge(context: ApiContext, request: FastifyRequest): Promise<void> {
  const { identity } = request;
  const { eyes } = request.server;
  request.sight = seesAll;
  if (eyes.isUnlimited(identity)) return;
  const declared = (request.routeOptions.schema as Declared)?.["x-action"] ?? null;
  // Before anything is looked up: it says nothing of what is there.
  const [first, ...others] = [declared ?? []].flat();
  if (first !== undefined && ![first, ...others].some((one) => isInScope(identity, one)))
    throw outOfScope(identity, first);
  request.sight = await eyes.sightOf(identity);
  refuseHiddenProject(request);
  request.subject = await subjectOf(context, eyes, request);
  // Of a list the request says which is meant: the route asks itself.
  if (typeof declared !== "string") return;
  if (request.subject !== null) await mayDo(request, declared, request.subject);
  else if (kindOf(declared) === "server") await mayDo(request, declared, { kind: "server" });
}

/** What it may see after something has changed what there is. */
export const resight = ({ identity, server }: FastifyRequest): Promise<Sight> =>
  server.eyes.sightOf(identity);

/** A list that is narrowed to what isn't there for whoever asks. */
function refuseHiddenProject({ query, sight }: FastifyRequest): void {
  const { project } = (query ?? {}) as { project?: string };
  if (project !== undefined && sight.known && !sight.known.includes(project))
    throw notFound(`project "${project}"`);
}

export const kindOf = (action: AccessAction): ResourceKind =>
  (Object.keys(actions) as ResourceKind[]).find((kind) =>
    (actions[kind] as readonly string[]).includes(action),
  ) as ResourceKind;

/**
 * For what is known to be readable: `subject` of the request, or what its body names.
 * @throws Problem 403 with the deciding policies and what to ask for.
 */
export async function mayDo(
  request: FastifyRequest,
  action: AccessAction,
  on: Resource,
): Promise<void> {
  const { identity, server } = request;
  const { eyes } = server;
  if (eyes.isUnlimited(identity)) return;
  if (!isInScope(identity, action)) throw outOfScope(identity, action);
  const resource = asked(action, on);
  const decision = await eyes.decide(identity, action, resource);
  if (decision.allowed) return;
  const problem = forbidden(identity, action, resource, decision);
  // What is only looked at is asked of on behalf of people, by pages and lists.
  if (request.method === "POST") server.refusals.add(identity, problem, resource);
  throw problem;
}

/** Some things are done to a pipeline by who may change its project, and some are asked about it by who may of the server. */
function asked(action: AccessAction, on: Resource): Resource {
  if (kindOf(action) === "server") return { kind: "server" };
  if (on.kind !== "pipeline" || kindOf(action) !== "project") return on;
  const { project, environment }: AccessFacts = on.facts;
  return { kind: "project", name: project, environment };
}

/** What the path names. @throws what `mayDo` does. */
export async function mayDoIt(request: FastifyRequest, action: AccessAction): Promise<void> {
  // Whoever may everything has no subject looked up.
  if (request.subject !== null) await mayDo(request, action, request.subject);
  else if (!request.server.eyes.isUnlimited(request.identity))
    throw new Error(`${request.routeOptions.url} names nothing that ${action} could be done to`);
}
