// Acts that were refused lately: who asked for what, and which policy refused it. Kept in memory, the newest of this server: a
// refused act changes nothing, and whoever is refused a thousand times must not fill the audit.

import type { FastifyInstance } from "fastify";
import type { Resource } from "#access/access.ts";
import type { Identity } from "#core/access/identity.ts";
import { whoIs } from "./forbidden.ts";
import type { Problem } from "./problem.ts";
import { describe } from "./route.ts";
import { definition, type Infer, instant, list, object, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";

declare module "fastify" {
  interface FastifyInstance {
    refusals: Refusals;
  }
}

const most = 200;

const refusal = object(
  {
    at: instant("When"),
    who: text("Who asked."),
    action: text("To do what."),
    what: text("To what: `PROJECT/PIPELINE`, a project, or `server`."),
    policies: list(text("`FILE#ID`."), "Those that forbid it; none: no policy permits it."),
    why: text("One sentence."),
  },
  "An act that was refused.",
);
const refusalPage = definition(
  "RefusalPage",
  {
    items: list(refusal, "The newest first, at most 200."),
    since: instant("Since when this server keeps them"),
  },
  "Acts that were refused lately, on this server.",
);
export type RefusalPageView = Infer<typeof refusalPage>;

interface Kept extends Infer<typeof refusal> {
  resource: Resource;
}

export interface Refusals {
  add(identity: Identity, problem: Problem, resource: Resource): void;
  since: string;
  all(): readonly Kept[];
}

export function createRefusals(): Refusals {
  const kept: Kept[] = [];
  return {
    since: new Date().toISOString(),
    add(identity, { message, more }, resource) {
      const { action = "", policies = [] } = more;
      kept.unshift({
        ...{ at: new Date().toISOString(), who: whoIs(identity), what: nameOf(resource) },
        ...{ action, policies: [...policies], why: message, resource },
      });
      if (kept.length > most) kept.pop();
    },
    all: () => kept,
  };
}

const nameOf = (resource: Resource): string =>
  resource.kind === "server"
    ? "server"
    : resource.kind === "pipeline"
      ? `${resource.facts.project}/${resource.name ?? resource.facts.folder}`
      : resource.name;

export const refusalRoutes =
  (_: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/refusals",
      {
        schema: describe({
          id: "listRefusals",
          action: "readAccess",
          tag: "access",
          summary: "Acts that were refused lately, and by which policies",
          answers: { 200: { description: "Of this server.", schema: refusalPage } },
        }),
      },
      async ({ server, identity, sight }): Promise<RefusalPageView> => ({
        since: server.refusals.since,
        items: server.refusals
          .all()
          .filter(({ resource }) =>
            resource.kind === "pipeline"
              ? server.eyes.mayKnowAny(identity, resource.facts)
              : resource.kind !== "project" || sight.known?.includes(resource.name) !== false,
          )
          .map(({ resource: _, ...shown }) => shown),
      }),
    );
  };
