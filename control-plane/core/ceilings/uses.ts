// What a task of a normalized pipeline uses of what ceilings limit: judged again each time that one of its attempts starts.

import type { Action } from "../action.ts";
import { kindOf } from "../actions/kinds.ts";
import type { Task } from "../pipeline.ts";
import type { Use } from "./ceilings.ts";

/**
 * All but pools: whether one is shared with other projects is for the caller to know.
 * A URL whose host comes with an answer is judged when it is asked.
 */
export function usesOf(task: Pick<Task, "runsOn" | "runAs" | "secrets" | "action">): Use[] {
  const uses: Use[] = [];
  const add = (kind: Use["kind"], values: readonly string[]) => {
    for (const value of values) uses.push({ kind, value });
  };
  // Revisions of before there were labels, users and secrets don't have the properties.
  add("runsOn", task.runsOn ?? []);
  add("runAs", task.runAs === null || task.runAs === undefined ? [] : [task.runAs]);
  add("secrets", task.secrets ?? []);
  add("network", placesOf(task.action));
  return uses;
}

/** Names of the pools and locks that a task takes. */
export const poolsOf = ({ gates }: Pick<Task, "gates">): string[] =>
  (gates?.takes ?? []).map(({ pool }) => pool);

/** As `host:port`, each once. */
export const placesOf = (action: Action): readonly string[] => kindOf(action).places(action);
