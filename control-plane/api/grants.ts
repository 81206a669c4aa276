// Rights for a while, because of an incident or a change: asked for, agreed to by another person, taken back, listed.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { approve, ask, revoke, ticketFault } from "#access/grants.ts";
import { TicketError, type TicketVerifier } from "#access/tickets/verifier.ts";
import { type GrantKind, grantFaults } from "#core/access/grant.ts";
import { isNobody } from "#core/break-glass.ts";
import { parseDuration } from "#core/duration.ts";
import { type ListGrantsRow, listGrants, lockGrant } from "#store/access-grants.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { grantPage, grantView } from "./grant-shapes.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, iso, isoOrNull, list, object, optional, plainText } from "./route.ts";
import { type Infer, mapOf, oneOf, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { GrantView, Page } from "./types.ts";

const most = 1_000;

const askBody = object(
  {
    kind: optional(oneOf(["incident", "ticket"], "`incident` when left out.")),
    ticket: optional(plainText("Number of the incident or change; needed.", 64)),
    actions: optional(list(plainText("Name of an action."), "What is to be done; needed.")),
    project: optional(plainText("In which project; needed.")),
    pipelines: optional(list(plainText("A name; `*` for any characters."), "Only these.")),
    tags: optional(mapOf(list(plainText("A value."), "All of them."), "Only what has these tags.")),
    reason: optional(plainText("Why; needed.", 1000)),
    for: optional(plainText("For how long, such as `4h`; needed, 7 days at most.")),
  },
  "What is asked for.",
);
type AskBody = Infer<typeof askBody>;
const endBody = object({ reason: optional(plainText("Why.", 1000)) }, "Why.");
const filter = object({ all: optional(truth("Those that have ended, too.")) }, "Which.");
const byId = object({ id: text("The grant's number.") }, "In the path.");
type ById = { Params: { id: string } };

export const grantRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/grants",
      {
        schema: describe({
          id: "listGrants",
          action: "manageAccess",
          tag: "access",
          summary: "Rights that people have for a while",
          query: filter,
          answers: { 200: { description: "The newest first.", schema: grantPage } },
        }),
      },
      async ({ query }): Promise<Page<GrantView>> => {
        const rows = await listGrants(pool, { all: query.all ?? false, limit: most });
        return { items: rows.map(viewOf), next: null };
      },
    );
    app.post<{ Body: AskBody }>(
      "/grants",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "askGrant",
          action: null,
          tag: "access",
          summary: "Ask for a right for a while, because of an incident or a change",
          body: askBody,
          answers: { 201: { description: "It waits for another person.", schema: grantView } },
        }),
      },
      async (request, reply): Promise<GrantView> => {
        const wanted = await checked(context, request);
        named(request);
        await mustBeOpen(context.tickets, wanted.kind, wanted.ticket);
        const id = await ask(pool, { actor: request.actor, ...wanted });
        reply.status(201);
        return shown(context, id);
      },
    );
    app.post<ById>(
      "/grants/:id/approve",
      {
        schema: describe({
          id: "approveGrant",
          action: "manageAccess",
          tag: "access",
          summary: "Agree to a right that another person asked for",
          params: byId,
          answers: { 200: { description: "It holds.", schema: grantView } },
        }),
      },
      async (request): Promise<GrantView> => {
        const row = await found(context, request.params.id);
        named(request);
        await mustBeOpen(context.tickets, row.kind as GrantKind, row.ticket);
        const fault = await approve(pool, row.id, request.actor);
        if (fault !== null) throw new Problem("conflict", fault);
        return shown(context, row.id);
      },
    );
    app.post<ById & { Body: Infer<typeof endBody> }>(
      "/grants/:id/revoke",
      {
        config: { forAnyIdentity: true },
        schema: describe({
          id: "revokeGrant",
          action: null,
          tag: "access",
          summary: "End a right for a while",
          params: byId,
          body: endBody,
          answers: { 200: { description: "It has ended.", schema: grantView } },
        }),
      },
      async (request): Promise<GrantView> => {
        const row = await found(context, request.params.id);
        // What one has may be given back by oneself.
        if (row.grantee !== request.identity.name && !managesAccess(context, request))
          throw notFound(`grant "${request.params.id}"`, listHint);
        const { actor, body } = request;
        if (!(await revoke(pool, row.id, { actor, reason: body.reason ?? null })))
          throw new Problem("conflict", `grant ${row.id} has ended`);
        return shown(context, row.id);
      },
    );
  };

