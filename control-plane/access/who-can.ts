// Everybody who may do something, by which policies; and what a change gives or takes.

import type { AccessAction } from "#core/access/action.ts";
import type { HeldGrant } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";
import { alike, everybody, identityOf } from "#core/access/people.ts";
import type { Teams } from "#core/access/teams.ts";
import type { Access, DecisionInput, Resource } from "./access.ts";
import { decideGranted, type GrantedQuestion } from "./granted.ts";

export interface Able {
  /** As `identityOf` reads it. */
  who: string;
  policies: readonly string[];
  /** Without a second factor they may not. */
  needsMfa: boolean;
}

/** People, robots, groups of the identity provider and the local token; whoever nobody has written down may nothing. */
export function whoCan(
  access: Access,
  teams: Teams,
  action: AccessAction,
  resource: Resource,
  input: DecisionInput = {},
): Able[] {
  return alike(everybody(teams), [teams])
    .concat([["local"]])
    .flatMap((group) => {
      const [first = ""] = group;
      const able = ableIf(access, first, identityOf(first), { action, resource, input });
      return able === null ? [] : group.map((who) => ({ ...able, who }));
    })
    .sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : 0));
}

/** Null for whoever may not, with a second factor either. */
export function ableIf(
  access: Access,
  who: string,
  identity: Identity,
  asked: Omit<GrantedQuestion, "identity"> & { grants?: readonly HeldGrant[] },
): Able | null {
  const { grants = [], ...question } = asked;
  const decide = (mfa: boolean) =>
    decideGranted(access, { ...question, identity: { ...identity, mfa } }, grants).decision;
  const without = decide(false);
  const decision = without.allowed || identity.kind !== "user" ? without : decide(true);
  if (!decision.allowed) return null;
  return { who, policies: decision.policies, needsMfa: !without.allowed };
}
