// Which tasks of a run are shown: all of a small one, else a page of those that were asked for, and first what needs somebody.

import type { TaskView } from "#api/types.ts";

/** As the address has it; empty and 0: nothing is chosen. */
export interface TaskChoice {
  state: string;
  /** A part of their names. */
  name: string;
  /** How many of them come before the page. */
  from: number;
}

export interface ChosenTasks {
  tasks: readonly TaskView[];
  choice: TaskChoice;
  /** How many there are of what was asked for. */
  of: number;
  /** Something was asked for: the picture shows these alone, too. */
  isNarrowed: boolean;
}

export const mostTasks = 100;

/** What somebody looks for first. */
const order = ["failed", "running", "ready", "waiting", "cancelled", "skipped", "succeeded"];
const places = new Map(order.map((state, place) => [state, place]));
export const placeOf = (state: string): number => places.get(state) ?? order.length;

export function chooseTasks(all: readonly TaskView[], choice: TaskChoice): ChosenTasks {
  const part = choice.name.toLowerCase();
  const found = all.filter(
    ({ state, name }) =>
      (choice.state === "" || state === choice.state) &&
      (part === "" || name.toLowerCase().includes(part)),
  );
  // A small run is read in its own order.
  const ordered =
    found.length > mostTasks
      ? found.toSorted((a, b) => placeOf(a.state) - placeOf(b.state))
      : found;
  const from = choice.from > 0 && choice.from < ordered.length ? choice.from : 0;
  return {
    tasks: ordered.slice(from, from + mostTasks),
    choice: { ...choice, from },
    of: ordered.length,
    isNarrowed: choice.state !== "" || part !== "" || from > 0,
  };
}

/** By state, in the order in which they are looked for. */
export function countsOf(tasks: readonly TaskView[]): (readonly [state: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => placeOf(a) - placeOf(b));
}
