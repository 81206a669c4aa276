// Whether an attempt may start under its project's ceilings as they are now: its run is pinned to a revision that was
// deployed under those of before.

import type { Task } from "../pipeline.ts";
import { ceilingText, isAllowed, outsideText, type ProjectCeilings, type Use } from "./ceilings.ts";
import { poolsOf, usesOf } from "./uses.ts";

export interface CeilingsNow extends ProjectCeilings {
  /** Names of the project's pools and locks that it shares with other projects. */
  globalPools: ReadonlySet<string>;
}

/** Why it may not, as sentences for people; null when it may. */
export function refusalOf(
  task: Pick<Task, "runsOn" | "runAs" | "secrets" | "action" | "gates">,
  ceilings: CeilingsNow,
): string | null {
  const pools = poolsOf(task).filter((name) => ceilings.globalPools.has(name));
  const uses: Use[] = [...usesOf(task), ...pools.map((value): Use => ({ kind: "pools", value }))];
  const outside = outsideOf(uses, ceilings);
  return outside === null ? null : `${outside} A rerun goes on once that allows it.`;
}

/** The first of what is used that is outside, as a sentence for people; null: nothing is. */
export function outsideOf(uses: readonly Use[], ceilings: ProjectCeilings): string | null {
  const outside = uses.find((use) => !isAllowed(ceilings.allow, use));
  return outside === undefined
    ? null
    : `Refused, as ${outsideText(outside)}: ${ceilingText(ceilings, outside)}.`;
}

/** The same for a place that only an expression, or an answer, has given. */
export function refusalOfPlace(value: string, ceilings: ProjectCeilings): string | null {
  const outside = outsideOf([{ kind: "network", value }], ceilings);
  return outside === null ? null : `${outside} A rerun goes on once that allows it.`;
}
