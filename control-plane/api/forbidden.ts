// Why something may not be done: by which policies, and what to ask whom for.

import type { Decision, Resource } from "#access/access.ts";
import type { AccessAction } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";
import { Problem } from "./problem.ts";

/** 403: it may be known, and not be done. */
export function forbidden(
  identity: Identity,
  action: AccessAction,
  resource: Resource,
  decision: Decision,
): Problem {
  const what = resource.kind === "server" ? "on this server" : nameOf(resource);
  const why = whyNot(decision);
  return new Problem("forbidden", `${whoIs(identity)} may not ${action} ${what}: ${why}`, {
    hint: hintOf(action, resource),
    action,
    policies: [...decision.policies],
  });
}

/** A clause. */
export function whyNot({ policies, errors }: Decision): string {
  if (errors.length > 0) return "a policy could not be evaluated, and then nothing is permitted";
  if (policies.length === 0) return "no policy permits it";
  return `${policies.join(", ")} ${policies.length === 1 ? "forbids" : "forbid"} it`;
}

/** 403: whatever its owner may, the token is for less. */
export const outOfScope = (identity: Identity, action: AccessAction): Problem =>
  new Problem(
    "forbidden",
    `the token of ${whoIs(identity)} is limited to ${identity.scopes?.join(", ") || "nothing"}; this needs ${action}`,
    { hint: `Use a token whose scopes have \`${action}\`.`, action, policies: [] },
  );

export const whoIs = ({ kind, name }: Identity): string =>
  kind === "user" || kind === "local" ? name : `${kind} ${name}`;

/** As `trunkline access` takes it too. */
function nameOf(resource: Resource): string {
  switch (resource.kind) {
    case "server":
      return "server";
    case "project":
      return resource.name;
    case "pipeline":
      return `${resource.facts.project}/${resource.name ?? resource.facts.folder}`;
    default:
      return `${resource.project}/${resource.name}`;
  }
}

/** Who decides about it: the team that owns it, and those who review the control repository. */
function hintOf(action: AccessAction, resource: Resource): string {
  const owner = resource.kind === "pipeline" ? resource.facts.owner : null;
  const askFor =
    owner === null ? "Ask for the right" : `Ask team ${owner}, which owns it, for the right`;
  return `${askFor} \`${action}\`: it is given in teams.yaml and policies/ of the control repository. \`trunkline access who-can ${action} ${nameOf(resource)}\` names who has it.`;
}
