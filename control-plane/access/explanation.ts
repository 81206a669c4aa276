// A whole answer to why somebody may do something: who they are to policies, what it is done to, and what decided. The
// same from files and from a server.

import type { AccessAction } from "#core/access/action.ts";
import type { HeldGrant } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";
import { type Standing, standingOf } from "#core/access/teams.ts";
import { onlyLocal, type Resource } from "./access.ts";
import type { CedarAccess } from "./cedar.ts";
import type { Cedar } from "./cedar-library.ts";
import { type Explained, explain } from "./explain.ts";
import { decideGranted } from "./granted.ts";

/** What policies know of a pipeline or a project; of the server nothing. */
export interface KnownFacts {
  project?: string;
  environment?: string;
  folder?: string;
  owner?: string | null;
  tags?: Record<string, string[]>;
}

export interface Explanation extends Explained {
  who: string;
  action: AccessAction;
  /** For people: `shop/load`, `shop`, `the server`. */
  what: string;
  standing: Standing;
  mfa: boolean;
  /** The kind of what gives it for a while, where nothing else does: "incident", "ticket". */
  grants: readonly string[];
  facts: KnownFacts;
  resource: Resource;
}

export interface Why {
  who: string;
  identity: Identity;
  action: AccessAction;
  what: string;
  resource: Resource;
  /** What they hold now for a while, whatever it is about. */
  grants: readonly HeldGrant[];
}

/** @param access Null where nobody has written down teams: then only the server's own token may anything. */
export function explanationOf(cedar: Cedar, access: CedarAccess | null, why: Why): Explanation {
  const { who, identity, action, what, resource } = why;
  const { grant, isBy } = grantFor(access, why);
  const explained =
    access === null
      ? withoutTeams(identity, action, resource)
      : explain(cedar, access, identity, action, resource, grant ? { grant } : {});
  return {
    ...{ who, action, what, mfa: identity.mfa, resource },
    grants: grant && isBy ? [grant.kind] : [],
    standing: access ? standingOf(access.teams, identity) : { teams: [], roles: [], tags: {} },
    facts: factsOf(access, resource),
    ...explained,
  };
}

/** The one that gives it, or else one of the same project: what of that fails is worth knowing. */
function grantFor(
  access: CedarAccess | null,
  why: Why,
): { grant: HeldGrant | null; isBy: boolean } {
  if (access === null) return { grant: null, isBy: false };
  const { decision, by } = decideGranted(access, why, why.grants);
  if (by !== null || decision.allowed) return { grant: by, isBy: by !== null };
  const own = why.grants.find(({ project }) => project === projectOf(why.resource));
  return { grant: own ?? null, isBy: false };
}

function projectOf(resource: Resource): string | null {
  if (resource.kind === "pipeline") return resource.facts.project;
  return resource.kind === "project" ? resource.name : null;
}

function factsOf(access: CedarAccess | null, resource: Resource): KnownFacts {
  if (resource.kind === "pipeline") return resource.facts;
  if (resource.kind !== "project") return {};
  const { owner = null, tags = {} } = access?.projects[resource.name] ?? {};
  const values = Object.entries(tags).map(([key, all]) => [key, [...all]]);
  return { environment: resource.environment, owner, tags: Object.fromEntries(values) };
}

function withoutTeams(identity: Identity, action: AccessAction, resource: Resource): Explained {
  const { allowed, policies } = onlyLocal.decide(identity, action, resource);
  const built = { effect: "permit" as const, file: "built-in", line: 1 };
  const text =
    "There is no teams.yaml: the server's own token may everything, nobody else anything.";
  const deciding = policies.map((id) => ({ id, ...built, text }));
  return { allowed, deciding, nearest: [], errors: [] };
}
