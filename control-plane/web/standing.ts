// How things that are folded together stand: the worst is shown, and all are counted in words.

import { type Shape, shapeOf, wordOf } from "./state.ts";

/** Worst first. */
const order = [
  ...["failed", "running", "waiting", "ready", "cancelled", "skipped", "succeeded"],
  null,
] as const;

export interface Standing {
  worst: Shape;
  /** Such as `208 succeeded, 2 running`, worst first; of one alone without its number. */
  text: string;
  counts: ReadonlyMap<string | null, number>;
}

/** @param states As the API names them; null: there was no run. */
export function standingOf(states: readonly (string | null)[]): Standing {
  const counts = new Map<string | null, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const present = order.filter((name) => counts.has(name));
  const word = (name: string | null) => (name === null ? "never ran" : wordOf(name).toLowerCase());
  return {
    worst: shapeOf(present[0] ?? ""),
    text: present
      .map((name) => (states.length === 1 ? word(name) : `${counts.get(name)} ${word(name)}`))
      .join(", "),
    counts,
  };
}
