// Scopes of a token: names of actions, which narrow what teams and policies permit and never widen it.

import { type AccessAction, actions } from "./action.ts";
import type { Identity } from "./identity.ts";

/** In the order of their table. */
export const everyAction: readonly AccessAction[] = Object.values(actions).flat();

const known = new Set<string>(everyAction);

/** The names among these that no action has. */
export const unknownScopes = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => !known.has(scope));

/** Whether what the identity came with lets it do this at all. */
export const isInScope = ({ scopes }: Pick<Identity, "scopes">, action: AccessAction): boolean =>
  scopes === null || scopes.includes(action);

/** The names among `wanted` that somebody with `own` has not and so can't hand on; null means all. */
export function beyondScopes(
  own: readonly string[] | null,
  wanted: readonly string[] | null,
): string[] {
  if (own === null) return [];
  const has = new Set(own);
  return (wanted ?? everyAction).filter((scope) => !has.has(scope));
}
