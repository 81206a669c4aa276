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
  const outside = uses.find((use) => !isAllowed(ceilings.allow, use));
  return outside === undefined ? null : refusalText(ceilings, outside);
}

/** The same for a place that only an expression, or an answer, has given. */
export function refusalOfPlace(place: string, ceilings: ProjectCeilings): string | null {
  const use: Use = { kind: "network", value: place };
  return isAllowed(ceilings.allow, use) ? null : refusalText(ceilings, use);
}

const refusalText = (ceilings: ProjectCeilings, use: Use): string =>
  `Refused, as ${outsideText(use)}: ${ceilingText(ceilings, use)}. A rerun goes on once that allows it.`;
