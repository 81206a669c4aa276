// Everybody who may do something, by which policies; and what a change gives or takes.

import type { AccessAction } from "#core/access/action.ts";
import { alike, everybody, identityOf } from "#core/access/people.ts";
import type { Teams } from "#core/access/teams.ts";
import type { Access, DecisionInput, Resource } from "./access.ts";

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
      const without = access.decide(identityOf(first), action, resource, input);
      const decision = without.allowed
        ? without
        : access.decide(identityOf(first, true), action, resource, input);
      if (!decision.allowed) return [];
      const { policies } = decision;
      return group.map((who) => ({ who, policies, needsMfa: !without.allowed }));
    })
    .sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : 0));
}
