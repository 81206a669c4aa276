// A decision with what somebody was granted for a while: each grant is put to the policies by itself, once they deny without.

import type { AccessAction } from "#core/access/action.ts";
import { readActions } from "#core/access/action.ts";
import type { HeldGrant } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";
import type { Access, Decision, DecisionInput, Resource } from "./access.ts";

export interface GrantedQuestion {
  identity: Identity;
  action: AccessAction;
  resource: Resource;
  input?: DecisionInput;
}

/** Whether grants could make a difference: they are people's, and reading is never granted for a while. */
export const knowsGrants = ({ identity, action }: GrantedQuestion): boolean =>
  identity.kind === "user" && !readActions.has(action);

/** @returns the first grant that permits what is denied without it; null where none does or none is needed. */
export function decideGranted<G extends HeldGrant>(
  access: Access,
  asked: GrantedQuestion,
  grants: readonly G[],
): { decision: Decision; by: G | null } {
  const { identity, action, resource, input = {} } = asked;
  const plain = access.decide(identity, action, resource, input);
  if (plain.allowed || !knowsGrants(asked)) return { decision: plain, by: null };
  for (const grant of grants) {
    const decision = access.decide(identity, action, resource, { ...input, grant });
    if (decision.allowed) return { decision, by: grant };
  }
  return { decision: plain, by: null };
}
