// Big plans collapse: changes that say the same are one, and what is not shown is counted by folder and owner.

import type { Action, Change } from "../plan.ts";
import { meaningLines } from "./meaning.ts";

/** Changes that say the same of different pipelines; at least one. */
export type Alike = [Change, ...Change[]];

/** Up to so many each stands for itself. */
const fewChanges = 30;

/** In the order of their first. What differs only in its run times is alike. */
export function alikeChanges(changes: readonly Change[]): Alike[] {
  if (changes.length <= fewChanges) return changes.map((change) => [change]);
  return [...Map.groupBy(changes, keyOf).values()] as Alike[];
}

function keyOf({ action, pipeline, meaning, fields, scripts, dates }: Change): string {
  // Nothing is said of what came or went, so that there is nothing to be alike in.
  if ((meaning ?? fields).length + scripts.length === 0) return pipeline;
  const said = meaning ? meaningLines(meaning) : fields;
  return JSON.stringify([action, said, scripts, dates?.length ?? 0]);
}

/** How many changes of each kind there are in one folder, or of one owner. */
export interface Count {
  name: string;
  added: number;
  changed: number;
  removed: number;
}

/** The largest first, then by name. */
export function countsBy(changes: readonly Change[], of: (change: Change) => string): Count[] {
  const counts = new Map<string, Count>();
  for (const change of changes) {
    const name = of(change);
    const count = counts.getOrInsertComputed(name, () => ({
      name,
      added: 0,
      changed: 0,
      removed: 0,
    }));
    count[columnOf[change.action]]++;
  }
  return [...counts.values()].sort((a, b) => totalOf(b) - totalOf(a) || (a.name < b.name ? -1 : 1));
}

const columnOf = {
  added: "added",
  changed: "changed",
  renamed: "changed",
  removed: "removed",
} as const satisfies Record<Action, keyof Count>;

export const totalOf = ({ added, changed, removed }: Count): number => added + changed + removed;

export const folderOf = ({ file }: Change): string =>
  file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";

export const ownerOf = ({ owner }: Change): string => owner ?? "nobody";
