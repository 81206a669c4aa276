// Which classes of pipelines an identity may do something to, and which projects it may read: asked once for each, and
// remembered. That is what lists are filtered by, in the database.

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
const remembered = new WeakMap<Access, Map<string, Decided>>();

/** By a class's id, or by what policies know of a project. */
type Decided = Map<number | string, boolean>;

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
  const known = decidedFor(access, identity, action, input);
  const isAllowed = (facts: AccessFacts) =>
    access.decide(identity, action, { kind: "pipeline", facts }, input).allowed;
  return classes
    .filter(({ id, facts }) => known.getOrInsertComputed(id, () => isAllowed(facts)))
    .map(({ id }) => id);
}

/** Whether a project may be read as such. Like `read` it knows no time, so that it can be remembered. */
export function mayReadProject(
  access: Access,
  { name, environment }: { name: string; environment: string },
  identity: Identity,
): boolean {
  const known = decidedFor(access, identity, "readProject", {});
  return known.getOrInsertComputed(
    JSON.stringify([name, environment]),
    () => access.decide(identity, "readProject", { kind: "project", name, environment }).allowed,
  );
}

function decidedFor(
  access: Access,
  identity: Identity,
  action: AccessAction,
  input: DecisionInput,
): Decided {
  const memo = remembered.getOrInsertComputed(access, () => new Map());
  const key = canonicalJson([access.version, identity, action, input]);
  const known: Decided = memo.get(key) ?? new Map();
  // Those asked for last are at the end.
  memo.delete(key);
  memo.set(key, known);
  if (memo.size > most) memo.delete(memo.keys().next().value as string);
  return known;
}
