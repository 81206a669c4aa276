// Which rights a change widens or narrows: everybody is asked about every action before it and after it.

import type { AccessChange, AccessChanges } from "#core/access/access-change.ts";
import { type AccessAction, actions, deployActions } from "#core/access/action.ts";
import { alike, everybody, identityOf } from "#core/access/people.ts";
import type { Access, Resource } from "./access.ts";
import type { CedarAccess } from "./cedar.ts";
import { inTurns } from "./in-turns.ts";

export interface ChangedResource {
  /** For people: `shop/load`, `project shop`. */
  what: string;
  /** How many pipelines it stands for; 1 when left out. */
  count?: number;
  /** Null: it isn't there on that side. */
  before: Resource | null;
  after: Resource | null;
}

const actionsOf: Partial<Record<Resource["kind"], readonly AccessAction[]>> = {
  pipeline: actions.pipeline,
  project: actions.project,
  server: actions.server,
};

/**
 * In the order of the resources; people with a second factor, since what needs one is a right as well.
 * @param most Decisions, 0.2 to 0.3 ms each in turns of 10 ms: as many resources are asked about as that allows, and the
 *   others are counted. Without it all are.
 */
export async function accessChanges(
  before: CedarAccess,
  after: CedarAccess,
  resources: readonly ChangedResource[],
  most = Number.POSITIVE_INFINITY,
): Promise<AccessChanges> {
  const sides = [before.teams, after.teams];
  const everyone = [...new Set(sides.flatMap(everybody))].sort();
  const groups = alike(everyone, sides);
  const asked = within(most, resources, groups.length);
  const turn = inTurns();
  // One side after the other: the engine holds one set of policies at a time.
  const known: Known = new Map();
  const had = await rights(before, groups, asked, { known, turn, sideOf: (one) => one.before });
  const isSame = before.version === after.version;
  const more = { known: isSame ? known : new Map(), turn };
  const has = await rights(after, groups, asked, { ...more, sideOf: (one) => one.after });
  const changes = asked.flatMap(({ what, ...sides }, at) =>
    groups.flatMap((who, group): AccessChange[] => {
      const old = had[at]?.[group] ?? new Set();
      const now = has[at]?.[group] ?? new Set();
      // Merging is the right to deploy: that everybody has it of what is new says nothing.
      const isBoth = sides.before !== null && sides.after !== null;
      const isSaid = (action: AccessAction) => isBoth || !deployActions.has(action);
      const widened = [...now].filter((action) => !old.has(action) && isSaid(action));
      const narrowed = [...old].filter((action) => !now.has(action) && isSaid(action));
      return widened.length + narrowed.length === 0 ? [] : [{ what, who, widened, narrowed }];
    }),
  );
  const left = resources.slice(asked.length);
  return { changes, unasked: left.reduce((sum, { count = 1 }) => sum + count, 0) };
}

/** As many from the start as so many decisions allow. */
function within(most: number, resources: readonly ChangedResource[], groups: number) {
  let decisions = 0;
  const end = resources.findIndex(({ before, after }) => {
    for (const side of [before, after])
      decisions += side === null ? 0 : groups * (actionsOf[side.kind]?.length ?? 0);
    return decisions > most;
  });
  return end === -1 ? resources : resources.slice(0, end);
}

/** By group and resource: alike ones are asked about once. */
type Known = Map<string, Set<AccessAction>>;

interface Asking {
  known: Known;
  turn: () => Promise<void> | null;
  sideOf: (resource: ChangedResource) => Resource | null;
}

async function rights(
  access: Access,
  groups: readonly string[][],
  resources: readonly ChangedResource[],
  { known, turn, sideOf }: Asking,
): Promise<Set<AccessAction>[][]> {
  const all: Set<AccessAction>[][] = [];
  for (const one of resources) {
    const resource = sideOf(one);
    const ofOne: Set<AccessAction>[] = [];
    for (const [group, [first = ""]] of groups.entries()) {
      if (resource === null) continue;
      const asked = resource.kind === "pipeline" ? { ...resource, name: undefined } : resource;
      const key = `${group} ${JSON.stringify(asked)}`;
      const found = known.get(key) ?? new Set();
      ofOne.push(found);
      if (known.has(key)) continue;
      known.set(key, found);
      const identity = identityOf(first, true);
      for (const action of actionsOf[resource.kind] ?? []) {
        const wait = turn();
        if (wait !== null) await wait;
        if (access.decide(identity, action, resource).allowed) found.add(action);
      }
    }
    all.push(ofOne);
  }
  return all;
}
