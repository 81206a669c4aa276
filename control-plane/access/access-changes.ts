// Which rights a change widens or narrows: everybody is asked about every action before it and after it.

import type { AccessChange } from "#core/access/access-change.ts";
import { type AccessAction, actions, deployActions } from "#core/access/action.ts";
import { alike, everybody, identityOf } from "#core/access/people.ts";
import type { Access, Resource } from "./access.ts";
import type { CedarAccess } from "./cedar.ts";

export interface ChangedResource {
  /** For people: `shop/load`, `project shop`. */
  what: string;
  /** Null: it isn't there on that side. */
  before: Resource | null;
  after: Resource | null;
}

const actionsOf: Partial<Record<Resource["kind"], readonly AccessAction[]>> = {
  pipeline: actions.pipeline,
  project: actions.project,
  server: actions.server,
};

/** In the order of the resources; people with a second factor, since what needs one is a right as well. */
export function accessChanges(
  before: CedarAccess,
  after: CedarAccess,
  resources: readonly ChangedResource[],
): AccessChange[] {
  const sides = [before.teams, after.teams];
  const everyone = [...new Set(sides.flatMap(everybody))].sort();
  const groups = alike(everyone, sides);
  // One side after the other: the engine holds one set of policies at a time.
  const had = rights(before, groups, resources, (one) => one.before);
  const has = rights(after, groups, resources, (one) => one.after);
  return resources.flatMap(({ what, ...sides }, at) =>
    groups.flatMap((who, group) => {
      const old = had[at]?.[group] ?? new Set();
      const now = has[at]?.[group] ?? new Set();
      // Merging is the right to deploy: that everybody has it of what is new says nothing.
      const isBoth = sides.before !== null && sides.after !== null;
      const isSaid = (action: AccessAction) => isBoth || !deployActions.has(action);
      const widened = [...now].filter((action) => !old.has(action) && isSaid(action));
      const narrowed = [...old].filter((action) => !now.has(action) && isSaid(action));
      return widened.length + narrowed.length === 0 ? [] : { what, who, widened, narrowed };
    }),
  );
}

function rights(
  access: Access,
  groups: readonly string[][],
  resources: readonly ChangedResource[],
  sideOf: (resource: ChangedResource) => Resource | null,
): Set<AccessAction>[][] {
  // Alike ones are asked about once.
  const known = new Map<string, Set<AccessAction>>();
  return resources.map((one) =>
    groups.map(([first = ""], group) => {
      const resource = sideOf(one);
      if (resource === null) return new Set<AccessAction>();
      const asked = resource.kind === "pipeline" ? { ...resource, name: undefined } : resource;
      return known.getOrInsertComputed(`${group} ${JSON.stringify(asked)}`, () => {
        const identity = identityOf(first, true);
        const may = (action: AccessAction) => access.decide(identity, action, resource).allowed;
        return new Set((actionsOf[resource.kind] ?? []).filter(may));
      });
    }),
  );
}