const listHint = "`trunkline access grants` lists them.";

const managesAccess = ({ access }: ApiContext, { identity }: FastifyRequest): boolean =>
  access.decide(identity, "manageAccess", { kind: "server" }).allowed;

/** Of two people both must be somebody. @throws Problem 422. */
function named({ actor }: FastifyRequest): void {
  if (isNobody(actor))
    throw invalid([
      { at: "actor", message: "a name is needed: it is recorded who asks and who agrees" },
    ]);
}

/** @throws Problem 404 for a project that may not be known, 422. */
async function checked(
  { pool }: ApiContext,
  { body, identity, server }: FastifyRequest<{ Body: AskBody }>,
) {
  const { kind = "incident", ticket = "", actions = [], project = "", reason = "" } = body;
  const { pipelines = [], tags = {} } = body;
  const forMs = parseDuration(body.for ?? "") ?? 0;
  const issues = grantFaults({ ticket, actions, project, pipelines, tags, reason, forMs });
  if (issues.length > 0) throw invalid(issues);
  // Whatever the token is limited to: what is asked for is another person's to judge.
  const { known } = await server.eyes.sightOf({ ...identity, scopes: null });
  const isKnown = known === null || known.includes(project);
  if (!isKnown || !(await getProject(pool, { name: project })))
    throw notFound(`project "${project}"`);
  const until = new Date(Date.now() + forMs);
  return { kind, ticket, actions, project, pipelines, tags, reason, until };
}

/** @throws Problem 409 where it isn't, 503 where that can't be found out. */
async function mustBeOpen(
  tickets: TicketVerifier | null,
  kind: GrantKind,
  ticket: string,
): Promise<void> {
  if (tickets === null)
    throw new Problem("conflict", "this server knows of no ticket system", {
      hint: "Whoever runs it sets TRUNKLINE_SERVICENOW_URL or TRUNKLINE_TICKETS_URL; docs/audit.md says how.",
    });
  try {
    const fault = await ticketFault(tickets, kind, ticket);
    if (fault !== null) throw new Problem("conflict", fault);
  } catch (error) {
    if (error instanceof TicketError) throw new Problem("elsewhere-away", error.message);
    throw error;
  }
}

/** @throws Problem 404. */
async function found({ pool }: ApiContext, id: string): Promise<ListGrantsRow> {
  const row = /^\d{1,9}$/.test(id) ? await lockGrant(pool, { id: Number(id) }) : undefined;
  if (!row) throw notFound(`grant "${id}"`, listHint);
  return row;
}

const shown = async (context: ApiContext, id: number): Promise<GrantView> =>
  viewOf(await found(context, String(id)));

const viewOf = (row: ListGrantsRow): GrantView => ({
  ...{ id: row.id, kind: row.kind as GrantKind, ticket: row.ticket, grantee: row.grantee },
  ...{ actions: row.actions, project: row.project, pipelines: row.pipelines },
  ...{ tags: row.tags as GrantView["tags"], reason: row.reason },
  ...{ askedAt: iso(row.asked_at), until: iso(row.until) },
  ...{ approvedBy: row.approved_by, approvedAt: isoOrNull(row.approved_at) },
  ...{ endedAt: isoOrNull(row.ended_at), endedBy: row.ended_by },
  ending: row.ending as GrantView["ending"],
});
