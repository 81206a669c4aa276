// Which classes of pipelines an identity may do something to: asked once for each class, and remembered. That is what
// lists are filtered by, in the database.

import type { AccessFacts } from "#core/access/access-class.ts";
import type { AccessAction } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { Access, DecisionInput } from "./access.ts";

export interface ClassRow {
  id: number;
  facts: AccessFacts;
}

/** So many identities and actions are remembered for each set of policies; the oldest goes first. */
const most = 2_000;

/** By access: what another set of policies decided is dropped with it. */
const remembered = new WeakMap<Access, Map<string, Map<number, boolean>>>();

/**
 * Ids of those among the classes, in their order.
 * A class's facts never change, so a class that was added is all that is asked about.
 * @param input Its `run` and `grants` hold for all of them.
 */
export function allowedClasses(
  access: Access,
  classes: readonly ClassRow[],
  identity: Identity,
  action: AccessAction,
  input: DecisionInput = {},
): number[] {
  const memo = remembered.getOrInsertComputed(access, () => new Map());
  const key = canonicalJson([access.version, identity, action, input]);
  const known = memo.get(key) ?? new Map<number, boolean>();
  // Those asked for last are at the end.
  memo.delete(key);
  memo.set(key, known);
  if (memo.size > most) memo.delete(memo.keys().next().value as string);
  const isAllowed = (facts: AccessFacts) =>
    access.decide(identity, action, { kind: "pipeline", facts }, input).allowed;
  return classes
    .filter(({ id, facts }) => known.getOrInsertComputed(id, () => isAllowed(facts)))
    .map(({ id }) => id);
}
